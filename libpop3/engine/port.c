/*
 * engine/port.c - the four ports and the one question.
 *
 * Commands are released here, when the driver looks at the output, and not
 * when they are submitted: so an expectation told after the submission, and
 * a policy changed since, still count.
 *
 * What the driver has never seen cannot have been sent, and what was not
 * sent cannot be answered.  As long as octets from the server lie unread
 * that answer nothing, no new line is shown; _next is about to fail on
 * them.  That is how a reply somebody slipped in before our command (in
 * front of STLS or of a login, say) is told from the server's.
 */
#include "libpop3/engine/engine.h"

#include <assert.h>

/* No octets pass while a handshake is due, nor after the end. */
static bool is_halted(const struct pop3_engine *engine)
{
	return engine->state == POP3_STATE_FAILED ||
	       engine->phase == P3_PHASE_START_TLS ||
	       engine->phase == P3_PHASE_TLS ||
	       engine->phase == P3_PHASE_OVER ||
	       engine->phase == P3_PHASE_REFUSED;
}

size_t pop3_engine_input(struct pop3_engine *engine, void **out_space)
{
	if (is_halted(engine) || engine->input.eof)
		return 0;
	return p3_input_space(&engine->input, out_space);
}

void pop3_engine_received(struct pop3_engine *engine, size_t octets)
{
	assert(octets <= engine->input.size - engine->input.end);
	engine->input.end += octets;
}

void pop3_engine_received_eof(struct pop3_engine *engine)
{
	engine->input.eof = true;
}

static size_t window(const struct pop3_engine *engine)
{
	if (engine->pipelining == POP3_PIPELINING_OFF)
		return 1;
	if (engine->pipelining == POP3_PIPELINING_ON &&
	    engine->state == POP3_STATE_TRANSACTION)
		return engine->pipeline_commands;
	if (engine->capabilities_known &&
	    (engine->capabilities.flags & POP3_CAPA_PIPELINING) != 0)
		return engine->pipeline_commands;
	return 1;
}

static bool is_unasked_waiting(const struct pop3_engine *engine)
{
	return !p3_engine_answer_is_due(engine) &&
	       p3_input_unread(&engine->input).length > 0;
}

/* Whether there is anything to send; releases what may go. */
static bool prepare_output(struct pop3_engine *engine)
{
	if (is_halted(engine) || engine->phase == P3_PHASE_GREETING ||
	    is_unasked_waiting(engine))
		return false;
	/* One that was answered before all of it was sent comes first. */
	if (p3_buf_length(&engine->response) == 0)
		p3_pipeline_release(
		    &engine->pipeline, window(engine), &engine->trace);
	return engine->pipeline.unsent > 0 ||
	       p3_buf_length(&engine->response) > 0;
}

size_t pop3_engine_output(struct pop3_engine *engine, const void **out_octets)
{
	if (!prepare_output(engine))
		return 0;
	if (engine->pipeline.unsent > 0) {
		struct pop3_span lines = p3_pipeline_show(&engine->pipeline);

		*out_octets = lines.octets;
		return lines.length;
	}
	engine->response_shown = true;
	*out_octets = p3_buf_octets(&engine->response);
	return p3_buf_length(&engine->response);
}

void pop3_engine_sent(struct pop3_engine *engine, size_t octets)
{
	if (engine->state == POP3_STATE_FAILED)
		return;
	if (engine->pipeline.unsent > 0) {
		p3_pipeline_sent(&engine->pipeline, octets);
		return;
	}
	p3_buf_take(&engine->response, octets);
	/* Tokens are large and rare; the room for one is not kept. */
	if (p3_buf_length(&engine->response) == 0)
		p3_buf_free(&engine->response);
}

unsigned pop3_engine_wants(struct pop3_engine *engine)
{
	unsigned wants = 0;

	if (engine->state == POP3_STATE_FAILED)
		return 0;
	if (engine->phase == P3_PHASE_TLS)
		return POP3_WANTS_TLS;
	if (prepare_output(engine))
		wants |= POP3_WANTS_WRITE;
	if (is_halted(engine) || engine->input.eof ||
	    engine->phase == P3_PHASE_CHALLENGED ||
	    p3_input_is_full(&engine->input))
		return wants;
	if (engine->phase == P3_PHASE_GREETING || engine->pipeline.released > 0)
		wants |= POP3_WANTS_READ;
	return wants;
}
