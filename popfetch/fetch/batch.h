/*
 * batch.h - a number of messages that go through the three steps of delivery
 * together (invariants 1, 2, 3 and 6), so that they share their syncs.
 */
#ifndef POPFETCH_BATCH_H
#define POPFETCH_BATCH_H

#include <pop3.h>
#include "popfetch/deliver/deliver.h"
#include "popfetch/maildrop/plan.h"
#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

/* What bounds a batch: this much may have to be retrieved again after a
 * crash, and one batch costs a few syncs.  So many messages of the usual size
 * are as many octets.  (A test makes small ones.) */
#ifndef BATCH_MESSAGES_MAX
#define BATCH_MESSAGES_MAX 8000
#endif
#define BATCH_OCTETS_MAX (UINT64_C(32) << 20)
#define BATCH_MS_MAX	 5000

/* What is worth its syncs when nothing else is to be done. */
#define BATCH_MESSAGES_WORTH                                                   \
	(BATCH_MESSAGES_MAX < 500 ? BATCH_MESSAGES_MAX : 500)
#define BATCH_OCTETS_WORTH (UINT64_C(16) << 20)

struct batch {
	const struct settings *settings;
	struct pop3_state *state;
	struct deliver *deliver;
	struct plan_item *items[BATCH_MESSAGES_MAX];
	size_t count;
	uint64_t octets;  /* of them, as they came */
	int64_t began_ms; /* when the first message of it was staged */
	enum {
		BATCH_PLACED, /* all went well */
		BATCH_NOT_DELIVERED,
		BATCH_NOT_NOTED /* the state file took it not */
	} end;
	struct pop3_error error; /* unless all went well */
};

/* The message of item is staged and ended, octets long as it came.  The batch
 * must not be due. */
void batch_add(struct batch *batch, struct plan_item *item, uint64_t octets);

/* Whether a bound is reached; whether there is enough to commit anyway. */
bool batch_is_due(const struct batch *batch);
bool batch_is_worth_it(const struct batch *batch);

/*
 * Makes the staged messages durable, journals where they go, and places
 * them.  Each item placed then has the act that is left to do: PLAN_DELETE or
 * PLAN_KEEP.  Where that fails, nothing is lost, and what is not journalled
 * is not seen.
 *
 * It says nothing and touches only what the batch names, so that a thread of
 * its own can do it, while whoever filled the batch leaves its deliver, its
 * items and the state alone.
 */
void batch_commit(struct batch *batch);

/*
 * Says what batch_commit() came to; the batch is empty then.  told is a failure
 * of the destination that has been said, or of status POP3_OK: where the batch
 * has failed for the same reason, it is not said again.
 */
enum exit_status batch_tell(struct batch *batch, const struct talk *talk,
    const struct pop3_error *told);

#endif
