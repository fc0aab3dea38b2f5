/*
 * engine/exchange.c - TLS and SASL: what the driver does in the middle of a
 * command (RFC 2595, section 4; RFC 5034, section 4).
 *
 * What was said before TLS may be anybody's, the end of the greeting's line,
 * too: whoever made a bare LF of it, and wrote a mail, could end that early
 * (dot.c) inside of TLS.  So the first line there says anew how lines end.
 *
 * A response is no command: it goes out behind the AUTH line, in front of
 * everything that waits on the ring, and may be as long as a token needs.
 * Nothing is in flight behind AUTH, so it has a buffer of its own.
 */
#include "libpop3/engine/engine.h"

#include <string.h>

enum pop3_status pop3_engine_tls_started(struct pop3_engine *engine)
{
	if (engine->state == POP3_STATE_FAILED)
		return engine->error.status;
	if (engine->phase != P3_PHASE_TLS)
		return POP3_E_MISUSE;
	engine->input.line_end = P3_LINE_END_UNKNOWN;
	engine->phase = P3_PHASE_COMPLETE;
	return POP3_OK;
}

enum pop3_status pop3_engine_expect_challenge(struct pop3_engine *engine)
{
	if (engine->state == POP3_STATE_FAILED)
		return engine->error.status;
	if (p3_pipeline_oldest(&engine->pipeline) == NULL)
		return POP3_E_MISUSE;
	engine->challenge_expected = true;
	return POP3_OK;
}

static bool breaks_line(const char *octets, size_t length)
{
	return length > 0 && (memchr(octets, '\r', length) != NULL ||
				 memchr(octets, '\n', length) != NULL ||
				 memchr(octets, '\0', length) != NULL);
}

static enum pop3_status respond(
    struct pop3_engine *engine, const char *line, size_t length)
{
	if (!p3_buf_reserve(&engine->response, length + 2))
		return POP3_E_NO_MEMORY;
	p3_buf_append(&engine->response, line, length);
	p3_buf_append(&engine->response, "\r\n", 2);
	engine->response_shown = false;
	engine->phase = P3_PHASE_REPLY;
	return POP3_OK;
}

enum pop3_status pop3_engine_respond(
    struct pop3_engine *engine, const char *base64, size_t length)
{
	enum pop3_status status;

	if (engine->state == POP3_STATE_FAILED)
		return engine->error.status;
	if (engine->phase != P3_PHASE_CHALLENGED ||
	    length > POP3_RESPONSE_MAX || breaks_line(base64, length))
		return POP3_E_MISUSE;
	status = respond(engine, base64, length);
	if (status == POP3_OK)
		p3_trace_hidden(&engine->trace, POP3_TO_SERVER,
		    (struct pop3_span){base64, length}, 0);
	return status;
}

enum pop3_status pop3_engine_cancel(struct pop3_engine *engine)
{
	enum pop3_status status;

	if (engine->state == POP3_STATE_FAILED)
		return engine->error.status;
	if (engine->phase != P3_PHASE_CHALLENGED)
		return POP3_E_MISUSE;
	status = respond(engine, "*", 1);
	if (status == POP3_OK)
		p3_trace_line(
		    &engine->trace, POP3_TO_SERVER, (struct pop3_span){"*", 1});
	return status;
}
