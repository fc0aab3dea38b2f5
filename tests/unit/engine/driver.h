/*
 * driver.h - a driver without a transport: the test is the server.
 */
#ifndef TESTS_ENGINE_DRIVER_H
#define TESTS_ENGINE_DRIVER_H

#include <criterion/criterion.h>
#include <string.h>

#include <pop3/engine.h>

static inline struct pop3_engine *engine_new(
    const struct pop3_engine_options *options)
{
	struct pop3_engine *engine = NULL;

	cr_assert_eq(pop3_engine_new(options, &engine), POP3_OK);
	return engine;
}

/* The server sends octets, and nobody pulls. */
static inline void server_sends(
    struct pop3_engine *engine, const void *octets, size_t length)
{
	void *space = NULL;
	size_t room = pop3_engine_input(engine, &space);

	cr_assert_geq(room, length, "no room for what the server sends");
	memcpy(space, octets, length);
	pop3_engine_received(engine, length);
}

static inline void server_says(struct pop3_engine *engine, const char *text)
{
	server_sends(engine, text, strlen(text));
}

/* Fills the input space with octets until no more fit. */
static inline void server_fills(struct pop3_engine *engine)
{
	void *space;
	size_t room = pop3_engine_input(engine, &space);

	memset(space, 'x', room);
	pop3_engine_received(engine, room);
}

/* Pulls one event, which must be there. */
static inline struct pop3_event pulled(struct pop3_engine *engine)
{
	struct pop3_event event = {0};
	int got = pop3_engine_next(engine, &event);

	cr_assert_eq(
	    got, 1, "no event: %d %s", got, pop3_engine_error(engine)->text);
	return event;
}

static inline struct pop3_event expected(
    struct pop3_engine *engine, enum pop3_event_type type)
{
	struct pop3_event event = pulled(engine);

	cr_assert_eq(event.type, type, "event %d instead of %d",
	    (int)event.type, (int)type);
	return event;
}

static inline void starved(struct pop3_engine *engine)
{
	struct pop3_event event;
	int got = pop3_engine_next(engine, &event);

	cr_assert_eq(got, 0, "%d %s", got, pop3_engine_error(engine)->text);
}

static inline void fails(struct pop3_engine *engine, enum pop3_status status)
{
	struct pop3_event event;

	cr_assert_eq(pop3_engine_next(engine, &event), -1);
	cr_assert_eq(pop3_engine_error(engine)->status, status, "%d: %s",
	    (int)pop3_engine_error(engine)->status,
	    pop3_engine_error(engine)->text);
}

/* All that the engine sends now, as text; lives until the next call. */
static inline const char *sent(struct pop3_engine *engine)
{
	static char text[POP3_RESPONSE_MAX * 2];
	size_t used = 0, n;
	const void *octets;

	while ((n = pop3_engine_output(engine, &octets)) > 0) {
		cr_assert_lt(used + n, sizeof text);
		memcpy(text + used, octets, n);
		used += n;
		pop3_engine_sent(engine, n);
	}
	text[used] = '\0';
	return text;
}

/* Whether a span holds exactly this text. */
static inline bool is(struct pop3_span span, const char *text)
{
	return span.length == strlen(text) &&
	       memcmp(span.octets, text, span.length) == 0;
}

/* An engine whose greeting has been pulled. */
static inline struct pop3_engine *greeted(
    const struct pop3_engine_options *options)
{
	struct pop3_engine *engine = engine_new(options);

	server_says(engine, "+OK POP3 Ready <9.1795393482@vm>\r\n");
	expected(engine, POP3_EVENT_GREETING);
	return engine;
}

/* The answer to the oldest command, whose line the server has seen. */
static inline void answered(struct pop3_engine *engine, const char *line)
{
	sent(engine);
	server_says(engine, line);
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
}

/* An engine in the TRANSACTION state. */
static inline struct pop3_engine *logged_in(
    const struct pop3_engine_options *options)
{
	struct pop3_engine *engine = greeted(options);

	cr_assert_eq(pop3_engine_user(engine, "tester", 0), POP3_OK);
	answered(engine, "+OK\r\n");
	cr_assert_eq(pop3_engine_pass(engine, "secret", 0), POP3_OK);
	answered(engine, "+OK Logged in.\r\n");
	return engine;
}

#endif
