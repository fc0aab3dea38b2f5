/*
 * engine/pipeline.c - RFC 2449, section 6.6, bounded on every side.
 *
 * All lines, waiting ones too, stand in one buffer in the order in which they
 * will be sent; releasing a command moves only a mark.  So a line is copied
 * once, when it is submitted; what can fail has failed there; and the buffer
 * wipes each line as it is sent.
 *
 * The ring holds as many commands as may be in flight, and never fewer than
 * RING_MIN, so that a driver with a window of one can still submit a login
 * and what follows.  It grows as it is used: thousands of idle sessions in
 * one process pay for few slots.
 *
 * A barrier is a command behind which nothing is released before its answer
 * has come.  PASS, APOP and AUTH: Courier, perdition and Solid POP3 lose
 * what arrives in one packet with the last step of a login.  STLS: what
 * follows belongs inside TLS (RFC 2595, section 4).  QUIT: nothing follows.
 *
 * The window in octets bounds what can be on its way towards us when we stop
 * reading.  A command released without an expectation counts nothing.
 */
#include "libpop3/engine/pipeline.h"

#include <assert.h>
#include <stdlib.h>

#define RING_FIRST 8
#define RING_MIN   16

void p3_pipeline_init(
    struct p3_pipeline *pipeline, uint32_t commands_max, uint64_t octets_max)
{
	size_t capacity = commands_max > RING_MIN ? commands_max : RING_MIN;

	*pipeline = (struct p3_pipeline){
	    .capacity = capacity, .octets_max = octets_max};
	p3_buf_init(&pipeline->lines, capacity * POP3_COMMAND_MAX);
}

void p3_pipeline_free(struct p3_pipeline *pipeline)
{
	p3_buf_free(&pipeline->lines);
	free(pipeline->ring);
	*pipeline = (struct p3_pipeline){0};
}

static struct p3_command *command_at(
    const struct p3_pipeline *pipeline, size_t i)
{
	return &pipeline->ring[(pipeline->head + i) % pipeline->size];
}

static bool grow(struct p3_pipeline *pipeline)
{
	size_t size = pipeline->size > 0 ? pipeline->size * 2 : RING_FIRST;
	struct p3_command *ring;

	if (size > pipeline->capacity)
		size = pipeline->capacity;
	ring = malloc(size * sizeof *ring);
	if (ring == NULL)
		return false;
	for (size_t i = 0; i < pipeline->count; i++)
		ring[i] = *command_at(pipeline, i);
	free(pipeline->ring);
	pipeline->ring = ring;
	pipeline->size = size;
	pipeline->head = 0;
	return true;
}

enum pop3_status p3_pipeline_submit(struct p3_pipeline *pipeline,
    const struct p3_command *command, const char *line)
{
	if (pipeline->count == pipeline->capacity)
		return POP3_E_FULL;
	if (pipeline->count == pipeline->size && !grow(pipeline))
		return POP3_E_NO_MEMORY;
	if (!p3_buf_append(&pipeline->lines, line, command->length))
		return POP3_E_NO_MEMORY;
	*command_at(pipeline, pipeline->count++) = *command;
	return POP3_OK;
}

void p3_pipeline_expect(struct p3_pipeline *pipeline, uint64_t octets)
{
	struct p3_command *last;

	/* One that is in flight already was counted as it was. */
	if (pipeline->count == pipeline->released)
		return;
	last = command_at(pipeline, pipeline->count - 1);
	last->expected = octets;
}

static bool is_barrier(enum pop3_verb verb)
{
	switch (verb) {
	case POP3_VERB_PASS:
	case POP3_VERB_APOP:
	case POP3_VERB_AUTH:
	case POP3_VERB_STLS:
	case POP3_VERB_QUIT:
		return true;
	default:
		return false;
	}
}

static bool fits(const struct p3_pipeline *pipeline, size_t window)
{
	const struct p3_command *last, *next;

	if (pipeline->released == 0)
		return true;
	if (pipeline->released >= window)
		return false;
	last = command_at(pipeline, pipeline->released - 1);
	next = command_at(pipeline, pipeline->released);
	/* One answer may be larger than the window; the sum never wraps. */
	return !is_barrier(last->verb) &&
	       pipeline->released_octets <= pipeline->octets_max &&
	       next->expected <=
		   pipeline->octets_max - pipeline->released_octets;
}

static void trace_command(const struct p3_pipeline *pipeline,
    const struct p3_command *command, const struct p3_trace *trace)
{
	struct pop3_span line = {
	    p3_buf_octets(&pipeline->lines) + pipeline->unsent,
	    command->length - 2};

	if (command->visible < line.length)
		p3_trace_hidden(trace, POP3_TO_SERVER, line, command->visible);
	else
		p3_trace_line(trace, POP3_TO_SERVER, line);
}

void p3_pipeline_release(
    struct p3_pipeline *pipeline, size_t window, const struct p3_trace *trace)
{
	while (pipeline->released < pipeline->count && fits(pipeline, window)) {
		const struct p3_command *command =
		    command_at(pipeline, pipeline->released);

		trace_command(pipeline, command, trace);
		pipeline->released++;
		pipeline->released_octets += command->expected;
		pipeline->unsent += command->length;
	}
}

size_t p3_pipeline_withdraw(struct p3_pipeline *pipeline)
{
	size_t waiting = pipeline->count - pipeline->released;

	p3_buf_cut(&pipeline->lines,
	    p3_buf_length(&pipeline->lines) - pipeline->unsent);
	pipeline->count = pipeline->released;
	return waiting;
}

bool p3_pipeline_ends_in(
    const struct p3_pipeline *pipeline, enum pop3_verb verb)
{
	return pipeline->count > 0 &&
	       command_at(pipeline, pipeline->count - 1)->verb == verb;
}

struct pop3_span p3_pipeline_show(struct p3_pipeline *pipeline)
{
	pipeline->shown = pipeline->released;
	return (struct pop3_span){
	    p3_buf_octets(&pipeline->lines), pipeline->unsent};
}

void p3_pipeline_sent(struct p3_pipeline *pipeline, size_t octets)
{
	assert(octets <= pipeline->unsent);
	p3_buf_take(&pipeline->lines, octets);
	pipeline->unsent -= octets;
}

void p3_pipeline_complete(struct p3_pipeline *pipeline)
{
	assert(pipeline->shown > 0);
	pipeline->released_octets -= command_at(pipeline, 0)->expected;
	pipeline->head = (pipeline->head + 1) % pipeline->size;
	pipeline->count--;
	pipeline->released--;
	pipeline->shown--;
}
