/*
 * staging.h - messages on their way from the session into the destination:
 * staged in one batch while the batch before is committed.
 *
 * All functions belong to one thread, that of the session.  The thread that
 * commits has a batch, the handle it was staged in, and the state; what it
 * came to is told here.
 */
#ifndef POPFETCH_STAGING_H
#define POPFETCH_STAGING_H

#include <pthread.h>
#include <stdatomic.h>

#include "popfetch/fetch/batch.h"

struct staging {
	const struct settings *settings;
	const struct talk *talk;
	const char *spool; /* as deliver_open() had it */
	struct batch batches[2];
	unsigned turn;		/* the batch that messages are staged in */
	struct deliver *second; /* NULL until there are two batches */
	pthread_t thread;	/* commits the other batch: */
	bool beside;
	atomic_bool over;	 /* it has nothing left to do */
	int64_t taken_ns;	 /* by it */
	bool quick;		 /* the one before took next to no time */
	enum exit_status status; /* EXIT_DONE until a batch has failed */
	struct pop3_error stop;	 /* see staging_stop() */
	size_t placed;		 /* messages so far */
	uint64_t octets;	 /* of them, as they came */
};

/* What staging needs; all of it must live as long. */
void staging_init(struct staging *staging, const struct settings *settings,
    const struct talk *talk, struct pop3_state *state, struct deliver *deliver,
    const char *spool);

/* The handle in which the next message is to be staged; it may be another
 * after each of the calls below. */
struct deliver *staging_deliver(const struct staging *staging);

/*
 * The message of item is staged there and ended, octets long as it came.
 * What is enough for a batch begins to be committed.  EXIT_DONE, or said what
 * failed: then and later, nothing more is committed.
 */
enum exit_status staging_add(
    struct staging *staging, struct plan_item *item, uint64_t octets);

/* The same without a message, when there is time for it; no message may be
 * begun and not ended. */
enum exit_status staging_pause(struct staging *staging);

/* Waits for what is being committed.  Until the next call of another function
 * the state is the caller's. */
enum exit_status staging_settle(struct staging *staging);

/*
 * The destination took no more of the message in hand: says why, and returns
 * what it comes to.  What was staged before it may be committed all the same.
 */
enum exit_status staging_stop(struct staging *staging);

/* Commits all that is staged; the message begun and not ended is dropped.  It
 * must be called, whatever happened before. */
enum exit_status staging_end(struct staging *staging);

#endif
