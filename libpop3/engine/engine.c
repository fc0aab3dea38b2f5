/*
 * engine/engine.c - the engine's life, what can be seen of it, and its
 * pipeline.
 *
 * An engine costs its input space, a few kilobytes for itself, and what its
 * pipeline holds at the moment; all of it is bounded when it is made.
 */
#include "libpop3/engine/engine.h"

#include <stdlib.h>
#include <string.h>

#include "libpop3/base/secret.h"
#include "libpop3/engine/capabilities.h"

/* Large enough that a read takes four TLS records (16 KiB each, RFC 8446,
 * section 5.1) and small beside what a process has. */
#define INPUT_OCTETS 65536

/* Enough for a link of today's usual delay, and little enough for thousands of
 * sessions in one process; whoever has one session may well ask for more. */
#define PIPELINE_COMMANDS 256

/* What a fast link holds on its way: 1 Gbit/s with 120 ms is 15 MB. */
#define PIPELINE_OCTETS (16u * 1024 * 1024)

static bool is_in_range(const struct pop3_engine_options *options)
{
	return options->input_octets >= POP3_INPUT_MIN &&
	       options->pipeline_commands <= POP3_PIPELINE_MAX &&
	       (unsigned)options->pipelining <= POP3_PIPELINING_OFF;
}

static void set_defaults(struct pop3_engine_options *options)
{
	if (options->input_octets == 0)
		options->input_octets = INPUT_OCTETS;
	if (options->pipeline_commands == 0)
		options->pipeline_commands = PIPELINE_COMMANDS;
	if (options->pipeline_octets == 0)
		options->pipeline_octets = PIPELINE_OCTETS;
}

enum pop3_status pop3_engine_new(
    const struct pop3_engine_options *options, struct pop3_engine **out_engine)
{
	struct pop3_engine_options chosen = {.size = sizeof chosen};
	struct pop3_engine *engine;

	if (options != NULL && options->size != sizeof *options)
		return POP3_E_MISUSE;
	if (options != NULL)
		chosen = *options;
	set_defaults(&chosen);
	if (!is_in_range(&chosen))
		return POP3_E_MISUSE;
	engine = calloc(1, sizeof *engine);
	if (engine == NULL)
		return POP3_E_NO_MEMORY;
	if (!p3_input_init(&engine->input, chosen.input_octets)) {
		free(engine);
		return POP3_E_NO_MEMORY;
	}
	p3_pipeline_init(&engine->pipeline, chosen.pipeline_commands,
	    chosen.pipeline_octets);
	p3_buf_init(&engine->response, POP3_RESPONSE_MAX + 2);
	engine->pipelining = chosen.pipelining;
	engine->pipeline_commands = chosen.pipeline_commands;
	engine->trace = (struct p3_trace){chosen.trace, chosen.trace_context};
	*out_engine = engine;
	return POP3_OK;
}

void pop3_engine_free(struct pop3_engine *engine)
{
	if (engine == NULL)
		return;
	p3_input_free(&engine->input);
	p3_pipeline_free(&engine->pipeline);
	p3_buf_free(&engine->response);
	p3_wipe(engine, sizeof *engine);
	free(engine);
}

int p3_engine_fail(struct pop3_engine *engine)
{
	engine->state = POP3_STATE_FAILED;
	p3_pipeline_free(&engine->pipeline);
	p3_buf_free(&engine->response);
	return -1;
}

bool p3_engine_answer_is_due(const struct pop3_engine *engine)
{
	if (p3_buf_length(&engine->response) > 0 && !engine->response_shown)
		return false;
	return engine->pipeline.shown > 0;
}

const struct pop3_error *pop3_engine_error(const struct pop3_engine *engine)
{
	return &engine->error;
}

enum pop3_engine_state pop3_engine_state(const struct pop3_engine *engine)
{
	return engine->state;
}

const struct pop3_capabilities *pop3_engine_capabilities(
    const struct pop3_engine *engine)
{
	return engine->capabilities_known ? &engine->capabilities : NULL;
}

enum pop3_status pop3_engine_set_capabilities(
    struct pop3_engine *engine, const char *lines, size_t length)
{
	const char *lf;

	if (engine->state == POP3_STATE_FAILED)
		return engine->error.status;
	if (engine->state == POP3_STATE_GREETING || engine->pipeline.count > 0)
		return POP3_E_MISUSE;
	engine->capabilities = (struct pop3_capabilities){0};
	engine->capabilities_known = lines != NULL;
	if (lines == NULL)
		return POP3_OK;
	while ((lf = memchr(lines, '\n', length)) != NULL) {
		size_t line = (size_t)(lf - lines);

		p3_capabilities_add(
		    &engine->capabilities, (struct pop3_span){lines, line});
		lines += line + 1;
		length -= line + 1;
	}
	return POP3_OK;
}

const char *pop3_engine_timestamp(const struct pop3_engine *engine)
{
	return engine->timestamp[0] != '\0' ? engine->timestamp : NULL;
}

void pop3_engine_set_pipelining(
    struct pop3_engine *engine, enum pop3_pipelining pipelining)
{
	engine->pipelining = pipelining;
}

void pop3_engine_set_pipeline_octets(
    struct pop3_engine *engine, uint64_t octets)
{
	engine->pipeline.octets_max = octets;
}

size_t pop3_engine_pending(const struct pop3_engine *engine)
{
	return engine->pipeline.count;
}

void pop3_engine_expect(struct pop3_engine *engine, uint64_t octets)
{
	p3_pipeline_expect(&engine->pipeline, octets);
}

uint64_t pop3_engine_expected(const struct pop3_engine *engine)
{
	const struct p3_command *oldest = p3_pipeline_oldest(&engine->pipeline);
	uint64_t came = 0;

	if (engine->phase == P3_PHASE_MESSAGE && oldest != NULL)
		came = engine->data_octets < oldest->expected
			   ? engine->data_octets
			   : oldest->expected;
	return engine->pipeline.released_octets - came;
}

size_t pop3_engine_withdraw(struct pop3_engine *engine)
{
	size_t withdrawn = p3_pipeline_withdraw(&engine->pipeline);

	/* Nothing is ever submitted behind QUIT, nor let out behind AUTH. */
	if (withdrawn > 0) {
		engine->quit_submitted = false;
		engine->challenge_expected &=
		    p3_pipeline_ends_in(&engine->pipeline, POP3_VERB_AUTH);
	}
	return withdrawn;
}
