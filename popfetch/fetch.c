/*
 * fetch.c - the order of a fetch.
 *
 *	lock and load the state; finish what an earlier run began
 *	connect, log in, list; plan
 *	retrieve, pipelined, in batches (batch.c)
 *	delete what is placed; QUIT; forget what is proven to be gone
 *
 * The destination is opened before the server is asked for anything: mail
 * that cannot be delivered is not worth a login.  DELE goes out only for
 * what is placed (invariant 4), and a message is forgotten only once QUIT
 * was confirmed: a lost confirmation costs a DELE the next time, never a
 * second download.
 */
#include "fetch.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agenda.h"
#include "batch.h"
#include "recover.h"
#include "state-file.h"

/* How long a unique-id that the server lists no more is remembered
 * (invariant 7): a server that was restored from a backup, or showed an
 * empty maildrop, is back in order by then. */
#define GRACE_S (INT64_C(30) * 24 * 60 * 60)

struct fetch {
	struct visit *visit;
	struct state_file file;
	struct pop3_state *state;
	struct deliver *deliver;
	struct batch batch;
	struct agenda agenda;
	enum exit_status status; /* the worst so far */
};

static enum exit_status out_of_memory(const struct visit *visit)
{
	talk_error(&visit->talk, "out of memory");
	return EXIT_SYSTEM;
}

static enum exit_status note_status(
    struct fetch *fetch, enum exit_status status)
{
	fetch->status = exit_status_worse(fetch->status, status);
	return status;
}

/* ---- Planning ---- */

/* The state is told what the maildrop holds now, so that it can forget. */
static enum exit_status tell_state(struct fetch *fetch)
{
	struct pop3_state_key *keys =
	    calloc(fetch->agenda.count + 1, sizeof *keys);
	size_t n = 0;
	enum pop3_status status;

	if (keys == NULL)
		return out_of_memory(fetch->visit);
	for (size_t i = 0; i < fetch->agenda.count; i++)
		if (fetch->agenda.items[i].listed->uid != NULL)
			keys[n++] = fetch->agenda.items[i].key;
	status =
	    pop3_state_listed(fetch->state, keys, n, state_file_now(), GRACE_S);
	free(keys);
	if (status == POP3_OK)
		return EXIT_DONE;
	talk_error(
	    &fetch->visit->talk, "%s", pop3_state_error(fetch->state)->text);
	return status == POP3_E_SYSTEM ? EXIT_IO : exit_status_of(status);
}

static void name_untouched(struct fetch *fetch)
{
	for (size_t i = 0; i < fetch->agenda.count; i++) {
		const struct plan_item *item = &fetch->agenda.items[i];

		if (item->why != PLAN_NO_UID)
			continue;
		talk_error(&fetch->visit->talk,
		    "message %" PRIu32 " stays: the server names no unique-id "
		    "for it",
		    item->listed->msgno);
		note_status(fetch, EXIT_DATA);
	}
}

/* ---- Retrieving ---- */

/* The destination's failure; the message in hand is dropped. */
static int stop_delivery(struct fetch *fetch)
{
	const struct pop3_error *error = deliver_error(fetch->deliver);

	talk_error(&fetch->visit->talk, "%s", error->text);
	note_status(fetch, error->status == POP3_E_SYSTEM
			       ? EXIT_IO
			       : exit_status_of(error->status));
	deliver_drop(fetch->deliver);
	return -1;
}

static int begin_message(void *context, const struct pop3_target *target)
{
	struct fetch *fetch = context;

	(void)target;
	return deliver_begin(fetch->deliver) == POP3_OK ? 0
							: stop_delivery(fetch);
}

static int take_octets(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct fetch *fetch = context;

	(void)target;
	return deliver_data(fetch->deliver, octets, length) == POP3_OK
		   ? 0
		   : stop_delivery(fetch);
}

static int commit(struct fetch *fetch)
{
	return note_status(fetch, batch_commit(&fetch->batch)) == EXIT_DONE
		   ? 0
		   : -1;
}

static int end_message(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct fetch *fetch = context;

	(void)octets;
	if (deliver_end(fetch->deliver) != POP3_OK)
		return stop_delivery(fetch);
	batch_add(&fetch->batch, &fetch->agenda.items[target->tag]);
	return batch_is_due(&fetch->batch) ? commit(fetch) : 0;
}

/* A message that the server does not give never stops the others. */
static void refuse_message(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct fetch *fetch = context;
	const struct plan_item *item = &fetch->agenda.items[target->tag];

	(void)status;
	talk_error(&fetch->visit->talk, "message %" PRIu32 " stays: %s",
	    target->msgno, text);
	note_status(fetch, EXIT_DATA);
	if (item->why != PLAN_AGAIN)
		pop3_state_trouble(
		    fetch->state, &item->key, state_file_now(), text);
}

static int commit_when_due(void *context)
{
	struct fetch *fetch = context;

	return batch_is_due(&fetch->batch) ? commit(fetch) : 0;
}

/*
 * What came whole before a failure is delivered all the same: the batch is
 * committed however the retrieval ended.
 */
static enum exit_status retrieve(struct fetch *fetch)
{
	const struct pop3_sink sink = {
	    .begin = begin_message,
	    .data = take_octets,
	    .end = end_message,
	    .refused = refuse_message,
	    .pause = commit_when_due,
	    .context = fetch,
	};
	size_t n = agenda_choose(&fetch->agenda, PLAN_RETRIEVE, PLAN_FETCH);
	enum pop3_status status = POP3_OK;

	if (n > 0)
		status = pop3_session_retrieve(
		    fetch->visit->session, fetch->agenda.targets, n, &sink);
	deliver_drop(fetch->deliver);
	if (status != POP3_OK && status != POP3_E_SINK)
		note_status(fetch, visit_failed(fetch->visit));
	if (fetch->batch.count > 0 && commit(fetch) != 0)
		return fetch->status;
	return status == POP3_OK ? EXIT_DONE : fetch->status;
}

/* ---- Deleting ---- */

static void note_deletion(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct fetch *fetch = context;

	if (status == POP3_OK)
		return;
	fetch->agenda.items[target->tag].act = PLAN_KEEP;
	talk_error(&fetch->visit->talk,
	    "message %" PRIu32 " is not deleted: %s", target->msgno, text);
	note_status(fetch, EXIT_DATA);
}

static enum exit_status forget_deleted(struct fetch *fetch)
{
	for (size_t i = 0; i < fetch->agenda.count; i++) {
		if (fetch->agenda.items[i].act != PLAN_DELETE)
			continue;
		if (pop3_state_forget(
			fetch->state, &fetch->agenda.items[i].key) != POP3_OK) {
			talk_error(&fetch->visit->talk, "%s",
			    pop3_state_error(fetch->state)->text);
			return EXIT_IO;
		}
	}
	return EXIT_DONE;
}

static enum exit_status delete_placed(struct fetch *fetch)
{
	struct pop3_session *session = fetch->visit->session;
	size_t n = agenda_choose(&fetch->agenda, PLAN_DELETE, PLAN_DELETE);

	if (n == 0)
		return EXIT_DONE;
	if (pop3_session_delete(session, fetch->agenda.targets, n,
		note_deletion, fetch) != POP3_OK ||
	    pop3_session_quit(session) != POP3_OK)
		return visit_failed(fetch->visit);
	return forget_deleted(fetch);
}

/* ---- The whole ---- */

static enum exit_status work(struct fetch *fetch)
{
	enum exit_status status = visit_login(fetch->visit);

	if (status == EXIT_DONE)
		status =
		    agenda_make(fetch->visit, fetch->state, &fetch->agenda);
	if (status == EXIT_DONE)
		status = tell_state(fetch);
	if (status != EXIT_DONE)
		return status;
	name_untouched(fetch);
	status = retrieve(fetch);
	return status == EXIT_DONE ? delete_placed(fetch) : status;
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
	return error.status == POP3_E_SYSTEM || error.sys_errno == ENOTDIR
		   ? EXIT_CANNOT_CREATE
		   : exit_status_of(error.status);
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

	if (status == EXIT_DONE)
		status = state_file_open(
		    visit->settings, &fetch.file, &visit->talk, &fetch.state);
	if (status == EXIT_DONE)
		status = open_destination(&fetch);
	if (status == EXIT_DONE) {
		fetch.batch.settings = visit->settings;
		fetch.batch.talk = &visit->talk;
		fetch.batch.state = fetch.state;
		fetch.batch.deliver = fetch.deliver;
		status = work(&fetch);
	}
	note_status(&fetch, status);
	close_all(&fetch);
	return fetch.status;
}
