#include <criterion/criterion.h>
#include <string.h>

#include <pop3/engine.h>

#include "tests/unit/base/allocator.h"

#if ALLOCATOR_REPLACED

static long frees;

static void count_free(const void *old)
{
	(void)old;
	frees++;
}

static enum pop3_status exchange(struct pop3_engine *engine)
{
	static char token[50000];
	struct pop3_event event;
	enum pop3_status status;
	const void *octets;
	void *space;

	if (pop3_engine_input(engine, &space) < 14)
		return POP3_E_MISUSE;
	memcpy(space, "+OK\r\n", 5);
	pop3_engine_received(engine, 5);
	pop3_engine_next(engine, &event);
	status = pop3_engine_auth(engine, "XOAUTH2", NULL, 0);
	if (status != POP3_OK)
		return status;
	pop3_engine_sent(engine, pop3_engine_output(engine, &octets));
	pop3_engine_input(engine, &space);
	memcpy(space, "+ \r\n", 4);
	pop3_engine_received(engine, 4);
	pop3_engine_next(engine, &event);
	memset(token, 't', sizeof token);
	return pop3_engine_respond(engine, token, sizeof token);
}

/* All that can allocate: the engine, its ring, its lines, a response. */
static enum pop3_status run(void)
{
	struct pop3_engine *engine = NULL;
	enum pop3_status status = pop3_engine_new(NULL, &engine);

	if (status == POP3_OK)
		status = exchange(engine);
	for (int i = 0; i < 40 && status == POP3_OK; i++)
		status = pop3_engine_retr(engine, 1, 0);
	pop3_engine_free(engine);
	return status;
}

Test(memory, every_allocation_may_fail_once)
{
	enum pop3_status status = POP3_E_NO_MEMORY;
	long n;

	for (n = 0; status != POP3_OK; n++) {
		bool failed;
		long freed;

		frees = 0;
		before_free = count_free;
		fail_after(n);
		status = run();
		failed = fail_no_more();
		before_free = NULL;
		freed = frees;
		if (!failed)
			break;
		cr_assert_eq(
		    status, POP3_E_NO_MEMORY, "%d at %ld", (int)status, n);
		cr_assert_eq(freed, n, "%ld allocated, %ld freed", n, freed);
	}
	cr_assert_eq(status, POP3_OK);
	cr_assert_gt(n, 6);
}

static const char *secret;
static bool secret_seen;

static bool holds_secret(const char *octets, size_t length)
{
	size_t n = strlen(secret);

	for (size_t i = 0; i + n <= length; i++)
		if (memcmp(octets + i, secret, n) == 0)
			return true;
	return false;
}

/* The least that any of the engine's blocks has. */
static void look_at_block(const void *old)
{
	if (holds_secret(old, 24))
		secret_seen = true;
}

Test(memory, password_is_wiped_once_it_is_sent)
{
	struct pop3_engine *engine = NULL;
	struct pop3_event event;
	const void *octets;
	const char *line;
	void *space;
	size_t n;

	secret = "geheim";
	cr_assert_eq(pop3_engine_new(NULL, &engine), POP3_OK);
	pop3_engine_input(engine, &space);
	memcpy(space, "+OK\r\n", 5);
	pop3_engine_received(engine, 5);
	cr_assert_eq(pop3_engine_next(engine, &event), 1);
	cr_assert_eq(pop3_engine_pass(engine, secret, 0), POP3_OK);
	n = pop3_engine_output(engine, &octets);
	line = octets;
	cr_assert(holds_secret(line, n));
	pop3_engine_sent(engine, n);
	cr_assert_not(holds_secret(line, n));
	before_free = look_at_block;
	pop3_engine_free(engine);
	before_free = NULL;
	cr_assert_not(secret_seen);
}

Test(memory, password_that_was_never_sent_is_wiped_too)
{
	struct pop3_engine *engine = NULL;

	secret = "geheim";
	cr_assert_eq(pop3_engine_new(NULL, &engine), POP3_OK);
	cr_assert_eq(pop3_engine_pass(engine, secret, 0), POP3_OK);
	before_free = look_at_block;
	pop3_engine_free(engine);
	before_free = NULL;
	cr_assert_not(secret_seen);
}

#else

Test(memory, needs_an_allocator_of_its_own)
{
	cr_skip_test("the sanitizer has one already");
}

#endif
