/*
 * session/bulk.c - RETR, TOP and DELE of many messages through the pipeline.
 *
 * The engine's ring is kept full: commands are put on it whenever one has
 * been answered, and the engine lets as many out as the server may have in
 * flight.  Answers come in the order of the commands, so the tag is the
 * command's place among them, one or two for each target.  Memory stays
 * constant however many targets there are and however long a message is: octets
 * go from the input space to the sink.
 *
 * How many octets that is follows the line (window.c).  Where LIST goes with
 * RETR its answer comes too late for that; it is for the sink.
 *
 * A message has ended when its terminator came and what follows is an answer,
 * or nothing where no command is in flight.  WildDuck, which announces
 * PIPELINING, says the next "+OK" inside the message before, and servers that
 * stuff no dots end one in its middle; taken for whole, the original would be
 * deleted.  So its end is told when the next is answered, and not where that
 * breaks the protocol; and then commands are not sent ahead the next time.
 *
 * When the call is cancelled and may end in good order, what waits on the ring
 * is taken back, and the call is over once all that is in flight has been
 * answered: the session then stands where it stood before.
 */
#include "libpop3/base/error.h"
#include "libpop3/session/connect.h"
#include "libpop3/session/drive.h"

/* What a header may have, and a line of text, where TOP's answer is guessed
 * at for the window in octets. */
#define HEADER_OCTETS	 8192
#define TEXT_LINE_OCTETS 80

struct bulk {
	struct pop3_session *session;
	enum pop3_verb verb;
	uint32_t lines; /* of TOP */
	const struct pop3_target *targets;
	size_t each;	  /* commands a target: two where LIST goes first */
	size_t count;	  /* of commands, as the following two */
	size_t submitted; /* to the engine */
	size_t completed;
	bool refused; /* the last of a target that was answered */
	bool whole;   /* a message came, whose end is not told */
	const struct pop3_target *came; /* that one */
	uint64_t came_octets;
	struct pop3_target listed; /* the target whose LIST was answered */
	struct pop3_target before; /* the same, of the message that came */
	const struct pop3_sink *sink;
};

static const struct pop3_target *target_of(
    const struct bulk *bulk, size_t command)
{
	return &bulk->targets[command / bulk->each];
}

/* The last of the commands of a target is what it is all about. */
static enum pop3_verb verb_of(const struct bulk *bulk, size_t command)
{
	return (command + 1) % bulk->each == 0 ? bulk->verb : POP3_VERB_LIST;
}

/* ---- Feeding the ring ---------------------------------------------------- */

static uint64_t expected_octets(
    const struct bulk *bulk, const struct pop3_target *target)
{
	uint64_t top = HEADER_OCTETS + (uint64_t)bulk->lines * TEXT_LINE_OCTETS;

	if (bulk->verb == POP3_VERB_TOP && top < target->octets)
		return top;
	return target->octets;
}

static enum pop3_status submit(struct bulk *bulk, size_t command)
{
	const struct pop3_target *target = target_of(bulk, command);
	struct pop3_engine *engine = bulk->session->engine;

	switch (verb_of(bulk, command)) {
	case POP3_VERB_LIST:
		return pop3_engine_list_one(engine, target->msgno, command);
	case POP3_VERB_RETR:
		return pop3_engine_retr(engine, target->msgno, command);
	case POP3_VERB_TOP:
		return pop3_engine_top(
		    engine, target->msgno, bulk->lines, command);
	default:
		return pop3_engine_dele(engine, target->msgno, command);
	}
}

static void expect(const struct bulk *bulk, size_t command)
{
	enum pop3_verb verb = verb_of(bulk, command);

	if (verb == POP3_VERB_RETR || verb == POP3_VERB_TOP)
		pop3_engine_expect(bulk->session->engine,
		    expected_octets(bulk, target_of(bulk, command)));
}

static enum pop3_status feed(struct bulk *bulk)
{
	enum pop3_status status = p3_drive_check_cancel(bulk->session);

	if (status != POP3_OK)
		return status;
	if (bulk->session->draining) {
		bulk->submitted -= pop3_engine_withdraw(bulk->session->engine);
		return POP3_OK;
	}
	while (bulk->submitted < bulk->count) {
		status = submit(bulk, bulk->submitted);
		if (status == POP3_E_FULL)
			break;
		if (status != POP3_OK)
			return p3_drive_engine_failed(bulk->session, status);
		expect(bulk, bulk->submitted++);
	}
	return POP3_OK;
}

/* ---- Handing out --------------------------------------------------------- */

static int hand_reply(struct bulk *bulk, const struct pop3_target *target,
    const struct pop3_event *event)
{
	struct p3_refusal refusal;

	bulk->refused = !event->u.reply.ok;
	if (!bulk->refused)
		return bulk->sink->begin(bulk->sink->context, target);
	p3_refusal_keep(&refusal, event);
	p3_echo_hide_kept(bulk->session, refusal.words);
	bulk->sink->refused(bulk->sink->context, target,
	    p3_refusal_status(&refusal), refusal.words);
	return 0;
}

/* What comes tells how much may be on its way. */
static void measure(struct bulk *bulk, uint64_t octets)
{
	struct p3_window *window = &bulk->session->window;

	octets = p3_window_gather(window, octets);
	if (octets > 0 && p3_window_bring(window, octets, p3_now_ms()))
		pop3_engine_set_pipeline_octets(
		    bulk->session->engine, window->octets);
}

/* Where LIST is refused or makes no sense, RETR says what is the matter. */
static void keep_octets(struct bulk *bulk, const struct pop3_event *event)
{
	const struct pop3_target *target = target_of(bulk, event->tag);

	if (event->type == POP3_EVENT_REPLY)
		bulk->listed = *target;
	else if (event->type == POP3_EVENT_SCAN &&
		 event->u.scan.msgno == target->msgno)
		bulk->listed.octets = event->u.scan.octets;
}

/* Gives an event to the sink, and back what the sink says. */
static int hand_event(struct bulk *bulk, const struct pop3_event *event)
{
	const struct pop3_target *target =
	    bulk->each > 1 ? &bulk->listed : target_of(bulk, event->tag);
	const struct pop3_sink *sink = bulk->sink;

	if (event->verb == POP3_VERB_LIST) {
		keep_octets(bulk, event);
		return 0;
	}
	switch (event->type) {
	case POP3_EVENT_REPLY:
		return hand_reply(bulk, target, event);
	case POP3_EVENT_DATA:
		measure(bulk, event->u.data.length);
		return sink->data(sink->context, target, event->u.data.octets,
		    event->u.data.length);
	case POP3_EVENT_COMPLETE:
		bulk->whole = !bulk->refused;
		bulk->before = bulk->listed;
		bulk->came = bulk->each > 1 ? &bulk->before : target;
		bulk->came_octets = event->u.octets;
		return 0;
	default:
		return 0;
	}
}

static int tell_end(struct bulk *bulk)
{
	if (!bulk->whole)
		return 0;
	bulk->whole = false;
	return bulk->sink->end(
	    bulk->sink->context, bulk->came, bulk->came_octets);
}

static enum pop3_status end_message(struct bulk *bulk)
{
	if (tell_end(bulk) == 0)
		return POP3_OK;
	p3_drive_await(bulk->session, bulk->verb, bulk->came->msgno);
	return p3_drive_stopped(bulk->session);
}

/* Where nothing is in flight, what has come already is no answer. */
static enum pop3_status settle(struct bulk *bulk)
{
	struct pop3_session *session = bulk->session;
	enum pop3_status status;

	if (!bulk->whole || (bulk->completed < bulk->submitted &&
				p3_connect_sends_ahead(session)))
		return POP3_OK;
	status = p3_drive_take_in(session);
	return status == POP3_OK || status == POP3_E_CLOSED ? end_message(bulk)
							    : status;
}

static enum pop3_status run_command(struct bulk *bulk, size_t command)
{
	struct pop3_event event = {0};
	enum pop3_status status;

	p3_drive_await(bulk->session, verb_of(bulk, command),
	    target_of(bulk, command)->msgno);
	while (event.type != POP3_EVENT_COMPLETE) {
		status = p3_drive_next(bulk->session, &event);
		if (status == POP3_OK && event.verb == bulk->verb)
			status = end_message(bulk);
		if (status != POP3_OK)
			return status;
		if (hand_event(bulk, &event) != 0)
			return p3_drive_stopped(bulk->session);
	}
	return POP3_OK;
}

static enum pop3_status run_commands(struct bulk *bulk)
{
	enum pop3_status status = feed(bulk);

	while (status == POP3_OK && bulk->completed < bulk->submitted) {
		status = run_command(bulk, bulk->completed++);
		if (status == POP3_OK)
			status = settle(bulk);
		if (status == POP3_OK)
			status = feed(bulk);
	}
	return status == POP3_OK ? settle(bulk) : status;
}

static enum pop3_status run(struct bulk *bulk)
{
	enum pop3_status status;

	bulk->session->sink = bulk->sink;
	bulk->session->orderly = true;
	status = run_commands(bulk);
	if (status == POP3_E_PROTOCOL && bulk->whole &&
	    p3_connect_sends_ahead(bulk->session))
		p3_announced_forget_pipelining(&bulk->session->announced);
	/* None of its fault; but who has stopped is told nothing more. */
	if (status != POP3_E_PROTOCOL && status != POP3_E_SINK)
		(void)tell_end(bulk);
	bulk->session->sink = NULL;
	bulk->session->orderly = bulk->session->draining = false;
	if (status == POP3_OK && bulk->completed < bulk->count)
		return p3_error(
		    &bulk->session->error, POP3_E_CANCELLED, 0, "cancelled");
	return status;
}

/* ---- The calls ----------------------------------------------------------- */

static enum pop3_status carry_out(
    struct bulk *bulk, const struct pop3_target *targets, size_t count)
{
	struct pop3_session *session = bulk->session;
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_TRANSACTION));
	if (status != POP3_OK)
		return status;
	for (size_t i = 0; i < count; i++)
		if (targets[i].msgno == 0)
			return p3_error(&session->error, POP3_E_MISUSE, 0,
			    "message-numbers begin at 1");
	if (bulk->sink == NULL || bulk->sink->begin == NULL ||
	    bulk->sink->data == NULL || bulk->sink->end == NULL ||
	    bulk->sink->refused == NULL)
		return p3_error(&session->error, POP3_E_MISUSE, 0,
		    "a callback of the receiver is missing");
	bulk->targets = targets;
	bulk->count = count * bulk->each;
	return run(bulk);
}

enum pop3_status pop3_session_retrieve(struct pop3_session *session,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	struct bulk bulk = {.session = session,
	    .verb = POP3_VERB_RETR,
	    .each = 1,
	    .sink = sink};

	return carry_out(&bulk, targets, count);
}

enum pop3_status pop3_session_list_and_retrieve(struct pop3_session *session,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	struct bulk bulk = {.session = session,
	    .verb = POP3_VERB_RETR,
	    .each = 2,
	    .sink = sink};

	return carry_out(&bulk, targets, count);
}

enum pop3_status pop3_session_top(struct pop3_session *session,
    const struct pop3_target *targets, size_t count, uint32_t lines,
    const struct pop3_sink *sink)
{
	struct bulk bulk = {.session = session,
	    .verb = POP3_VERB_TOP,
	    .each = 1,
	    .lines = lines,
	    .sink = sink};

	return carry_out(&bulk, targets, count);
}

/* DELE as a sink: one answer a target, whose +OK is told at its end. */
struct deletion {
	pop3_deleted_fn *done;
	void *context;
};

static int deletion_begin(void *context, const struct pop3_target *target)
{
	(void)context;
	(void)target;
	return 0;
}

static int deletion_data(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	(void)context;
	(void)target;
	(void)octets;
	(void)length;
	return 0;
}

static int deletion_end(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	const struct deletion *deletion = context;

	(void)octets;
	deletion->done(deletion->context, target, POP3_OK, "");
	return 0;
}

static void deletion_refused(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	const struct deletion *deletion = context;

	deletion->done(deletion->context, target, status, text);
}

enum pop3_status pop3_session_delete(struct pop3_session *session,
    const struct pop3_target *targets, size_t count, pop3_deleted_fn *done,
    void *context)
{
	struct deletion deletion = {done, context};
	const struct pop3_sink sink = {
	    .begin = deletion_begin,
	    .data = deletion_data,
	    .end = done != NULL ? deletion_end : NULL,
	    .refused = deletion_refused,
	    .context = &deletion,
	};
	struct bulk bulk = {.session = session,
	    .verb = POP3_VERB_DELE,
	    .each = 1,
	    .sink = &sink};

	session->deletes = session->deletes || count > 0;
	return carry_out(&bulk, targets, count);
}
