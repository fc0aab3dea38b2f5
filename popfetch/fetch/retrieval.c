/*
 * retrieval.c - RETR, or TOP for headers only, pipelined, into batches.
 *
 * A message that the server does not give, or that the destination does not
 * take, never stops the others: it is dropped, and its trouble remembered
 * with the reason (plan.c says when it is tried again).  What is the matter
 * with the destination as a whole stops them all, a full disk, too; but the
 * message for which there was no room comes behind the others from then on,
 * and does not end a session in which others are to be deleted.
 *
 * What came whole before a failure is delivered all the same: the batch is
 * committed however the retrieval ended.
 *
 * Nor does a message stop the others at which the session itself breaks, in
 * each run at the same place: it has failed, as one that is refused, and the
 * others come first from then on.  That it was not the server or the line that
 * failed is likely only where others came before it.  Where none did, it fails
 * once and no more, and is tried by each run, so that after a day without a
 * line nothing rests.
 */
#include "popfetch/fetch/retrieval.h"

#include <inttypes.h>

#include "popfetch/fetch/meter.h"
#include "popfetch/fetch/trouble.h"
#include "popfetch/maildrop/endless.h"
#include "popfetch/maildrop/top.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/checksum.h"

struct transfer {
	struct retrieval *retrieval;
	struct staging *staging;
	struct trouble trouble;
	struct meter meter;
	size_t answered; /* targets, whole or refused */
	bool refused;	 /* the last of them was */
	bool in_hand;	 /* a message has begun and not ended */
	uint64_t octets; /* of it */
	bool passing;	 /* it is let go by, and why is told at its end, */
	bool told;	 /* or already */
	const struct plan_item *stopped_at; /* by the destination; or NULL */
};

/* ---- What goes wrong ----------------------------------------------------- */

static struct plan_item *item_of(
    const struct transfer *transfer, const struct pop3_target *target)
{
	return &transfer->retrieval->agenda->items[target->tag];
}

/* See deliver_end(). */
static bool concerns_message(enum pop3_status status)
{
	return status == POP3_E_REFUSED || status == POP3_E_TEMPORARY ||
	       status == POP3_E_CLOSED;
}

/* Who says "later" means the next run, and not a pause that grows. */
static void not_taken(struct transfer *transfer, const struct plan_item *item,
    enum pop3_status status)
{
	struct retrieval *retrieval = transfer->retrieval;
	struct deliver *deliver = staging_deliver(transfer->staging);
	const char *why = deliver_error(deliver)->text;

	if (status == POP3_E_TEMPORARY) {
		talk_error(&retrieval->visit->talk,
		    "message %" PRIu32 " stays for now: %s",
		    item->listed->msgno, why);
		trouble_note(&transfer->trouble, EXIT_TRY_LATER);
	} else {
		trouble_leave(&transfer->trouble, item,
		    status == POP3_E_CLOSED ? EXIT_TRY_LATER : EXIT_DATA, why);
	}
	deliver_drop(deliver);
}

/* For the others there was room, and some of them are to be deleted, for which
 * the session must go on. */
static bool may_pass(struct transfer *transfer, const struct plan_item *item)
{
	return item->failures > 0 &&
	       failure_is_no_room(
		   deliver_error(staging_deliver(transfer->staging))) &&
	       staging_settle(transfer->staging) == EXIT_DONE &&
	       agenda_count(
		   transfer->retrieval->agenda, PLAN_DELETE, PLAN_DELETE) > 0;
}

/* It was put behind the others before: nothing new is to be remembered. */
static int let_pass(struct transfer *transfer, const struct plan_item *item)
{
	struct deliver *deliver = staging_deliver(transfer->staging);
	const struct pop3_error *error = deliver_error(deliver);

	talk_error(&transfer->retrieval->visit->talk,
	    "message %" PRIu32 " stays: %s", item->listed->msgno, error->text);
	trouble_note(&transfer->trouble, exit_status_of_writing(error));
	transfer->passing = transfer->told = true;
	deliver_drop(deliver);
	return 0;
}

static int stop_delivery(
    struct transfer *transfer, const struct pop3_target *target)
{
	const struct plan_item *item = item_of(transfer, target);

	if (may_pass(transfer, item))
		return let_pass(transfer, item);
	trouble_note(&transfer->trouble, staging_stop(transfer->staging));
	transfer->stopped_at = item;
	return -1;
}

/* ---- The sink ------------------------------------------------------------ */

static int begin_message(void *context, const struct pop3_target *target)
{
	struct transfer *transfer = context;

	transfer->in_hand = true;
	transfer->octets = 0;
	transfer->passing = transfer->told = false;
	return deliver_begin(staging_deliver(transfer->staging)) == POP3_OK
		   ? 0
		   : stop_delivery(transfer, target);
}

/* The session is over, too. */
static int give_up(struct transfer *transfer, const struct pop3_target *target)
{
	char why[ENDLESS_TEXT_MAX];

	endless_text(why, target);
	trouble_leave(
	    &transfer->trouble, item_of(transfer, target), EXIT_PROTOCOL, why);
	return -1;
}

/* By what came, since the plan went by what the server listed. */
static bool is_too_large(const struct transfer *transfer)
{
	const struct settings *settings = transfer->retrieval->visit->settings;

	return settings->max_size > 0 &&
	       transfer->octets > settings->max_size && !settings->headers_only;
}

static int take_octets(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct transfer *transfer = context;
	struct deliver *deliver = staging_deliver(transfer->staging);

	if (transfer->retrieval->visit->settings->until_empty)
		transfer->retrieval->checksum =
		    checksum_add(transfer->retrieval->checksum, octets, length);
	transfer->octets += length;
	meter_octets(&transfer->meter, target, length);
	if (endless_is(target, transfer->octets))
		return give_up(transfer, target);
	if (is_too_large(transfer) && !transfer->passing) {
		transfer->passing = true;
		deliver_drop(deliver);
	}
	if (transfer->passing ||
	    deliver_data(deliver, octets, length) == POP3_OK)
		return 0;
	return stop_delivery(transfer, target);
}

/* What the sink returns, by what staging came to. */
static int go_on(struct transfer *transfer, enum exit_status status)
{
	return trouble_note(&transfer->trouble, status) == EXIT_DONE ? 0 : -1;
}

static void end_passing(
    struct transfer *transfer, const struct pop3_target *target)
{
	meter_lost(&transfer->meter, target);
	if (!transfer->told)
		trouble_leave(&transfer->trouble, item_of(transfer, target),
		    EXIT_DATA,
		    "it is larger than what is wanted and than the server "
		    "listed");
}

static int end_untaken(struct transfer *transfer,
    const struct pop3_target *target, enum pop3_status status)
{
	meter_lost(&transfer->meter, target);
	if (!concerns_message(status))
		return stop_delivery(transfer, target);
	not_taken(transfer, item_of(transfer, target), status);
	return 0;
}

static int end_message(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct transfer *transfer = context;
	enum pop3_status status;

	(void)octets;
	transfer->answered++;
	transfer->refused = false;
	transfer->in_hand = false;
	if (transfer->passing) {
		end_passing(transfer, target);
		return 0;
	}
	status = deliver_end(staging_deliver(transfer->staging));
	if (status != POP3_OK)
		return end_untaken(transfer, target, status);
	meter_whole(&transfer->meter, target);
	return go_on(
	    transfer, staging_add(transfer->staging, item_of(transfer, target),
			  transfer->octets));
}

static void refuse_message(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct transfer *transfer = context;

	(void)status;
	transfer->answered++;
	transfer->refused = true;
	meter_lost(&transfer->meter, target);
	trouble_leave(&transfer->trouble, item_of(transfer, target), EXIT_DATA,
	    failure_words(text));
}

/* A message that is half here must be whole first: it is part of what is
 * staged. */
static int use_pause(void *context)
{
	struct transfer *transfer = context;

	meter_pause(&transfer->meter);
	return transfer->in_hand
		   ? 0
		   : go_on(transfer, staging_pause(transfer->staging));
}

/* ---- Asking -------------------------------------------------------------- */

static enum pop3_status transfer_all(struct transfer *transfer, size_t count)
{
	const struct retrieval *retrieval = transfer->retrieval;
	const struct pop3_sink sink = {
	    .begin = begin_message,
	    .data = take_octets,
	    .end = end_message,
	    .refused = refuse_message,
	    .pause = use_pause,
	    .context = transfer,
	};
	struct pop3_session *session = retrieval->visit->session;
	const struct pop3_target *targets = retrieval->agenda->targets;

	if (count == 0)
		return POP3_OK;
	if (retrieval->visit->settings->headers_only)
		return top_run(retrieval->visit, 0, targets, count, &sink);
	if (retrieval->agenda->lists_each)
		return pop3_session_list_and_retrieve(
		    session, targets, count, &sink);
	return pop3_session_retrieve(session, targets, count, &sink);
}

/* ---- What breaks the session --------------------------------------------- */

static bool is_broken(enum pop3_status status)
{
	return status == POP3_E_CLOSED || status == POP3_E_TIMEOUT ||
	       status == POP3_E_PROTOCOL || status == POP3_E_LIMIT ||
	       status == POP3_E_TLS;
}

/* Whether messages came, in this session or in one before, that broke at this
 * one, too, so that they are still to be deleted. */
static bool others_came(const struct transfer *transfer)
{
	return transfer->answered > 0 ||
	       agenda_count(
		   transfer->retrieval->agenda, PLAN_DELETE, PLAN_DELETE) > 0;
}

/* Whether it may be the message that was due when the session broke.  Behind
 * a refusal it is the one that was refused, which is remembered; at a signal
 * or the deadline it is any. */
static bool is_suspect(
    const struct transfer *transfer, const struct plan_item *item)
{
	const struct visit *visit = transfer->retrieval->visit;

	if (item->why == PLAN_AGAIN || transfer->refused ||
	    pop3_cancel_fired(visit->cancel))
		return false;
	if (item->failures > 0)
		return others_came(transfer);
	return transfer->answered == 0 || monotonic_ns() < visit->until_ns;
}

static void blame(struct transfer *transfer)
{
	struct retrieval *retrieval = transfer->retrieval;
	const struct agenda *agenda = retrieval->agenda;
	const struct plan_item *item =
	    &agenda->items[agenda->targets[transfer->answered].tag];

	if (!is_suspect(transfer, item))
		return;
	talk_detail(&retrieval->visit->talk,
	    "message %" PRIu32 " is where it broke off: the others come first",
	    item->listed->msgno);
	trouble_remember(&transfer->trouble, item,
	    pop3_session_error(retrieval->visit->session)->text);
}

/* ---- What is too large for the disk -------------------------------------- */

/* For the others there may be room.  If there is none for a line in the state
 * file either, enough has been said. */
static void put_behind(struct transfer *transfer)
{
	const struct plan_item *item = transfer->stopped_at;

	if (item == NULL || item->failures > 0 || item->why == PLAN_AGAIN ||
	    !failure_is_no_room(&transfer->staging->stop))
		return;
	transfer->trouble.forgetful = true;
	trouble_remember(
	    &transfer->trouble, item, transfer->staging->stop.text);
}

/* ---- The whole ----------------------------------------------------------- */

/* What is staged comes first: only then the state is not in use, in which a
 * session's failure has its consequences, too. */
static enum exit_status retrieve(struct transfer *transfer, size_t count)
{
	struct retrieval *retrieval = transfer->retrieval;
	struct trouble *trouble = &transfer->trouble;
	enum exit_status end = EXIT_DONE;
	enum pop3_status status = transfer_all(transfer, count);

	if (trouble_note(trouble, staging_end(transfer->staging)) !=
		EXIT_DONE ||
	    status == POP3_E_SINK)
		end = trouble->status;
	else if (is_broken(status) && transfer->answered < count)
		blame(transfer);
	put_behind(transfer);
	if (status == POP3_E_UNSUPPORTED)
		end = trouble_note(
		    trouble, visit_lacks(retrieval->visit, AGENDA_LACKS_TOP));
	else if (status != POP3_OK && status != POP3_E_SINK &&
		 status != POP3_E_CANCELLED)
		end = trouble_note(trouble, visit_failed(retrieval->visit));
	retrieval->status = trouble->status;
	retrieval->placed = transfer->staging->placed;
	retrieval->octets = transfer->staging->octets;
	return end;
}

enum exit_status retrieval_run(struct retrieval *retrieval)
{
	const struct visit *visit = retrieval->visit;
	struct staging staging;
	struct transfer transfer = {
	    .retrieval = retrieval, .staging = &staging};
	size_t count;

	if (!agenda_choose(
		retrieval->agenda, PLAN_RETRIEVE, PLAN_FETCH, &count))
		return retrieval->status = visit_out_of_memory(visit);
	if (visit->watched)
		meter_begin(&transfer.meter, retrieval->agenda->targets, count,
		    visit->settings->headers_only ? METER_SIZES_UNKNOWN
						  : METER_SIZES_LISTED);
	staging_init(&staging, visit->settings, &visit->talk, retrieval->state,
	    retrieval->deliver, retrieval->spool);
	transfer.trouble = (struct trouble){.talk = &visit->talk,
	    .state = retrieval->state,
	    .staging = &staging};
	return retrieve(&transfer, count);
}
