/*
 * engine/failure.c - saying what broke, and where.
 *
 * A text names the command in question by verb and message-number, never by
 * its line, in which a password may be.  The server's words are made
 * printable first and cut, since a hostile server chooses them.
 *
 * RFC 1939, section 3, has a server that was idle for too long close without
 * a word.  Dovecot and others say "-ERR Disconnected for inactivity"
 * first: nobody asked, but it is the end of the connection and no breach of
 * the protocol.  So it is where "-ERR ..." is all that an answer came to,
 * without a line end.  Where what stands there cannot become an answer, that
 * is what broke, however it goes on.
 *
 * Dovecot that cannot open the maildrop lets in first, and then says why and
 * closes: whatever command comes next has that for an answer.  The refusal
 * that came last is told with the end, since it may be the reason.
 */
#include "libpop3/engine/failure.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/engine/engine.h"
#include "libpop3/engine/reply.h"
#include "libpop3/engine/verb.h"

/* Behind the greeting a line is due to some command. */
static struct p3_command_name oldest_name(const struct pop3_engine *engine)
{
	const struct p3_command *command =
	    p3_pipeline_oldest(&engine->pipeline);

	return p3_command_name(command->verb, command->msgno);
}

/* Where the connection was lost, as the words that follow "closed". */
static const char *closed_where(const struct pop3_engine *engine)
{
	switch (engine->phase) {
	case P3_PHASE_GREETING:
		return "before the greeting";
	case P3_PHASE_LISTING:
		return "inside the answer to";
	case P3_PHASE_CHALLENGED:
		return "inside the exchange of";
	case P3_PHASE_TLS:
		return "before the TLS handshake of";
	default:
		return engine->pipeline.count > 0 ? "before the answer to"
						  : "by the server";
	}
}

/* Of "-ERR ...", as much as has come. */
static bool is_farewell(struct pop3_span octets)
{
	static const char indicator[] = "-ERR";
	size_t n = sizeof indicator - 1;

	if (octets.length <= n)
		return memcmp(octets.octets, indicator, octets.length) == 0;
	return memcmp(octets.octets, indicator, n) == 0 &&
	       memchr(" \t\r\n", octets.octets[n], 4) != NULL;
}

/* A reason is one without its line end, too, if nothing follows it. */
static bool is_reason(const struct pop3_engine *engine, struct pop3_span unread)
{
	return engine->phase != P3_PHASE_MESSAGE &&
	       engine->phase != P3_PHASE_LISTING && unread.length > 4 &&
	       is_farewell(unread);
}

/* A challenge begins with "+", too. */
static bool is_no_answer(
    const struct pop3_engine *engine, struct pop3_span unread)
{
	return engine->phase == P3_PHASE_REPLY && unread.length > 0 &&
	       unread.octets[0] != '+' && unread.octets[0] != '-';
}

void p3_failure_note(struct pop3_engine *engine, const struct pop3_event *event)
{
	engine->refusal[0] = '\0';
	engine->refusal_code = event->u.reply.code;
	if (!event->u.reply.ok)
		pop3_printable(engine->refusal, sizeof engine->refusal,
		    event->line.octets, event->line.length);
}

static void tell_refusal(struct pop3_engine *engine)
{
	const struct pop3_error closed = engine->error;

	if (engine->phase != P3_PHASE_REPLY || engine->refusal[0] == '\0')
		return;
	p3_error(&engine->error, closed.status, 0, "%s, after '%s'",
	    closed.text, engine->refusal);
	engine->error.code = engine->refusal_code;
}

int p3_fail_closed(struct pop3_engine *engine)
{
	const struct pop3_span unread = p3_input_unread(&engine->input);
	const struct p3_command *command =
	    p3_pipeline_oldest(&engine->pipeline);

	if (is_reason(engine, unread))
		return p3_fail_unasked(engine, unread);
	if (is_no_answer(engine, unread))
		return p3_fail_indicator(engine, unread);
	if (engine->phase == P3_PHASE_MESSAGE)
		p3_error(&engine->error, POP3_E_CLOSED, 0,
		    "connection closed inside message %lu",
		    (unsigned long)command->msgno);
	else if (engine->phase == P3_PHASE_GREETING || command == NULL)
		p3_error(&engine->error, POP3_E_CLOSED, 0,
		    "connection closed %s", closed_where(engine));
	else
		p3_error(&engine->error, POP3_E_CLOSED, 0,
		    "connection closed %s '%s'", closed_where(engine),
		    oldest_name(engine).text);
	tell_refusal(engine);
	return p3_engine_fail(engine);
}

int p3_fail_limit(struct pop3_engine *engine)
{
	const struct pop3_span unread = p3_input_unread(&engine->input);

	if (is_no_answer(engine, unread))
		return p3_fail_indicator(engine, unread);
	if (engine->phase == P3_PHASE_GREETING)
		p3_error(&engine->error, POP3_E_LIMIT, 0,
		    "the greeting is longer than %lu octets",
		    (unsigned long)engine->input.size);
	else
		p3_error(&engine->error, POP3_E_LIMIT, 0,
		    "a line in the answer to '%s' is longer than %lu octets",
		    oldest_name(engine).text,
		    (unsigned long)engine->input.size);
	return p3_engine_fail(engine);
}

int p3_fail_indicator(struct pop3_engine *engine, struct pop3_span line)
{
	char words[P3_ENGINE_WORDS_MAX];

	pop3_printable(words, sizeof words, line.octets, line.length);
	if (engine->phase == P3_PHASE_GREETING)
		p3_error(&engine->error, POP3_E_PROTOCOL, 0,
		    "the greeting has no status indicator: '%s'", words);
	else
		p3_error(&engine->error, POP3_E_PROTOCOL, 0,
		    "the answer to '%s' has no status indicator: '%s'",
		    oldest_name(engine).text, words);
	return p3_engine_fail(engine);
}

/* Of what may be a part of a line, or more than one. */
static struct pop3_span first_line(struct pop3_span octets)
{
	size_t n = 0;

	while (n < octets.length && octets.octets[n] != '\r' &&
	       octets.octets[n] != '\n')
		n++;
	return (struct pop3_span){octets.octets, n};
}

int p3_fail_unasked(struct pop3_engine *engine, struct pop3_span octets)
{
	const bool farewell = is_farewell(octets);
	const struct pop3_span line = first_line(octets);
	struct pop3_reply reply = {.code = POP3_CODE_NONE};
	char words[P3_ENGINE_WORDS_MAX];

	pop3_printable(words, sizeof words, line.octets, line.length);
	p3_error(&engine->error, farewell ? POP3_E_CLOSED : POP3_E_PROTOCOL, 0,
	    "the server %s: '%s'",
	    farewell ? "ended the session" : "spoke without being asked",
	    words);
	if (farewell)
		(void)p3_reply_read(line, &reply);
	engine->error.code = reply.code;
	return p3_engine_fail(engine);
}

int p3_fail_behind_stls(struct pop3_engine *engine)
{
	p3_error(&engine->error, POP3_E_TLS, 0,
	    "the server's answer to 'STLS' is followed by octets in clear");
	p3_error_fault(&engine->error, POP3_E_TLS, POP3_FAULT_NO_TLS);
	return p3_engine_fail(engine);
}

int p3_fail_refused(struct pop3_engine *engine, struct pop3_span text)
{
	char words[P3_ENGINE_WORDS_MAX];

	pop3_printable(words, sizeof words, text.octets, text.length);
	if (words[0] == '\0')
		p3_error(&engine->error, POP3_E_REFUSED, 0,
		    "the server refused the connection");
	else
		p3_error(&engine->error, POP3_E_REFUSED, 0,
		    "the server refused the connection: '%s'", words);
	return p3_engine_fail(engine);
}
