/*
 * session/drive.c - octets from and to the network until there is an event.
 *
 * Full duplex: each round reads what has come and writes what the engine has,
 * and waits for both at once where neither got on.  A driver that wrote all
 * before it read would deadlock against a server that does the same.
 *
 * Reading comes first.  Between two commands nobody reads, and a server that
 * was idle for too long, while a slow program took its mail, has said so and
 * gone; what came before a command was sent must not be taken for its answer.
 *
 * While there is more to read, what is to be said waits for a few reads: of a
 * stream of short messages each read would let out a few more commands, and a
 * packet for those costs either side what some messages do.  The server has
 * enough to do meanwhile, or there would be nothing to read.
 *
 * Time.  A wait begins when the session first finds nothing to do after an
 * event; the time that the caller's own callbacks take is not the server's.
 * A status line must be complete within the timeout of that moment, however
 * busily it drips.  Inside a listing or a message each octet that comes
 * starts the wait anew: how long they may take in all is the deadline's
 * matter, which is looked at in every round, so that a stream that never
 * makes us wait does not outrun it.
 *
 * A bulk call or a QUIT that is cancelled may be allowed to end in good order:
 * the session then has the grace left, and bulk.c asks for nothing more.  The
 * handle stays fired until the call is over; what is glanced at is whether it
 * was fired a second time, be it before the first was seen: then it is over.
 *
 * When the peer takes no more octets (it has closed, having had enough of a
 * long pipeline), what it said before is still read: its last words are the
 * reason.  Linux keeps them readable behind a reset.
 *
 * A connection that broke, or ended without TLS's own farewell, has ended: the
 * engine is told as of any other end, since it knows before which answer or
 * inside which message, and it takes nothing for whole that is not.
 */
#include "libpop3/session/drive.h"

#include <assert.h>
#include <inttypes.h>

#include "libpop3/base/error.h"
#include "libpop3/engine/verb.h"
#include "libpop3/net/cancel.h"

/* So many reads may come before what is to be said; of the usual size a
 * megabyte, so that a fast line does not run dry. */
#define READS_IN_A_ROW_MAX 16

/* How long a wait may last that no firing ends. */
#define GLANCE_MS 100

/* About what a line of a listing has: servers' unique-ids have 8 to 40. */
#define LISTING_LINE_OCTETS 20

void p3_drive_await(
    struct pop3_session *session, enum pop3_verb verb, uint32_t msgno)
{
	session->awaited = (struct p3_awaited){.verb = verb, .msgno = msgno};
}

/* ---- Time ---------------------------------------------------------------- */

struct p3_patience p3_drive_patience(const struct pop3_session *session)
{
	return (struct p3_patience){
	    .until_ms = p3_earlier(p3_now_ms() + session->options.timeout_ms,
		session->deadline_ms),
	    .cancel = session->options.cancel,
	};
}

static enum pop3_status time_error(struct pop3_session *session,
    const char *before, const char *noun, uint32_t limit_ms)
{
	bool whole = limit_ms % 1000 == 0;
	uint32_t number = whole ? limit_ms / 1000 : limit_ms;

	return p3_error(&session->error, POP3_E_TIMEOUT, 0,
	    "%s%s within %" PRIu32 " %s%s", before, noun, number,
	    whole ? "second" : "millisecond", number == 1 ? "" : "s");
}

enum pop3_status p3_drive_out_of_time(
    struct pop3_session *session, const char *noun)
{
	if (p3_now_ms() < session->deadline_ms)
		return time_error(
		    session, "no ", noun, session->options.timeout_ms);
	if (session->hurried)
		return p3_error(&session->error, POP3_E_CANCELLED, 0,
		    "cancelled: no %s soon enough", noun);
	return time_error(session, "session not finished: no ", noun,
	    session->options.deadline_ms);
}

static enum pop3_status answer_out_of_time(struct pop3_session *session)
{
	const struct p3_awaited *awaited = &session->awaited;
	struct pop3_error noun;

	if (awaited->verb == POP3_VERB_NONE)
		return p3_drive_out_of_time(session, "greeting");
	p3_error(&noun, POP3_E_TIMEOUT, 0,
	    awaited->inside ? "more of the answer to '%s'" : "answer to '%s'",
	    p3_command_name(awaited->verb, awaited->msgno).text);
	return p3_drive_out_of_time(session, noun.text);
}

/* ---- Octets -------------------------------------------------------------- */

/* The engine has the words for it, and the system the reason, if any. */
static enum pop3_status end_of_input(
    struct pop3_session *session, const struct pop3_error *why)
{
	if (why->status != POP3_E_CLOSED) {
		session->error = *why;
		return why->status;
	}
	session->end_errno = why->sys_errno;
	pop3_engine_received_eof(session->engine);
	return POP3_OK;
}

/* Whether any octet went out. */
static bool send_some(struct pop3_session *session)
{
	const void *octets;
	size_t length = pop3_engine_output(session->engine, &octets);
	size_t sent;

	switch (p3_transport_write(
	    session->transport, octets, length, &sent, &session->deaf_error)) {
	case P3_IO_OK:
		pop3_engine_sent(session->engine, sent);
		return true;
	case P3_IO_WAIT:
		break;
	case P3_IO_EOF:
	case P3_IO_FAILED:
		session->deaf = true;
		break;
	}
	return false;
}

void p3_drive_say(struct pop3_session *session)
{
	const void *octets;

	while (!session->deaf &&
	       pop3_engine_output(session->engine, &octets) > 0 &&
	       send_some(session))
		;
}

static enum pop3_status receive_some(struct pop3_session *session, bool *moved)
{
	void *space;
	size_t size = pop3_engine_input(session->engine, &space);
	size_t received;
	enum pop3_status status = POP3_OK;
	struct pop3_error why;

	switch (p3_transport_read(
	    session->transport, space, size, &received, &why)) {
	case P3_IO_OK:
		pop3_engine_received(session->engine, received);
		if (session->awaited.inside)
			session->awaited.begun = false;
		break;
	case P3_IO_WAIT:
		return POP3_OK;
	case P3_IO_EOF:
		pop3_engine_received_eof(session->engine);
		break;
	case P3_IO_FAILED:
		status = end_of_input(session, &why);
		break;
	}
	*moved = status == POP3_OK;
	return status;
}

/* Lets the sink use the time; what it takes is taken off the wait. */
static enum pop3_status pause_sink(struct pop3_session *session)
{
	const struct pop3_sink *sink = session->sink;
	int64_t before_ms;

	if (sink == NULL || sink->pause == NULL)
		return POP3_OK;
	before_ms = p3_now_ms();
	if (sink->pause(sink->context) != 0)
		return p3_error(&session->error, POP3_E_SINK, 0,
		    "stopped by the receiver while waiting for the server");
	session->awaited.since_ms += p3_now_ms() - before_ms;
	return POP3_OK;
}

/* POP3_OK: what is on its way may still come. */
static enum pop3_status be_cancelled(struct pop3_session *session)
{
	const unsigned firings = p3_cancel_firings(session->options.cancel);

	if (!session->orderly || session->hurried ||
	    session->options.grace_ms == 0 || firings - session->firings > 1)
		return p3_error(
		    &session->error, POP3_E_CANCELLED, 0, "cancelled");
	session->draining = true;
	session->firings = firings;
	pop3_session_hurry(session);
	return POP3_OK;
}

/* Of messages in the clear it is faster to take what there is: the kernel
 * gathers while we write.  Under TLS they come record by record, and a listing
 * comes in small pieces either way. */
static bool is_much_expected(const struct pop3_session *session)
{
	const struct p3_awaited *awaited = &session->awaited;

	if (awaited->inside &&
	    awaited->lines >= P3_TRANSPORT_MUCH / LISTING_LINE_OCTETS)
		return true;
	return p3_transport_is_tls(session->transport) &&
	       pop3_engine_expected(session->engine) >= P3_TRANSPORT_MUCH;
}

static enum pop3_status wait_for_network(
    struct pop3_session *session, unsigned wants)
{
	struct p3_awaited *awaited = &session->awaited;
	struct p3_patience patience = {
	    .cancel = session->draining ? NULL : session->options.cancel};
	enum pop3_status status = pause_sink(session);
	int64_t now_ms = p3_now_ms();
	int64_t until_ms;

	if (status != POP3_OK)
		return status;
	if (!awaited->begun)
		awaited->since_ms = now_ms;
	awaited->begun = true;
	until_ms = p3_earlier(awaited->since_ms + session->options.timeout_ms,
	    session->deadline_ms);
	if (now_ms >= until_ms)
		return answer_out_of_time(session);
	patience.until_ms = session->draining
				? p3_earlier(now_ms + GLANCE_MS, until_ms)
				: until_ms;
	if (wants == POP3_WANTS_READ && is_much_expected(session))
		status = p3_transport_wait_for_much(
		    session->transport, &patience, &session->error);
	else
		status = p3_transport_wait(session->transport,
		    (wants & POP3_WANTS_READ) != 0,
		    (wants & POP3_WANTS_WRITE) != 0, &patience,
		    &session->error);
	if (status == POP3_E_CANCELLED)
		return be_cancelled(session);
	if (status != POP3_E_TIMEOUT)
		return status;
	return patience.until_ms < until_ms ? POP3_OK
					    : answer_out_of_time(session);
}

static bool is_cancelled(const struct pop3_session *session)
{
	const struct pop3_cancel *cancel = session->options.cancel;

	if (session->draining)
		return p3_cancel_firings(cancel) != session->firings;
	return cancel != NULL && pop3_cancel_fired(cancel);
}

static enum pop3_status check_cancel(struct pop3_session *session)
{
	return is_cancelled(session) ? be_cancelled(session) : POP3_OK;
}

static enum pop3_status check_limits(struct pop3_session *session)
{
	enum pop3_status status = check_cancel(session);

	if (status != POP3_OK)
		return status;
	if (session->deadline_ms != P3_NO_DEADLINE &&
	    p3_now_ms() >= session->deadline_ms)
		return answer_out_of_time(session);
	return POP3_OK;
}

static enum pop3_status move_octets(struct pop3_session *session)
{
	unsigned wants = pop3_engine_wants(session->engine);
	enum pop3_status status = check_limits(session);
	bool moved = false;

	assert((wants & (POP3_WANTS_READ | POP3_WANTS_WRITE)) != 0);
	if (status == POP3_OK && (wants & POP3_WANTS_READ) != 0)
		status = receive_some(session, &moved);
	if (moved && ++session->reads_in_a_row < READS_IN_A_ROW_MAX)
		return POP3_OK;
	session->reads_in_a_row = 0;
	if (moved)
		wants = pop3_engine_wants(session->engine);
	if (status == POP3_OK && (wants & POP3_WANTS_WRITE) != 0 &&
	    !session->deaf)
		moved |= send_some(session);
	if (status != POP3_OK || moved)
		return status;
	if (session->deaf)
		return end_of_input(session, &session->deaf_error);
	return wait_for_network(session, wants);
}

enum pop3_status p3_drive_check_cancel(struct pop3_session *session)
{
	enum pop3_status status = check_cancel(session);

	return status == POP3_OK ? POP3_OK : p3_session_break(session, status);
}

/* ---- Events -------------------------------------------------------------- */

enum pop3_status p3_drive_engine_failed(
    struct pop3_session *session, enum pop3_status status)
{
	const struct pop3_error *error = pop3_engine_error(session->engine);

	p3_error(&session->error, status,
	    status == POP3_E_CLOSED ? session->end_errno : 0, "%s",
	    error->text[0] != '\0' ? error->text : pop3_status_text(status));
	session->error.code = error->code;
	session->error.fault = error->fault;
	p3_echo_hide_kept(session, session->error.text);
	return p3_session_break(session, status);
}

enum pop3_status p3_drive_stopped(struct pop3_session *session)
{
	const struct p3_awaited *awaited = &session->awaited;

	p3_error(&session->error, POP3_E_SINK, 0,
	    "stopped by the receiver at '%s'",
	    p3_command_name(awaited->verb, awaited->msgno).text);
	return p3_session_break(session, POP3_E_SINK);
}

enum pop3_status p3_drive_next(
    struct pop3_session *session, struct pop3_event *out_event)
{
	int got;

	session->awaited.begun = false;
	while ((got = pop3_engine_next(session->engine, out_event)) == 0) {
		enum pop3_status status = move_octets(session);

		if (status != POP3_OK)
			return p3_session_break(session, status);
	}
	if (got < 0)
		return p3_drive_engine_failed(
		    session, pop3_engine_error(session->engine)->status);
	if (out_event->type == POP3_EVENT_REPLY)
		session->awaited.inside = true;
	else if (out_event->type == POP3_EVENT_COMPLETE)
		session->awaited.inside = false;
	return POP3_OK;
}

enum pop3_status p3_drive_take_in(struct pop3_session *session)
{
	struct pop3_event event;
	enum pop3_status status;
	bool moved = true;

	while (pop3_engine_next(session->engine, &event) == 0) {
		if (!moved)
			return POP3_OK;
		moved = false;
		status = receive_some(session, &moved);
		if (status != POP3_OK)
			return p3_session_break(session, status);
	}
	status = pop3_engine_error(session->engine)->status;
	return status == POP3_OK || status == POP3_E_CLOSED
		   ? status
		   : p3_drive_engine_failed(session, status);
}

enum pop3_status p3_drive_attend(struct pop3_session *session)
{
	enum pop3_status status = p3_drive_take_in(session);

	return status == POP3_E_CLOSED ? p3_drive_engine_failed(session, status)
				       : status;
}
