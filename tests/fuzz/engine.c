/*
 * engine.c - the engine against a server of any octets (libFuzzer).
 *
 * The input is a program: an octet below 0x20 submits a command, others say
 * how many of the following octets the server sends at once.  Held is what
 * pop3/event.h and pop3/engine.h promise: the order of events, one REPLY and
 * one COMPLETE a command in the order of submission, failures that stay, and
 * that an engine which needs something says so.
 */
#include "must.h"

#include <pop3/engine.h>

struct run {
	struct pop3_engine *engine;
	uintptr_t submitted, completed;
	uint64_t data;
	enum pop3_event_type last;
	bool challenged, halted;
};

static void trace(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	(void)context;
	for (size_t i = 0; i + 6 <= length; i++)
		must(direction == POP3_FROM_SERVER ||
		     memcmp(line + i, "geheim", 6) != 0);
}

static void touch_span(struct pop3_span span)
{
	touch(span.octets, span.length);
}

static void touch_event(const struct pop3_event *event)
{
	switch (event->type) {
	case POP3_EVENT_GREETING:
	case POP3_EVENT_REPLY:
		touch_span(event->line);
		touch_span(event->u.reply.text);
		break;
	case POP3_EVENT_UNIQUE_ID:
		must(event->u.uid.msgno > 0);
		touch_span(event->u.uid.uid);
		break;
	case POP3_EVENT_CAPABILITY:
	case POP3_EVENT_LANGUAGE:
	case POP3_EVENT_MALFORMED:
	case POP3_EVENT_CHALLENGE:
		touch_span(event->u.line);
		break;
	case POP3_EVENT_DATA:
		must(event->u.data.length > 0);
		touch_span(event->u.data);
		break;
	default:
		break;
	}
}

static void check(struct run *run, const struct pop3_event *event)
{
	bool between = run->last == 0 || run->last == POP3_EVENT_GREETING ||
		       run->last == POP3_EVENT_COMPLETE;

	if (event->type == POP3_EVENT_GREETING) {
		must(run->last == 0);
		return;
	}
	must(event->tag == run->completed + 1);
	if (event->type == POP3_EVENT_REPLY ||
	    event->type == POP3_EVENT_CHALLENGE)
		must(between || run->last == POP3_EVENT_CHALLENGE);
	else
		must(!between && run->last != POP3_EVENT_CHALLENGE);
	if (event->type == POP3_EVENT_REPLY)
		run->data = 0;
	if (event->type == POP3_EVENT_DATA)
		run->data += event->u.data.length;
	if (event->type == POP3_EVENT_COMPLETE) {
		must(event->u.octets == run->data);
		run->completed++;
	}
}

static void check_failure(struct run *run)
{
	struct pop3_event event;
	void *space;
	const void *octets;
	enum pop3_status status = pop3_engine_error(run->engine)->status;

	must(status != POP3_OK);
	must(pop3_engine_error(run->engine)->text[0] != '\0');
	must(pop3_engine_state(run->engine) == POP3_STATE_FAILED);
	must(pop3_engine_next(run->engine, &event) == -1);
	must(pop3_engine_input(run->engine, &space) == 0);
	must(pop3_engine_output(run->engine, &octets) == 0);
	must(pop3_engine_wants(run->engine) == 0);
	must(pop3_engine_noop(run->engine, 0) == status);
}

/* Pulls all events; false when the engine has failed. */
static bool pull(struct run *run)
{
	struct pop3_event event;
	int got;

	while ((got = pop3_engine_next(run->engine, &event)) > 0) {
		touch_event(&event);
		check(run, &event);
		run->last = event.type;
		run->challenged = event.type == POP3_EVENT_CHALLENGE;
		run->halted = event.type == POP3_EVENT_START_TLS;
	}
	if (got < 0) {
		check_failure(run);
		return false;
	}
	if (pop3_engine_pending(run->engine) > 0 && !run->challenged)
		must(pop3_engine_wants(run->engine) != 0);
	return true;
}

static enum pop3_status submit(struct run *run, uint8_t which)
{
	struct pop3_engine *engine = run->engine;
	uintptr_t tag = run->submitted + 1;

	switch (which) {
	case 0:
		return pop3_engine_user(engine, "tester", tag);
	case 1:
		return pop3_engine_pass(engine, "geheim", tag);
	case 2:
		return pop3_engine_auth(engine, "PLAIN", NULL, tag);
	case 3:
		return pop3_engine_auth(engine, "PLAIN", "geheim==", tag);
	case 4:
		return pop3_engine_capa(engine, tag);
	case 5:
		return pop3_engine_stls(engine, tag);
	case 6:
		return pop3_engine_lang(engine, NULL, tag);
	case 7:
		return pop3_engine_stat(engine, tag);
	case 8:
		return pop3_engine_list(engine, tag);
	case 9:
		return pop3_engine_list_one(engine, 3, tag);
	case 10:
		return pop3_engine_uidl(engine, tag);
	case 11:
		return pop3_engine_uidl_one(engine, 3, tag);
	case 12:
		return pop3_engine_retr(engine, 3, tag);
	case 13:
		return pop3_engine_top(engine, 3, 0, tag);
	case 14:
		return pop3_engine_last(engine, tag);
	case 15:
		return pop3_engine_quit(engine, tag);
	default:
		return pop3_engine_noop(engine, tag);
	}
}

/* One step of the caller: an answer when one is due, else a command. */
static void act(struct run *run, uint8_t which)
{
	if (run->challenged) {
		if ((which & 1) != 0)
			pop3_engine_cancel(run->engine);
		else
			pop3_engine_respond(run->engine, "geheim==", 8);
		run->challenged = false;
	} else if (run->halted && (which & 1) != 0) {
		must(pop3_engine_tls_started(run->engine) == POP3_OK);
		run->halted = false;
	} else if (which >= 30) {
		pop3_engine_set_pipelining(
		    run->engine, (enum pop3_pipelining)(which - 29));
	} else if (submit(run, which) == POP3_OK) {
		run->submitted++;
		pop3_engine_expect(run->engine, (uint64_t)which << 58);
	}
}

static void send_some(struct run *run, size_t most)
{
	const void *octets;
	size_t n = pop3_engine_output(run->engine, &octets);

	touch(octets, n);
	pop3_engine_sent(run->engine, n < most ? n : most);
}

static size_t serve(struct run *run, const uint8_t *octets, size_t n)
{
	void *space;
	size_t room = pop3_engine_input(run->engine, &space);

	if (n > room)
		n = room;
	if (n > 0)
		memcpy(space, octets, n);
	pop3_engine_received(run->engine, n);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pop3_engine_options options = {.size = sizeof options,
	    .input_octets = POP3_INPUT_MIN,
	    .pipeline_commands = 3,
	    .trace = trace};
	struct run run = {0};
	size_t at = 0;
	bool goes_on = true;

	if (pop3_engine_new(&options, &run.engine) != POP3_OK)
		return 0;
	while (goes_on && at < size) {
		uint8_t what = data[at++];

		if (what < 0x20) {
			act(&run, what);
			send_some(&run, what % 4 == 0 ? 3 : SIZE_MAX);
			continue;
		}
		if (what - 0x1F > (int)(size - at))
			what = (uint8_t)(size - at + 0x1F);
		at += serve(&run, data + at, (size_t)(what - 0x1F));
		goes_on = (what & 1) != 0 || pull(&run);
	}
	if (goes_on && pull(&run)) {
		pop3_engine_received_eof(run.engine);
		pull(&run);
	}
	pop3_engine_free(run.engine);
	return 0;
}
