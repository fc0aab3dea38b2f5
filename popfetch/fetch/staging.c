/*
 * staging.c - two batches in turn.
 *
 * To commit a batch takes a few syncs and, into a Maildir, a rename for each
 * message; a session that waits for that leaves the line and the server idle.
 * So a batch is committed by a thread of its own while the next is staged, in
 * a second handle on the same destination.  One is committed at a time, in the
 * order in which they came; once it is over, and there is enough for another,
 * that one follows.  So batches are as small as the disk is fast, and no
 * larger than their bounds.
 *
 * A thread is made for each batch, which costs nothing beside the syncs, and
 * leaves nothing to be said between the two but "begin" and "over".  It takes
 * no signals: those are for the session's.
 *
 * The last batch, which is the only one of most runs, needs no thread and no
 * second handle.  Neither does what hands over.  And where there can be no
 * second handle or no thread, the session waits, and nothing else is
 * different.
 */
#include "popfetch/fetch/staging.h"

#include <errno.h>

#include "popfetch/system/monotonic.h"
#include "popfetch/system/thread.h"

/* No disk that has to be waited for takes so little for its syncs. */
#define QUICK_NS (10 * NS_PER_MS)

void staging_init(struct staging *staging, const struct settings *settings,
    const struct talk *talk, struct pop3_state *state, struct deliver *deliver,
    const char *spool)
{
	staging->settings = settings;
	staging->talk = talk;
	staging->spool = spool;
	staging->turn = 0;
	staging->second = NULL;
	staging->beside = false;
	staging->quick = false;
	staging->status = EXIT_DONE;
	staging->stop.status = POP3_OK;
	staging->placed = 0;
	staging->octets = 0;
	for (size_t i = 0; i < 2; i++) {
		struct batch *batch = &staging->batches[i];

		batch->settings = settings;
		batch->state = state;
		batch->deliver = i == 0 ? deliver : NULL;
		batch->count = 0;
		batch->octets = 0;
	}
}

static struct batch *staged(struct staging *staging)
{
	return &staging->batches[staging->turn];
}

static struct batch *other(struct staging *staging)
{
	return &staging->batches[1 - staging->turn];
}

struct deliver *staging_deliver(const struct staging *staging)
{
	return staging->batches[staging->turn].deliver;
}

static enum exit_status tell(struct staging *staging, struct batch *batch)
{
	const size_t count = batch->count;
	const uint64_t octets = batch->octets;

	staging->status = batch_tell(batch, staging->talk, &staging->stop);
	if (staging->status == EXIT_DONE) {
		staging->placed += count;
		staging->octets += octets;
	}
	return staging->status;
}

/* ---- Beside the session ------------------------------------------------- */

static void *commit_beside(void *argument)
{
	struct staging *staging = argument;
	const int64_t began_ns = monotonic_ns();

	batch_commit(other(staging));
	staging->taken_ns = monotonic_ns() - began_ns;
	atomic_store(&staging->over, true);
	return NULL;
}

static bool has_second(struct staging *staging)
{
	struct pop3_error error;

	if (staging->second != NULL)
		return true;
	if (deliver_hands_over(staging_deliver(staging)) ||
	    deliver_open_second(staging->settings, staging->spool, &error,
		&staging->second) != POP3_OK)
		return false;
	other(staging)->deliver = staging->second;
	return true;
}

/* Whether the batch that was staged is being committed now. */
static bool goes_beside(struct staging *staging)
{
	if (!has_second(staging))
		return false;
	staging->turn = 1 - staging->turn;
	atomic_store(&staging->over, false);
	staging->beside =
	    thread_begin(&staging->thread, commit_beside, staging);
	if (!staging->beside)
		staging->turn = 1 - staging->turn;
	return staging->beside;
}

enum exit_status staging_settle(struct staging *staging)
{
	if (!staging->beside)
		return staging->status;
	pthread_join(staging->thread, NULL);
	staging->beside = false;
	staging->quick = staging->taken_ns < QUICK_NS;
	return tell(staging, other(staging));
}

/* ---- The session's side ------------------------------------------------- */

static enum exit_status commit_here(struct staging *staging)
{
	batch_commit(staged(staging));
	return tell(staging, staged(staging));
}

static bool is_idle(const struct staging *staging)
{
	return !staging->beside || atomic_load(&staging->over);
}

/* Whoever waits for a disk stages on meanwhile, at whatever cost; where commits
 * take no disk's time, that would be time of theirs. */
static bool is_cheap_no_more(
    const struct staging *staging, const struct batch *batch)
{
	return staging->quick &&
	       batch->octets >= deliver_cheap_octets(batch->deliver);
}

enum exit_status staging_pause(struct staging *staging)
{
	const struct batch *batch = staged(staging);

	if (!batch_is_due(batch) && !is_cheap_no_more(staging, batch) &&
	    !(batch_is_worth_it(batch) && is_idle(staging)))
		return staging->status;
	if (staging_settle(staging) != EXIT_DONE)
		return staging->status;
	return goes_beside(staging) ? EXIT_DONE : commit_here(staging);
}

enum exit_status staging_add(
    struct staging *staging, struct plan_item *item, uint64_t octets)
{
	batch_add(staged(staging), item, octets);
	return staging_pause(staging);
}

/* A disk that is full for one message may be too full for the records of those
 * before it, too. */
enum exit_status staging_stop(struct staging *staging)
{
	staging->stop = *deliver_error(staging_deliver(staging));
	talk_error(staging->talk, "%s", staging->stop.text);
	/* There is no such program, or it cannot be started now. */
	if (staging->stop.status == POP3_E_UNSUPPORTED)
		return staging->stop.sys_errno == EAGAIN
			   ? EXIT_SYSTEM
			   : exit_status_unless_short(
				 staging->stop.sys_errno, EXIT_CANNOT_CREATE);
	return exit_status_of_writing(&staging->stop);
}

enum exit_status staging_end(struct staging *staging)
{
	deliver_drop(staging_deliver(staging));
	if (staging_settle(staging) == EXIT_DONE)
		commit_here(staging);
	deliver_close(staging->second);
	return staging->status;
}
