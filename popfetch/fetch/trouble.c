/*
 * trouble.c - in the state, which a batch that is being committed has in use.
 */
#include "popfetch/fetch/trouble.h"

#include <inttypes.h>

#include "popfetch/visit/state-file.h"

enum exit_status trouble_note(struct trouble *trouble, enum exit_status status)
{
	trouble->status = exit_status_worse(trouble->status, status);
	return status;
}

/* To have been too large was none: this is the first one of what is new. */
static enum pop3_status add(
    struct pop3_state *state, const struct plan_item *item, const char *why)
{
	enum pop3_status status = item->why == PLAN_NEW
				      ? pop3_state_forget(state, &item->key)
				      : POP3_OK;

	return status == POP3_OK ? pop3_state_trouble(
				       state, &item->key, state_file_now(), why)
				 : status;
}

/* Where a batch cannot be committed, that is said, and the state is no more
 * to be written.  A full disk is full for the next trouble, too. */
void trouble_remember(
    struct trouble *trouble, const struct plan_item *item, const char *why)
{
	if (trouble_note(trouble, staging_settle(trouble->staging)) !=
		EXIT_DONE ||
	    add(trouble->state, item, why) == POP3_OK || trouble->forgetful)
		return;
	trouble->forgetful = true;
	trouble_note(trouble,
	    state_file_failed(trouble->talk, pop3_state_error(trouble->state)));
}

void trouble_leave(struct trouble *trouble, const struct plan_item *item,
    enum exit_status end, const char *why)
{
	const uint32_t msgno = item->listed->msgno;

	talk_error(trouble->talk, "message %" PRIu32 " stays: %s", msgno, why);
	if (item->failures > 0)
		talk_detail(trouble->talk,
		    "message %" PRIu32 " has failed %" PRIu32 " times now",
		    msgno, item->failures + 1);
	trouble_note(trouble, end);
	if (item->why != PLAN_AGAIN)
		trouble_remember(trouble, item, why);
}
