/*
 * batch.c - staged, intended, placed.
 *
 * The order is the whole point.  deliver_seal() syncs the octets (invariant
 * 1); only then the journal says where they go, and is synced (2); only then
 * they are placed (3).  A crash before the journal's sync leaves messages
 * that were never seen, and are retrieved again; after it, the next run
 * redoes the placing from the journal.  That a message is placed need not be
 * synced: to place it once more does no harm.  The records of a batch are
 * written together for the same reasons: before their sync what was intended
 * has promised nothing, and what was placed may be placed again.
 *
 * What a destination has been handed over can be placed neither once more nor
 * by halves.  A batch is one message then, which is noted as placed as soon as
 * it was taken: a crash before that delivers it a second time, and no other.
 */
#include "popfetch/fetch/batch.h"

#include <inttypes.h>
#include <stdlib.h>

#include "popfetch/deliver/destination.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/talk/failure.h"
#include "popfetch/visit/state-file.h"

void batch_add(struct batch *batch, struct plan_item *item, uint64_t octets)
{
	if (batch->count == 0)
		batch->began_ms = monotonic_ms();
	batch->items[batch->count++] = item;
	batch->octets += octets;
}

bool batch_is_due(const struct batch *batch)
{
	return batch->count > 0 &&
	       (deliver_hands_over(batch->deliver) ||
		   batch->count == BATCH_MESSAGES_MAX ||
		   batch->octets >= BATCH_OCTETS_MAX ||
		   monotonic_ms() - batch->began_ms >= BATCH_MS_MAX);
}

bool batch_is_worth_it(const struct batch *batch)
{
	return batch->count >= BATCH_MESSAGES_WORTH ||
	       batch->octets >= BATCH_OCTETS_WORTH;
}

/* ---- The steps ---------------------------------------------------------- */

/* Both return false, for brevity. */

static bool deliver_failed(struct batch *batch)
{
	batch->end = BATCH_NOT_DELIVERED;
	batch->error = *deliver_error(batch->deliver);
	return false;
}

static bool state_failed(struct batch *batch)
{
	batch->end = BATCH_NOT_NOTED;
	batch->error = *pop3_state_error(batch->state);
	return false;
}

/* A header is not the message, which nobody has but the server, unless it was
 * delivered whole before. */
static bool is_passed(const struct batch *batch, const struct plan_item *item)
{
	return batch->settings->headers_only && !item->whole;
}

static char *destination_of(const struct batch *batch, size_t i)
{
	struct settings settings = *batch->settings;

	settings.headers_only = is_passed(batch, batch->items[i]);
	return destination_text(&settings, deliver_where(batch->deliver, i));
}

/* A message that was seen and is delivered again begins a new life. */
static bool intend(struct batch *batch, size_t i, int64_t now)
{
	const struct plan_item *item = batch->items[i];
	enum pop3_status status = POP3_OK;
	char *text = destination_of(batch, i);

	if (text == NULL) {
		batch->end = BATCH_NOT_NOTED;
		failure_no_memory(&batch->error);
		return false;
	}
	if (item->why == PLAN_AGAIN)
		status = pop3_state_forget(batch->state, &item->key);
	if (status == POP3_OK)
		status = pop3_state_intend(batch->state, &item->key, now, text);
	free(text);
	return status == POP3_OK || state_failed(batch);
}

static bool intend_all(struct batch *batch)
{
	int64_t now = state_file_now();

	if (pop3_state_begin(batch->state) != POP3_OK)
		return state_failed(batch);
	for (size_t i = 0; i < batch->count; i++)
		if (!intend(batch, i, now))
			return false;
	return pop3_state_sync(batch->state) == POP3_OK || state_failed(batch);
}

static enum pop3_status place(
    struct batch *batch, const struct plan_item *item, int64_t now)
{
	if (is_passed(batch, item))
		return pop3_state_pass(batch->state, &item->key, now);
	return pop3_state_place(batch->state, &item->key, now);
}

static bool note_placed(struct batch *batch)
{
	int64_t now = state_file_now();

	if (pop3_state_begin(batch->state) != POP3_OK)
		return state_failed(batch);
	for (size_t i = 0; i < batch->count; i++) {
		struct plan_item *item = batch->items[i];

		if (place(batch, item, now) != POP3_OK)
			return state_failed(batch);
		item->act = item->act == PLAN_FETCH ? PLAN_DELETE : PLAN_KEEP;
	}
	return pop3_state_commit(batch->state) == POP3_OK ||
	       state_failed(batch);
}

/* The message was taken just now; a kill in between delivers it twice. */
static bool note_handed_over(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++)
		if (batch->items[i]->why == PLAN_AGAIN &&
		    pop3_state_forget(batch->state, &batch->items[i]->key) !=
			POP3_OK)
			return state_failed(batch);
	return note_placed(batch) &&
	       (pop3_state_sync(batch->state) == POP3_OK ||
		   state_failed(batch));
}

static bool place_all(struct batch *batch)
{
	return deliver_place(batch->deliver) == POP3_OK ||
	       deliver_failed(batch);
}

static bool seal(struct batch *batch)
{
	return deliver_seal(batch->deliver) == POP3_OK || deliver_failed(batch);
}

void batch_commit(struct batch *batch)
{
	batch->end = BATCH_PLACED;
	if (batch->count == 0)
		return;
	if (deliver_hands_over(batch->deliver))
		note_handed_over(batch);
	else if (seal(batch) && intend_all(batch) && place_all(batch))
		note_placed(batch);
}

/* ---- What it came to ---------------------------------------------------- */

static enum exit_status not_delivered(const struct batch *batch,
    const struct talk *talk, const struct pop3_error *told)
{
	const struct pop3_error *error = &batch->error;

	if (error->status != told->status ||
	    error->sys_errno != told->sys_errno)
		talk_error(talk, "%s", error->text);
	return exit_status_of_writing(error);
}

static enum exit_status tell(const struct batch *batch, const struct talk *talk,
    const struct pop3_error *told)
{
	if (batch->end == BATCH_NOT_NOTED)
		return state_file_failed(talk, &batch->error);
	if (batch->end == BATCH_NOT_DELIVERED)
		return not_delivered(batch, talk, told);
	for (size_t i = 0; i < batch->count; i++)
		talk_detail(talk, "message %" PRIu32 " is delivered",
		    batch->items[i]->listed->msgno);
	return EXIT_DONE;
}

enum exit_status batch_tell(
    struct batch *batch, const struct talk *talk, const struct pop3_error *told)
{
	enum exit_status status = tell(batch, talk, told);

	batch->count = 0;
	batch->octets = 0;
	return status;
}
