/*
 * known.h - what a state file knows, in the form in which the plan asks.  The
 * state is told at once that the message is listed.
 */
#ifndef POPFETCH_KNOWN_H
#define POPFETCH_KNOWN_H

#include <pop3/state.h>
#include <stdbool.h>

struct known {
	struct pop3_state *state;
	struct pop3_state_entry entry; /* the last answer */
	size_t count;		       /* of those of which it knows */
};

/* A plan_known_fn; context is a struct known. */
const struct pop3_state_entry *known_look_up(
    void *context, const struct pop3_state_key *key);

/* Whether the server named messages by unique-ids the last time. */
bool known_has_unique_ids(const struct pop3_state *state);

#endif
