/*
 * batch.h - a number of messages that go through the three steps of delivery
 * together (invariants 1, 2, 3 and 6), so that they share their syncs.
 */
#ifndef POPFETCH_BATCH_H
#define POPFETCH_BATCH_H

#include <pop3.h>
#include "deliver.h"
#include "exit-status.h"
#include "plan.h"
#include "settings.h"
#include "talk.h"

/* What bounds a batch: this much may have to be retrieved again after a
 * crash, and one batch costs a few syncs.  So many messages of the usual size
 * are as many octets.  (A test makes small ones.) */
#ifndef BATCH_MESSAGES_MAX
#define BATCH_MESSAGES_MAX 8000
#endif
#define BATCH_OCTETS_MAX (UINT64_C(32) << 20)
#define BATCH_MS_MAX	 5000

struct batch {
	const struct settings *settings;
	const struct talk *talk;
	struct pop3_state *state;
	struct deliver *deliver;
	struct plan_item *items[BATCH_MESSAGES_MAX];
	size_t count;
	size_t placed;	  /* in all batches so far */
	int64_t began_ms; /* when the first message of it was staged */
};

/* The message of item is staged and ended.  The batch must not be due. */
void batch_add(struct batch *batch, struct plan_item *item);

/* Whether a bound is reached. */
bool batch_is_due(const struct batch *batch);

/*
 * Makes the staged messages durable, journals where they go, and places
 * them.  Each item placed then has the act that is left to do: PLAN_DELETE or
 * PLAN_KEEP.  EXIT_DONE, or said what failed; nothing is lost then, and what
 * is not journalled is not seen.
 */
enum exit_status batch_commit(struct batch *batch);

#endif
