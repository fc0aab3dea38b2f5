/*
 * trouble.h - what goes wrong with messages while they are retrieved: told,
 * and remembered with the reason.
 */
#ifndef POPFETCH_TROUBLE_H
#define POPFETCH_TROUBLE_H

#include "popfetch/fetch/staging.h"

struct trouble {
	const struct talk *talk;
	struct pop3_state *state;
	struct staging *staging; /* which uses the state, too */
	enum exit_status status; /* the worst so far */
	bool forgetful; /* one could not be remembered, which is told */
};

/* Notes the status, and returns it. */
enum exit_status trouble_note(struct trouble *trouble, enum exit_status status);

/* The message has failed once more. */
void trouble_remember(
    struct trouble *trouble, const struct plan_item *item, const char *why);

/* The message stays on the server and is not seen: says so, and remembers its
 * trouble. */
void trouble_leave(struct trouble *trouble, const struct plan_item *item,
    enum exit_status end, const char *why);

#endif
