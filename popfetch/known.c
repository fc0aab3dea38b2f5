/*
 * known.c - the state file as the plan's seen set.
 */
#include "known.h"

const struct pop3_state_entry *known_look_up(
    void *context, const struct pop3_state_key *key)
{
	struct known *known = context;

	return pop3_state_find(known->state, key, &known->entry) ? &known->entry
								 : NULL;
}
