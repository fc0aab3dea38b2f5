/*
 * fetch.c - the order of a fetch.
 *
 *	lock and load the state; finish what an earlier run began
 *	for each session (one, or with --until-empty until nothing new comes)
 *		connect, log in, list; plan
 *		retrieve, pipelined, in batches (retrieval.c, batch.c)
 *		delete what is placed; QUIT; forget what is proven to be gone
 *
 * The destination is opened before the server is asked for anything: mail
 * that cannot be delivered is not worth a login.  DELE goes out only for
 * what is placed (invariant 4), and a message is forgotten only once QUIT
 * was confirmed: a lost confirmation costs a DELE the next time, never a
 * second download.
 *
 * Sessions that are repeated must come to an end.  Where one brings the same
 * octets as the one before, the server gives its messages other unique-ids each
 * time, or confirms deletions and does not delete.
 *
 * A signal ends the retrieval in good order: what is on its way is taken and
 * placed, and then what is due to be deleted is deleted, all within the few
 * seconds that the session has left (visit.c).
 */
#include "popfetch/fetch/fetch.h"

#include <inttypes.h>
#include <string.h>

#include "popfetch/fetch/forgetting.h"
#include "popfetch/fetch/meter.h"
#include "popfetch/fetch/recover.h"
#include "popfetch/fetch/retrieval.h"
#include "popfetch/fetch/staying.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/checksum.h"
#include "popfetch/text/duration-text.h"
#include "popfetch/text/octets-text.h"
#include "popfetch/visit/login-delay.h"
#include "popfetch/visit/state-file.h"

struct fetch {
	struct visit *visit;
	struct state_file file;
	struct pop3_state *state;
	struct deliver *deliver;
	struct agenda agenda;
	enum exit_status status; /* the worst so far */
	size_t placed;		 /* messages, in all sessions */
	uint64_t octets;	 /* of them */
	int64_t retrieving_ns;	 /* how long that took */
	uint64_t checksum;	 /* of what the last session brought */
	bool again;		 /* as the one before had */
};

static enum exit_status note_status(
    struct fetch *fetch, enum exit_status status)
{
	fetch->status = exit_status_worse(fetch->status, status);
	return status;
}

/* ---- Deleting ------------------------------------------------------------ */

static void note_deletion(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct fetch *fetch = context;
	struct plan_item *item = &fetch->agenda.items[target->tag];

	if (status == POP3_OK) {
		item->act = PLAN_DELETED;
		return;
	}
	talk_error(&fetch->visit->talk,
	    "message %" PRIu32 " is not deleted: %s", target->msgno,
	    failure_words(text));
	note_status(fetch, EXIT_DATA);
}

/* Takes an interrupt back, so that the session has its last words; whether
 * there was one. */
static bool suspend_interrupt(const struct visit *visit)
{
	bool fired = pop3_cancel_fired(visit->cancel);

	if (fired)
		pop3_cancel_reset(visit->cancel);
	return fired;
}

/* What this run has delivered, was told of as that. */
static void tell_deleted(const struct fetch *fetch)
{
	for (size_t i = 0; i < fetch->agenda.count; i++) {
		const struct plan_item *item = &fetch->agenda.items[i];

		if (item->act == PLAN_DELETED &&
		    (item->why == PLAN_DELIVERED || item->why == PLAN_EXPIRED))
			talk_detail(&fetch->visit->talk,
			    "message %" PRIu32 " is deleted: %s",
			    item->listed->msgno, plan_why_text(item->why));
	}
}

/* Whatever of the deletions was accepted counts once QUIT is. */
static enum exit_status delete_and_quit(struct fetch *fetch, size_t count)
{
	struct pop3_session *session = fetch->visit->session;
	bool interrupted = suspend_interrupt(fetch->visit);
	enum pop3_status status;

	/* Where it met a batch that was committed, no call has heard of it. */
	if (interrupted)
		pop3_session_hurry(session);
	status = pop3_session_delete(
	    session, fetch->agenda.targets, count, note_deletion, fetch);
	interrupted = suspend_interrupt(fetch->visit) || interrupted;
	if (status == POP3_OK || status == POP3_E_CANCELLED)
		status = pop3_session_quit(session);
	if (interrupted)
		pop3_cancel_fire(fetch->visit->cancel);
	return status == POP3_OK ? EXIT_DONE : visit_failed(fetch->visit);
}

static enum exit_status delete_placed(struct fetch *fetch)
{
	enum exit_status status;
	size_t count;

	/* A second signal cuts the last words, also where both came while a
	 * batch was committed and the session has seen neither. */
	if (interrupt_count() > 1)
		return EXIT_DONE;
	if (!agenda_choose(&fetch->agenda, PLAN_DELETE, PLAN_DELETE, &count))
		return visit_out_of_memory(fetch->visit);
	if (count == 0)
		return EXIT_DONE;
	status = delete_and_quit(fetch, count);
	if (status != EXIT_DONE)
		return status;
	tell_deleted(fetch);
	return forgetting_run(fetch->state, &fetch->agenda) == POP3_OK
		   ? EXIT_DONE
		   : state_file_failed(
			 &fetch->visit->talk, pop3_state_error(fetch->state));
}

/* ---- A session ----------------------------------------------------------- */

static enum exit_status retrieve(struct fetch *fetch, size_t *out_placed)
{
	struct retrieval retrieval = {
	    .visit = fetch->visit,
	    .state = fetch->state,
	    .deliver = fetch->deliver,
	    .spool = fetch->file.spool,
	    .agenda = &fetch->agenda,
	    .checksum = CHECKSUM_EMPTY,
	};
	const int64_t began_ns = monotonic_ns();
	enum exit_status status = retrieval_run(&retrieval);

	note_status(fetch, retrieval.status);
	fetch->placed += retrieval.placed;
	fetch->octets += retrieval.octets;
	fetch->again = retrieval.checksum == fetch->checksum;
	fetch->checksum = retrieval.checksum;
	fetch->retrieving_ns += monotonic_ns() - began_ns;
	*out_placed = retrieval.placed;
	return status;
}

static enum exit_status make_agenda(struct fetch *fetch)
{
	enum exit_status status = visit_login(fetch->visit);

	agenda_clear(&fetch->agenda);
	if (status == EXIT_DONE)
		status =
		    agenda_sift(fetch->visit, fetch->state, &fetch->agenda);
	if (status == EXIT_DONE)
		status =
		    agenda_tell(fetch->visit, &fetch->agenda, fetch->state);
	return status;
}

static enum exit_status session(struct fetch *fetch, size_t *out_placed)
{
	enum exit_status status = make_agenda(fetch);

	if (status != EXIT_DONE)
		return status;
	status = note_status(
	    fetch, staying_tell(fetch->visit, &fetch->agenda, fetch->state));
	if (status != EXIT_DONE && status != EXIT_DATA)
		return status;
	status = retrieve(fetch, out_placed);
	return status == EXIT_DONE ? delete_placed(fetch) : status;
}

static bool came_again(const struct fetch *fetch)
{
	if (fetch->again)
		talk_warning(&fetch->visit->talk,
		    "the same messages came again: the server gave them other "
		    "unique-ids, or has not deleted what it said it had; "
		    "--until-empty ends here");
	return fetch->again;
}

static enum exit_status sessions(struct fetch *fetch)
{
	enum exit_status status;
	size_t placed = 0;

	for (;;) {
		status = session(fetch, &placed);
		if (status != EXIT_DONE || placed == 0 ||
		    !fetch->visit->settings->until_empty ||
		    pop3_cancel_fired(fetch->visit->cancel) ||
		    came_again(fetch))
			return status;
		talk_detail(&fetch->visit->talk,
		    "%zu %s came; looking for more", placed,
		    placed == 1 ? "message" : "messages");
		visit_pause(fetch->visit);
		if (!login_delay_wait(fetch->visit))
			return EXIT_DONE;
		fetch->visit->repeated = true;
		placed = 0;
	}
}

/* ---- The whole ----------------------------------------------------------- */

/* Who sees a fetch go on sees what it came to; a log is told, too. */
static void tell_sum(const struct fetch *fetch)
{
	struct talk talk = fetch->visit->talk;
	char octets[OCTETS_TEXT_MAX], duration[DURATION_TEXT_MAX];

	/* A line that was left behind would be drawn once more below. */
	if (fetch->visit->watched)
		meter_put_away();
	if (fetch->placed == 0)
		return;
	talk.verbose = talk.verbose || fetch->visit->watched;
	octets_text(octets, fetch->octets);
	/* Never less than it was. */
	duration_text(
	    duration, (uint64_t)(fetch->retrieving_ns / NS_PER_S) + 1);
	talk_detail(&talk, "%zu %s, %s%s, in %s", fetch->placed,
	    fetch->placed == 1 ? "message" : "messages", octets,
	    fetch->octets < 1024 ? " octets" : "", duration);
}

static enum exit_status open_destination(struct fetch *fetch)
{
	const struct visit *visit = fetch->visit;
	struct pop3_error error = {0};
	enum exit_status status = recover_run(
	    visit->settings, fetch->file.spool, &visit->talk, fetch->state);

	if (status != EXIT_DONE)
		return status;
	if (deliver_open(visit->settings, fetch->file.spool, &error,
		&fetch->deliver) == POP3_OK) {
		if (deliver_recover(fetch->deliver, NULL, 0) == POP3_OK)
			return EXIT_DONE;
		error = *deliver_error(fetch->deliver);
	}
	talk_error(&visit->talk, "%s", error.text);
	return exit_status_of_creating(&error);
}

/* A state whose sync has failed fails to close for the same reason. */
static void close_state(struct fetch *fetch)
{
	const struct pop3_error told = *pop3_state_error(fetch->state);
	struct pop3_error error = {0};

	if (pop3_state_close(fetch->state, &error) == POP3_OK)
		return;
	if (strcmp(error.text, told.text) != 0)
		talk_error(&fetch->visit->talk, "%s", error.text);
	note_status(fetch, EXIT_IO);
}

static void close_all(struct fetch *fetch)
{
	fetch->visit->state = NULL;
	deliver_close(fetch->deliver);
	if (fetch->state != NULL)
		close_state(fetch);
	state_file_clear(&fetch->file);
	agenda_clear(&fetch->agenda);
}

enum exit_status fetch_run(struct visit *visit)
{
	struct fetch fetch = {.visit = visit};
	enum exit_status status =
	    state_file_name(visit->settings, &visit->talk, &fetch.file);

	/* What is found while a lock is waited for may not be true behind it.
	 */
	if (status == EXIT_DONE && visit->settings->lock_timeout_s == 0)
		route_look_up(&visit->route, visit->settings);
	if (status == EXIT_DONE)
		status = state_file_open(visit->settings, &fetch.file,
		    visit->cancel, &visit->talk, &fetch.state);
	visit->state = fetch.state;
	if (status == EXIT_DONE)
		status = open_destination(&fetch);
	if (status == EXIT_DONE)
		status = sessions(&fetch);
	note_status(&fetch, status);
	tell_sum(&fetch);
	close_all(&fetch);
	return fetch.status;
}
