/*
 * engine/dialogue.c - the order of events (pop3/event.h), as phases.
 *
 * The server's octets are a greeting and then one answer a command, in the
 * order of the commands (RFC 1939, section 3; RFC 2449, section 6.6).  Which
 * answer a line belongs to is known only from what came before it, so there
 * is one current phase, and a function for it that gives one event and says
 * which phase is next.  Nothing is read ahead of the events: everything the
 * engine knows changes in these functions, as the driver pulls.
 *
 * A status line whose text is also an item ("+OK 2 200" to LIST 2) stays in
 * the input space until its item has been pulled, and is read twice.
 *
 * QUIT ends the session whatever the answer: RFC 1939, section 6 has the
 * server close "whether the removal was successful or not", so after -ERR
 * the state is UPDATE too, and only the REPLY tells that messages may have
 * stayed.
 */
#include "libpop3/engine/answer.h"
#include "libpop3/engine/failure.h"
#include "libpop3/engine/reply.h"

static int phase_greeting(struct pop3_engine *engine, struct pop3_event *event)
{
	struct pop3_reply *reply = &event->u.reply;
	struct pop3_span line;
	int got = p3_next_line(engine, &line);

	if (got <= 0)
		return got;
	if (!p3_reply_read(line, reply))
		return p3_fail_indicator(engine, line);
	p3_trace_line(&engine->trace, POP3_FROM_SERVER, line);
	event->line = line;
	event->type = POP3_EVENT_GREETING;
	if (!reply->ok) {
		engine->phase = P3_PHASE_REFUSED;
		return 1;
	}
	p3_timestamp_find(reply->text, engine->timestamp);
	p3_input_drop_line(&engine->input);
	engine->state = POP3_STATE_AUTHORIZATION;
	engine->phase = P3_PHASE_REPLY;
	return 1;
}

static int phase_refused(struct pop3_engine *engine, struct pop3_event *event)
{
	(void)event;
	return p3_fail_refused(engine, p3_kept_reply(engine).text);
}

static void forget_capabilities(struct pop3_engine *engine)
{
	engine->capabilities_known = false;
	engine->capabilities = (struct pop3_capabilities){0};
}

/* What a status line changes about where the session stands. */
static void move_state(struct pop3_engine *engine, enum pop3_verb verb, bool ok)
{
	switch (verb) {
	case POP3_VERB_PASS:
	case POP3_VERB_APOP:
	case POP3_VERB_AUTH:
		if (!ok)
			break;
		engine->state = POP3_STATE_TRANSACTION;
		forget_capabilities(engine);
		break;
	case POP3_VERB_CAPA:
	case POP3_VERB_STLS:
		if (ok)
			forget_capabilities(engine);
		break;
	case POP3_VERB_QUIT:
		engine->state = POP3_STATE_UPDATE;
		break;
	default:
		break;
	}
}

static enum p3_phase phase_behind_reply(
    const struct p3_command *command, bool ok)
{
	if (!ok)
		return P3_PHASE_COMPLETE;
	if (command->verb == POP3_VERB_STLS)
		return P3_PHASE_START_TLS;
	switch (command->answer) {
	case P3_ANSWER_ITEM:
		return P3_PHASE_ITEM;
	case P3_ANSWER_LISTING:
		return P3_PHASE_LISTING;
	case P3_ANSWER_MESSAGE:
		return P3_PHASE_MESSAGE;
	case P3_ANSWER_LINE:
		break;
	}
	return P3_PHASE_COMPLETE;
}

static int give_challenge(struct pop3_engine *engine, struct pop3_event *event)
{
	p3_trace_hidden(
	    &engine->trace, POP3_FROM_SERVER, (struct pop3_span){"+ ", 2}, 2);
	p3_input_drop_line(&engine->input);
	event->type = POP3_EVENT_CHALLENGE;
	engine->refusal[0] = '\0';
	engine->challenge_expected = false;
	engine->phase = P3_PHASE_CHALLENGED;
	return 1;
}

static int give_reply(struct pop3_engine *engine, struct pop3_event *event,
    const struct p3_command *command)
{
	p3_trace_line(&engine->trace, POP3_FROM_SERVER, event->line);
	p3_failure_note(engine, event);
	event->type = POP3_EVENT_REPLY;
	if (command->verb == POP3_VERB_AUTH)
		engine->challenge_expected = false;
	move_state(engine, command->verb, event->u.reply.ok);
	engine->phase = phase_behind_reply(command, event->u.reply.ok);
	engine->data_octets = 0;
	if (engine->phase != P3_PHASE_ITEM)
		p3_input_drop_line(&engine->input);
	return 1;
}

/* Exchange and Outlook.com say "+OK" in place of "+" ([MS-POP3], section
 * 2.2.1); whether it is one, only the driver can know. */
static bool is_challenge(const struct pop3_engine *engine,
    struct pop3_span line, struct pop3_span *out_base64)
{
	struct pop3_reply reply;

	if (p3_challenge_read(line, out_base64))
		return true;
	if (!engine->challenge_expected || !p3_reply_read(line, &reply) ||
	    !reply.ok)
		return false;
	*out_base64 = reply.text;
	return true;
}

/* No answer is due: silence is right, and anything else is not. */
static int idle(struct pop3_engine *engine)
{
	struct pop3_span unread = p3_input_unread(&engine->input);

	if (unread.length > 0)
		return p3_fail_unasked(engine, unread);
	return engine->input.eof ? p3_fail_closed(engine) : 0;
}

static int phase_reply(struct pop3_engine *engine, struct pop3_event *event)
{
	const struct p3_command *command =
	    p3_pipeline_oldest(&engine->pipeline);
	struct pop3_span line;
	int got;

	if (!p3_engine_answer_is_due(engine))
		return idle(engine);
	got = p3_next_line(engine, &line);
	if (got <= 0)
		return got;
	if (command->verb == POP3_VERB_AUTH &&
	    is_challenge(engine, line, &event->u.line))
		return give_challenge(engine, event);
	if (!p3_reply_read(line, &event->u.reply))
		return p3_fail_indicator(engine, line);
	event->line = line;
	return give_reply(engine, event, command);
}

static int phase_waiting(struct pop3_engine *engine, struct pop3_event *event)
{
	(void)event;
	return idle(engine);
}

static int phase_start_tls(struct pop3_engine *engine, struct pop3_event *event)
{
	/* Whoever put them there wants them taken for the server's words
	 * inside TLS (CVE-2021-22947 and others). */
	if (p3_input_unread(&engine->input).length > 0)
		return p3_fail_behind_stls(engine);
	event->type = POP3_EVENT_START_TLS;
	engine->phase = P3_PHASE_TLS;
	return 1;
}

static int phase_over(struct pop3_engine *engine, struct pop3_event *event)
{
	(void)engine;
	(void)event;
	return 0;
}

static p3_phase_fn *const phases[] = {
    [P3_PHASE_GREETING] = phase_greeting,
    [P3_PHASE_REFUSED] = phase_refused,
    [P3_PHASE_REPLY] = phase_reply,
    [P3_PHASE_ITEM] = p3_phase_item,
    [P3_PHASE_MESSAGE] = p3_phase_message,
    [P3_PHASE_CHALLENGED] = phase_waiting,
    [P3_PHASE_START_TLS] = phase_start_tls,
    [P3_PHASE_TLS] = phase_waiting,
    [P3_PHASE_COMPLETE] = p3_phase_complete,
    [P3_PHASE_OVER] = phase_over,
};

int pop3_engine_next(struct pop3_engine *engine, struct pop3_event *out_event)
{
	struct pop3_event event;
	int got;

	if (engine->state == POP3_STATE_FAILED)
		return -1;
	if (engine->phase == P3_PHASE_LISTING)
		return p3_phase_listing(engine, out_event);
	p3_event_begin(engine, &event);
	got = phases[engine->phase](engine, &event);
	if (got > 0)
		*out_event = event;
	return got;
}
