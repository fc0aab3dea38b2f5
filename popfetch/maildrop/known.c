/*
 * known.c - the state file as the plan's seen set.
 */
#include "popfetch/maildrop/known.h"

#include "popfetch/maildrop/stand-in.h"

const struct pop3_state_entry *known_look_up(
    void *context, const struct pop3_state_key *key)
{
	struct known *known = context;

	if (pop3_state_tell(known->state, key, &known->entry) ==
	    POP3_TOLD_UNKNOWN)
		return NULL;
	known->count++;
	return &known->entry;
}

/* pop3_state_visit_fn */
static int find_unique_id(void *context, const struct pop3_state_entry *entry)
{
	(void)context;
	return entry->missing == 0 && !stand_in_is(&entry->key);
}

bool known_has_unique_ids(const struct pop3_state *state)
{
	return pop3_state_each(
		   state, POP3_PHASE_PLACED, find_unique_id, NULL) != 0;
}
