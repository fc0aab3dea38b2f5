#include <signal.h>

#include "driver.h"

static bool error_holds(const struct pop3_engine *engine, const char *text)
{
	return strstr(pop3_engine_error(engine)->text, text) != NULL;
}

/* ---- The end of the connection ----------------------------------------- */

static void closes_with(
    struct pop3_engine *engine, enum pop3_response_code code, const char *where)
{
	pop3_engine_received_eof(engine);
	fails(engine, POP3_E_CLOSED);
	cr_assert_str_eq(pop3_engine_error(engine)->text, where);
	cr_assert_eq(pop3_engine_error(engine)->code, code);
	cr_assert_eq(pop3_engine_wants(engine), 0);
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_FAILED);
	pop3_engine_free(engine);
}

static void closes(struct pop3_engine *engine, const char *where)
{
	closes_with(engine, POP3_CODE_NONE, where);
}

Test(closed, before_the_greeting)
{
	struct pop3_engine *engine = engine_new(NULL);

	server_says(engine, "+OK read");
	closes(engine, "connection closed before the greeting");
}

Test(closed, while_idle)
{
	closes(logged_in(NULL), "connection closed by the server");
}

Test(closed, before_an_answer)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_dele(engine, 3, 0);
	sent(engine);
	closes(engine, "connection closed before the answer to 'DELE 3'");
}

Test(closed, before_the_answer_to_quit)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_quit(engine, 0);
	sent(engine);
	server_says(engine, "+OK");
	starved(engine);
	closes(engine, "connection closed before the answer to 'QUIT'");
}

Test(closed, inside_a_message)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_retr(engine, 3, 0);
	sent(engine);
	server_says(engine, "+OK\r\na\r\n.\r");
	expected(engine, POP3_EVENT_REPLY);
	pop3_engine_received_eof(engine);
	expected(engine, POP3_EVENT_DATA);
	closes(engine, "connection closed inside message 3");
}

Test(closed, inside_a_listing)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_list(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n1 2\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_SCAN);
	closes(engine, "connection closed inside the answer to 'LIST'");
}

Test(closed, the_reason_is_told_without_its_line_end)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_dele(engine, 3, 0);
	sent(engine);
	server_says(engine, "-ERR no time");
	closes(engine, "the server ended the session: '-ERR no time'");
	engine = engine_new(NULL);
	server_says(engine, "-ERR [SYS/TEMP] full");
	closes_with(engine, POP3_CODE_SYS_TEMP,
	    "the server ended the session: '-ERR [SYS/TEMP] full'");
}

Test(closed, the_refusal_in_front_is_told)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_capa(engine, 0);
	pop3_engine_stat(engine, 0);
	sent(engine);
	server_says(engine, "-ERR [SYS/TEMP] no\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	closes_with(engine, POP3_CODE_SYS_TEMP,
	    "connection closed before the answer to 'STAT', after "
	    "'-ERR [SYS/TEMP] no'");
}

Test(closed, a_refusal_before_the_last_answer_is_not)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_dele(engine, 1, 0);
	sent(engine);
	server_says(engine, "-ERR [SYS/TEMP] no\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_noop(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	closes(engine, "connection closed by the server");
}

Test(closed, half_an_indicator_is_no_reason)
{
	struct pop3_engine *engine = engine_new(NULL);

	server_says(engine, "-ERR");
	closes(engine, "connection closed before the greeting");
}

Test(closed, what_looks_like_a_reason_inside_a_listing_is_none)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_list(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n-ERR no");
	expected(engine, POP3_EVENT_REPLY);
	closes(engine, "connection closed inside the answer to 'LIST'");
}

Test(closed, octets_before_the_end_are_still_read)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_noop(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	pop3_engine_received_eof(engine);
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	fails(engine, POP3_E_CLOSED);
	pop3_engine_free(engine);
}

/* ---- Octets that nobody asked for --------------------------------------- */

Test(unasked, line_while_idle)
{
	struct pop3_engine *engine = logged_in(NULL);

	server_says(engine, "+OK anybody there?\r\n");
	fails(engine, POP3_E_PROTOCOL);
	cr_assert(error_holds(engine, "'+OK anybody there?'"));
	pop3_engine_free(engine);
}

/* However much of it has come. */
Test(unasked, farewell_of_an_idle_server_is_closed)
{
	static const char line[] = "-ERR idle too long\r\n";

	for (size_t length = 1; length < sizeof line; length++) {
		struct pop3_engine *engine = logged_in(NULL);

		server_sends(engine, line, length);
		fails(engine, POP3_E_CLOSED);
		cr_assert(
		    error_holds(engine, "the server ended the session: '-"));
		pop3_engine_free(engine);
	}
}

Test(unasked, farewell_is_told_in_its_words)
{
	struct pop3_engine *engine = logged_in(NULL);

	server_says(engine, "-ERR idle too\033long\r\n");
	fails(engine, POP3_E_CLOSED);
	cr_assert(error_holds(engine, "'-ERR idle too?long'"));
	pop3_engine_free(engine);
}

Test(unasked, farewell_is_one_line_however_it_ends)
{
	struct pop3_engine *engine = logged_in(NULL);

	server_says(engine, "-ERR idle too long\nand more\n");
	fails(engine, POP3_E_CLOSED);
	cr_assert(error_holds(engine, "'-ERR idle too long'"));
	pop3_engine_free(engine);
}

Test(unasked, what_only_looks_like_a_farewell_is_none)
{
	static const char *const lines[] = {"-EXPIRED\r\n", "-ERRATIC\r\n"};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		struct pop3_engine *engine = logged_in(NULL);

		server_says(engine, lines[i]);
		fails(engine, POP3_E_PROTOCOL);
		pop3_engine_free(engine);
	}
}

Test(unasked, reply_behind_the_last_answer)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_noop(engine, 0);
	answered(engine, "+OK\r\n+OK\r\n");
	fails(engine, POP3_E_PROTOCOL);
	pop3_engine_free(engine);
}

Test(unasked, reply_that_came_before_its_command)
{
	struct pop3_engine *engine = engine_new(NULL);
	const void *octets;

	server_says(engine, "+OK ready\r\n+OK forged\r\n");
	expected(engine, POP3_EVENT_GREETING);
	pop3_engine_stls(engine, 0);
	pop3_engine_wants(engine);
	cr_assert_eq(pop3_engine_output(engine, &octets), 0);
	fails(engine, POP3_E_PROTOCOL);
	pop3_engine_free(engine);
}

Test(unasked, answer_to_a_command_that_waits)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	answered(engine, "+OK\r\n+OK\r\n");
	cr_assert_str_eq(sent(engine), "");
	fails(engine, POP3_E_PROTOCOL);
	pop3_engine_free(engine);
}

/* ---- Lines that are none ------------------------------------------------ */

Test(failure, greeting_of_another_protocol)
{
	struct pop3_engine *engine = engine_new(NULL);

	server_says(engine, "220 mail.example.org ESMTP\x07\r\n");
	fails(engine, POP3_E_PROTOCOL);
	cr_assert_str_eq(pop3_engine_error(engine)->text,
	    "the greeting has no status indicator: "
	    "'220 mail.example.org ESMTP?'");
	pop3_engine_free(engine);
}

Test(failure, answer_without_status_indicator)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_retr(engine, 2, 0);
	sent(engine);
	server_says(engine, "Return-Path: <sender@example.com>\r\n");
	fails(engine, POP3_E_PROTOCOL);
	cr_assert_str_eq(pop3_engine_error(engine)->text,
	    "the answer to 'RETR 2' has no status indicator: "
	    "'Return-Path: <sender@example.com>'");
	pop3_engine_free(engine);
}

Test(failure, challenge_to_another_command_is_none)
{
	struct pop3_engine *engine = greeted(NULL);

	pop3_engine_user(engine, "tester", 0);
	sent(engine);
	server_says(engine, "+ \r\n");
	fails(engine, POP3_E_PROTOCOL);
	pop3_engine_free(engine);
}

Test(limit, endless_greeting)
{
	struct pop3_engine *engine = engine_new(NULL);

	server_says(engine, "+OK ");
	server_fills(engine);
	fails(engine, POP3_E_LIMIT);
	pop3_engine_free(engine);
}

Test(limit, endless_listing_line)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_uidl(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n1 ");
	expected(engine, POP3_EVENT_REPLY);
	server_fills(engine);
	starved(engine);
	server_fills(engine);
	fails(engine, POP3_E_LIMIT);
	cr_assert(error_holds(engine, "'UIDL'"));
	pop3_engine_free(engine);
}

Test(limit, line_as_long_as_the_space_is_read)
{
	struct pop3_engine_options options = {
	    .size = sizeof options, .input_octets = POP3_INPUT_MIN};
	char line[POP3_INPUT_MIN];
	struct pop3_engine *engine = logged_in(&options);

	memset(line, 'x', sizeof line);
	memcpy(line, "+OK ", 4);
	memcpy(line + sizeof line - 2, "\r\n", 2);
	pop3_engine_noop(engine, 0);
	sent(engine);
	server_sends(engine, line, sizeof line);
	cr_assert_eq(expected(engine, POP3_EVENT_REPLY).u.reply.text.length,
	    sizeof line - 6);
	pop3_engine_free(engine);
}

/* ---- A driver that miscounts --------------------------------------------- */

Test(driver, that_receives_more_than_fits_is_stopped, .signal = SIGABRT)
{
	struct pop3_engine *engine = greeted(NULL);
	void *space;

	pop3_engine_received(engine, pop3_engine_input(engine, &space) + 1);
}

Test(driver, that_sends_more_than_was_shown_is_stopped, .signal = SIGABRT)
{
	struct pop3_engine *engine = greeted(NULL);
	const void *octets;

	pop3_engine_noop(engine, 0);
	pop3_engine_sent(engine, pop3_engine_output(engine, &octets) + 1);
}
