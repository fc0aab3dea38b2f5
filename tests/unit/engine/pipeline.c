#include "driver.h"

static struct pop3_engine_options options = {.size = sizeof options};

/* An engine in TRANSACTION whose window is open. */
static struct pop3_engine *open_window(uint32_t commands, uint64_t octets)
{
	options.pipeline_commands = commands;
	options.pipeline_octets = octets;
	options.pipelining = POP3_PIPELINING_ON;
	return logged_in(&options);
}

static void ask_capa(struct pop3_engine *engine, const char *line)
{
	cr_assert_eq(pop3_engine_capa(engine, 0), POP3_OK);
	sent(engine);
	server_says(engine, "+OK\r\n");
	server_says(engine, line);
	server_says(engine, ".\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_CAPABILITY);
	expected(engine, POP3_EVENT_COMPLETE);
}

Test(pipeline, window_is_one_while_pipelining_is_unknown)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
	answered(engine, "+OK\r\n");
	cr_assert_str_eq(sent(engine), "RSET\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, capa_opens_the_window)
{
	struct pop3_engine *engine = logged_in(NULL);

	ask_capa(engine, "PIPELINING\r\n");
	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\nRSET\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, similar_capability_does_not_open_it)
{
	struct pop3_engine *engine = logged_in(NULL);

	ask_capa(engine, "PIPELINE\r\n");
	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, login_forgets_that_it_was_announced)
{
	struct pop3_engine *engine = greeted(NULL);

	ask_capa(engine, "PIPELINING\r\n");
	pop3_engine_pass(engine, "secret", 0);
	answered(engine, "+OK\r\n");
	cr_assert_null(pop3_engine_capabilities(engine));
	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, on_is_for_after_login_only)
{
	struct pop3_engine *engine;

	options.pipelining = POP3_PIPELINING_ON;
	engine = greeted(&options);
	pop3_engine_user(engine, "tester", 0);
	pop3_engine_pass(engine, "secret", 0);
	cr_assert_str_eq(sent(engine), "USER tester\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, off_is_one_whatever_was_announced)
{
	struct pop3_engine *engine = logged_in(NULL);

	ask_capa(engine, "PIPELINING\r\n");
	pop3_engine_set_pipelining(engine, POP3_PIPELINING_OFF);
	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, window_in_commands)
{
	struct pop3_engine *engine = open_window(2, 0);

	for (uint32_t i = 1; i <= 4; i++)
		pop3_engine_dele(engine, i, i);
	cr_assert_str_eq(sent(engine), "DELE 1\r\nDELE 2\r\n");
	cr_assert_eq(pop3_engine_pending(engine), 4);
	answered(engine, "+OK\r\n");
	cr_assert_str_eq(sent(engine), "DELE 3\r\n");
	cr_assert_eq(pop3_engine_pending(engine), 3);
	pop3_engine_free(engine);
}

static void retr(struct pop3_engine *engine, uint32_t msgno, uint64_t octets)
{
	cr_assert_eq(pop3_engine_retr(engine, msgno, 0), POP3_OK);
	pop3_engine_expect(engine, octets);
}

Test(pipeline, window_in_octets)
{
	struct pop3_engine *engine = open_window(10, 1000);

	retr(engine, 1, 600);
	retr(engine, 2, 400);
	retr(engine, 3, 1);
	cr_assert_str_eq(sent(engine), "RETR 1\r\nRETR 2\r\n");
	answered(engine, "-ERR no\r\n");
	cr_assert_str_eq(sent(engine), "RETR 3\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, window_in_octets_may_change)
{
	struct pop3_engine *engine = open_window(10, 1000);

	retr(engine, 1, 1000);
	retr(engine, 2, 1000);
	retr(engine, 3, 400);
	retr(engine, 4, 1);
	cr_assert_str_eq(sent(engine), "RETR 1\r\n");
	pop3_engine_set_pipeline_octets(engine, 2000);
	cr_assert_str_eq(sent(engine), "RETR 2\r\n");
	/* What is out stays out. */
	pop3_engine_set_pipeline_octets(engine, 400);
	answered(engine, "-ERR no\r\n");
	cr_assert_str_eq(sent(engine), "");
	answered(engine, "-ERR no\r\n");
	cr_assert_str_eq(sent(engine), "RETR 3\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, one_message_larger_than_the_window_goes_alone)
{
	struct pop3_engine *engine = open_window(10, 1000);

	retr(engine, 1, UINT64_MAX);
	retr(engine, 2, UINT64_MAX);
	cr_assert_str_eq(sent(engine), "RETR 1\r\n");
	answered(engine, "-ERR no\r\n");
	cr_assert_str_eq(sent(engine), "RETR 2\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, unknown_octets_count_nothing)
{
	struct pop3_engine *engine = open_window(10, 1);

	retr(engine, 1, 0);
	retr(engine, 2, 0);
	retr(engine, 3, 1);
	retr(engine, 4, 1);
	cr_assert_str_eq(sent(engine), "RETR 1\r\nRETR 2\r\nRETR 3\r\n");
	pop3_engine_free(engine);
}

static void nothing_goes_behind(struct pop3_engine *engine, const char *line)
{
	cr_assert_eq(pop3_engine_noop(engine, 0), POP3_OK);
	cr_assert_str_eq(sent(engine), line);
	cr_assert_eq(pop3_engine_pending(engine), 2);
	pop3_engine_free(engine);
}

static struct pop3_engine *announced(void)
{
	struct pop3_engine *engine = greeted(NULL);

	ask_capa(engine, "PIPELINING\r\n");
	return engine;
}

Test(pipeline, nothing_goes_behind_a_login_step)
{
	struct pop3_engine *engine = announced();

	pop3_engine_pass(engine, "secret", 0);
	nothing_goes_behind(engine, "PASS secret\r\n");
	engine = announced();
	pop3_engine_apop(engine, "a", "c4c9334bac560ecc979e58001b3e22fb", 0);
	nothing_goes_behind(
	    engine, "APOP a c4c9334bac560ecc979e58001b3e22fb\r\n");
	engine = announced();
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	nothing_goes_behind(engine, "AUTH PLAIN\r\n");
}

Test(pipeline, nothing_goes_behind_stls)
{
	struct pop3_engine *engine = announced();

	pop3_engine_stls(engine, 0);
	nothing_goes_behind(engine, "STLS\r\n");
}

Test(pipeline, user_and_pass_go_together_when_announced)
{
	struct pop3_engine *engine = announced();

	pop3_engine_user(engine, "tester", 0);
	pop3_engine_pass(engine, "secret", 0);
	pop3_engine_stat(engine, 0);
	cr_assert_str_eq(sent(engine), "USER tester\r\nPASS secret\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, quit_goes_behind_others)
{
	struct pop3_engine *engine = open_window(10, 0);

	pop3_engine_dele(engine, 1, 0);
	pop3_engine_quit(engine, 0);
	cr_assert_str_eq(sent(engine), "DELE 1\r\nQUIT\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, full_ring_says_so_and_takes_more_after_a_complete)
{
	struct pop3_engine *engine = open_window(20, 0);

	for (int i = 0; i < 20; i++)
		cr_assert_eq(pop3_engine_noop(engine, 0), POP3_OK);
	cr_assert_eq(pop3_engine_noop(engine, 0), POP3_E_FULL);
	cr_assert_eq(pop3_engine_pending(engine), 20);
	answered(engine, "+OK\r\n");
	cr_assert_eq(pop3_engine_noop(engine, 0), POP3_OK);
	cr_assert_eq(pop3_engine_noop(engine, 0), POP3_E_FULL);
	pop3_engine_free(engine);
}

Test(pipeline, window_of_one_still_has_a_ring)
{
	struct pop3_engine *engine = open_window(1, 0);

	for (int i = 0; i < 16; i++)
		cr_assert_eq(pop3_engine_noop(engine, 0), POP3_OK);
	cr_assert_eq(pop3_engine_noop(engine, 0), POP3_E_FULL);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, order_is_kept_around_the_ring)
{
	struct pop3_engine *engine = open_window(10, 0);
	uintptr_t submitted = 0, completed = 0;

	while (completed < 100) {
		for (int i = 0; i < 7; i++, submitted++)
			cr_assert_eq(
			    pop3_engine_noop(engine, submitted), POP3_OK);
		sent(engine);
		for (int i = 0; i < 7; i++, completed++) {
			server_says(engine, "+OK\r\n");
			cr_assert_eq(
			    expected(engine, POP3_EVENT_REPLY).tag, completed);
			cr_assert_eq(expected(engine, POP3_EVENT_COMPLETE).tag,
			    completed);
			sent(engine);
		}
	}
	pop3_engine_free(engine);
}

Test(pipeline, order_is_kept_where_the_ring_grows)
{
	struct pop3_engine *engine = open_window(20, 0);

	pop3_engine_noop(engine, 0);
	answered(engine, "+OK\r\n");
	for (uint32_t i = 1; i <= 20; i++)
		cr_assert_eq(pop3_engine_dele(engine, i, i), POP3_OK);
	sent(engine);
	for (uint32_t i = 1; i <= 20; i++) {
		server_says(engine, "+OK\r\n");
		cr_assert_eq(expected(engine, POP3_EVENT_REPLY).tag, i);
		cr_assert_eq(expected(engine, POP3_EVENT_COMPLETE).tag, i);
	}
	pop3_engine_free(engine);
}

Test(pipeline, reading_is_wanted_while_output_is_stuck)
{
	struct pop3_engine *engine = open_window(100, 0);
	const void *octets;
	size_t n;

	for (uint32_t i = 1; i <= 50; i++)
		retr(engine, i, 0);
	n = pop3_engine_output(engine, &octets);
	pop3_engine_sent(engine, strlen("RETR 1\r\nRETR"));
	for (uint32_t i = 0; i < 3; i++) {
		cr_assert_eq(pop3_engine_wants(engine),
		    POP3_WANTS_READ | POP3_WANTS_WRITE);
		if (i == 0)
			server_says(engine, "+OK\r\nx\r\n");
	}
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_DATA);
	cr_assert_eq(
	    pop3_engine_output(engine, &octets), n - strlen("RETR 1\r\nRETR"));
	cr_assert_arr_eq(octets, " 2\r\n", 4);
	pop3_engine_free(engine);
}

Test(pipeline, what_is_expected_is_what_is_still_to_come)
{
	struct pop3_engine *engine = open_window(10, 1000);

	cr_assert_eq(pop3_engine_expected(engine), 0);
	retr(engine, 1, 600);
	retr(engine, 2, 400);
	retr(engine, 3, 200);
	/* Neither what is not let out, */
	cr_assert_str_eq(sent(engine), "RETR 1\r\nRETR 2\r\n");
	cr_assert_eq(pop3_engine_expected(engine), 1000);
	/* nor what has come. */
	server_says(engine, "+OK\r\n12345678\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_DATA);
	cr_assert_eq(pop3_engine_expected(engine), 990);
	server_says(engine, ".\r\n");
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_str_eq(sent(engine), "RETR 3\r\n");
	cr_assert_eq(pop3_engine_expected(engine), 600);
	pop3_engine_free(engine);
}

Test(pipeline, message_that_is_longer_than_expected_leaves_the_rest)
{
	struct pop3_engine *engine = open_window(10, 1000);

	retr(engine, 1, 5);
	retr(engine, 2, 400);
	cr_assert_str_eq(sent(engine), "RETR 1\r\nRETR 2\r\n");
	server_says(engine, "+OK\r\n12345678\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_DATA);
	cr_assert_eq(pop3_engine_expected(engine), 400);
	pop3_engine_free(engine);
}

Test(pipeline, options_out_of_range_are_misuse)
{
	struct pop3_engine *engine = NULL;
	struct pop3_engine_options bad = {.size = sizeof bad};

	bad.input_octets = POP3_INPUT_MIN - 1;
	cr_assert_eq(pop3_engine_new(&bad, &engine), POP3_E_MISUSE);
	bad.input_octets = 0;
	bad.pipeline_commands = POP3_PIPELINE_MAX + 1;
	cr_assert_eq(pop3_engine_new(&bad, &engine), POP3_E_MISUSE);
	bad.pipeline_commands = 0;
	bad.pipelining = (enum pop3_pipelining)7;
	cr_assert_eq(pop3_engine_new(&bad, &engine), POP3_E_MISUSE);
	bad.pipelining = POP3_PIPELINING_AUTO;
	bad.size = 0;
	cr_assert_eq(pop3_engine_new(&bad, &engine), POP3_E_MISUSE);
	/* What a newer caller asks for is not passed over. */
	bad.size = sizeof bad + 8;
	cr_assert_eq(pop3_engine_new(&bad, &engine), POP3_E_MISUSE);
	cr_assert_null(engine);
	bad.size = sizeof bad;
	cr_assert_eq(pop3_engine_new(&bad, &engine), POP3_OK);
	pop3_engine_free(engine);
	pop3_engine_free(NULL);
}

Test(pipeline, what_waits_can_be_taken_back)
{
	struct pop3_engine *engine = open_window(2, 0);

	for (uint32_t i = 1; i <= 5; i++)
		pop3_engine_retr(engine, i, i);
	cr_assert_str_eq(sent(engine), "RETR 1\r\nRETR 2\r\n");
	cr_assert_eq(pop3_engine_withdraw(engine), 3);
	cr_assert_eq(pop3_engine_withdraw(engine), 0);
	answered(engine, "+OK\r\n.\r\n");
	answered(engine, "+OK\r\n.\r\n");
	cr_assert_str_eq(sent(engine), "");
	pop3_engine_noop(engine, 0);
	pop3_engine_quit(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\nQUIT\r\n");
	answered(engine, "+OK\r\n");
	answered(engine, "+OK\r\n");
	pop3_engine_free(engine);
}

Test(pipeline, quit_that_was_taken_back_can_be_submitted_again)
{
	struct pop3_engine *engine = open_window(1, 0);

	pop3_engine_noop(engine, 0);
	pop3_engine_quit(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
	cr_assert_eq(pop3_engine_withdraw(engine), 1);
	answered(engine, "+OK\r\n");
	cr_assert_eq(pop3_engine_quit(engine, 0), POP3_OK);
	cr_assert_str_eq(sent(engine), "QUIT\r\n");
	pop3_engine_free(engine);
}
