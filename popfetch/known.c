/*
 * known.c - the state file as the plan's seen set.
 */
#include "known.h"

const struct pop3_state_entry *known_look_up(
    void *context, const struct pop3_state_key *key)
{
	struct known *known = context;

	if (pop3_state_tell(known->state, key, &known->entry) ==
	    POP3_STATE_UNKNOWN)
		return NULL;
	known->count++;
	return &known->entry;
}
