#include <stdlib.h>

#include "driver.h"

static struct pop3_engine *engine;

static void setup(void)
{
	engine = greeted(NULL);
}

static void teardown(void)
{
	pop3_engine_free(engine);
}

/* The server challenges. */
static void challenge(const char *line, const char *base64)
{
	server_says(engine, line);
	cr_assert(is(expected(engine, POP3_EVENT_CHALLENGE).u.line, base64));
}

TestSuite(sasl, .init = setup, .fini = teardown);

Test(sasl, exchange_of_two_steps)
{
	pop3_engine_auth(engine, "LOGIN", NULL, 9);
	sent(engine);
	challenge("+ VXNlcm5hbWU6\r\n", "VXNlcm5hbWU6");
	cr_assert_eq(pop3_engine_respond(engine, "dGVzdGVy", 8), POP3_OK);
	cr_assert_str_eq(sent(engine), "dGVzdGVy\r\n");
	challenge("+ UGFzc3dvcmQ6\r\n", "UGFzc3dvcmQ6");
	cr_assert_eq(pop3_engine_respond(engine, NULL, 0), POP3_OK);
	cr_assert_str_eq(sent(engine), "\r\n");
	server_says(engine, "+OK Logged in.\r\n");
	cr_assert_eq(expected(engine, POP3_EVENT_REPLY).tag, 9);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_TRANSACTION);
}

Test(sasl, challenge_waits_for_the_caller)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	sent(engine);
	challenge("+ \r\n", "");
	starved(engine);
	cr_assert_eq(pop3_engine_wants(engine), 0);
	pop3_engine_respond(engine, "AA==", 4);
	cr_assert_eq(
	    pop3_engine_wants(engine), POP3_WANTS_READ | POP3_WANTS_WRITE);
}

Test(sasl, cancel_sends_a_star)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	sent(engine);
	challenge("+\r\n", "");
	cr_assert_eq(pop3_engine_cancel(engine), POP3_OK);
	cr_assert_str_eq(sent(engine), "*\r\n");
	server_says(engine, "-ERR Authentication aborted by client.\r\n");
	cr_assert_not(expected(engine, POP3_EVENT_REPLY).u.reply.ok);
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_AUTHORIZATION);
}

Test(sasl, respond_without_challenge_is_misuse)
{
	cr_assert_eq(pop3_engine_respond(engine, "AA==", 4), POP3_E_MISUSE);
	cr_assert_eq(pop3_engine_cancel(engine), POP3_E_MISUSE);
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	sent(engine);
	challenge("+ \r\n", "");
	cr_assert_eq(pop3_engine_respond(engine, "AA==", 4), POP3_OK);
	cr_assert_eq(pop3_engine_respond(engine, "AA==", 4), POP3_E_MISUSE);
}

Test(sasl, response_that_breaks_out_of_its_line_is_misuse)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	sent(engine);
	challenge("+ \r\n", "");
	cr_assert_eq(pop3_engine_respond(engine, "A\r\n", 3), POP3_E_MISUSE);
	cr_assert_eq(pop3_engine_respond(engine, "A\nB", 3), POP3_E_MISUSE);
	cr_assert_eq(pop3_engine_respond(engine, "A\0B", 3), POP3_E_MISUSE);
	cr_assert_eq(pop3_engine_respond(engine, "AA==", 4), POP3_OK);
}

Test(sasl, response_may_be_as_long_as_a_token)
{
	char *token = malloc(POP3_RESPONSE_MAX + 1);

	memset(token, 't', POP3_RESPONSE_MAX + 1);
	pop3_engine_auth(engine, "XOAUTH2", NULL, 0);
	sent(engine);
	challenge("+ \r\n", "");
	cr_assert_eq(pop3_engine_respond(engine, token, POP3_RESPONSE_MAX + 1),
	    POP3_E_MISUSE);
	cr_assert_eq(
	    pop3_engine_respond(engine, token, POP3_RESPONSE_MAX), POP3_OK);
	cr_assert_eq(strlen(sent(engine)), POP3_RESPONSE_MAX + 2);
	free(token);
}

Test(sasl, nothing_goes_out_between_two_steps)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	pop3_engine_stat(engine, 0);
	cr_assert_str_eq(sent(engine), "AUTH PLAIN\r\n");
	challenge("+ \r\n", "");
	cr_assert_str_eq(sent(engine), "");
	pop3_engine_respond(engine, "AA==", 4);
	cr_assert_str_eq(sent(engine), "AA==\r\n");
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_str_eq(sent(engine), "STAT\r\n");
}

/* A server refuses a long token at its first octets. */
Test(sasl, nothing_goes_out_inside_a_response_that_is_answered_early)
{
	const void *octets;

	pop3_engine_auth(engine, "XOAUTH2", NULL, 0);
	pop3_engine_quit(engine, 0);
	sent(engine);
	challenge("+ \r\n", "");
	pop3_engine_respond(engine, "dG9rZW4=", 8);
	cr_assert_eq(pop3_engine_output(engine, &octets), 10);
	pop3_engine_sent(engine, 2);
	server_says(engine, "-ERR too long\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_str_eq(sent(engine), "9rZW4=\r\nQUIT\r\n");
}

/* Writing may be told of once it is done, and the answer be there by then. */
Test(sasl, response_is_sent_once_where_its_answer_is_pulled_before)
{
	const void *octets;
	size_t length;

	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	pop3_engine_noop(engine, 0);
	sent(engine);
	challenge("+ \r\n", "");
	pop3_engine_respond(engine, "AA==", 4);
	length = pop3_engine_output(engine, &octets);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_wants(engine);
	pop3_engine_sent(engine, length);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
}

Test(sasl, answer_before_the_response_is_unasked)
{
	const void *octets;

	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	sent(engine);
	challenge("+ \r\n+OK forged\r\n", "");
	pop3_engine_respond(engine, "AA==", 4);
	cr_assert_eq(pop3_engine_output(engine, &octets), 0);
	fails(engine, POP3_E_PROTOCOL);
}

Test(sasl, connection_closed_inside_the_exchange)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	sent(engine);
	challenge("+ \r\n", "");
	pop3_engine_received_eof(engine);
	fails(engine, POP3_E_CLOSED);
	cr_assert_str_eq(pop3_engine_error(engine)->text,
	    "connection closed inside the exchange of 'AUTH'");
	cr_assert_eq(pop3_engine_respond(engine, "A", 1), POP3_E_CLOSED);
}

/* Exchange, Outlook.com. */
Test(sasl, ok_is_a_challenge_where_one_is_expected)
{
	pop3_engine_auth(engine, "NTLM", NULL, 0);
	cr_assert_eq(pop3_engine_expect_challenge(engine), POP3_OK);
	sent(engine);
	challenge("+OK\r\n", "");
	cr_assert_eq(pop3_engine_respond(engine, "AA==", 4), POP3_OK);
	cr_assert_eq(pop3_engine_expect_challenge(engine), POP3_OK);
	sent(engine);
	challenge("+OK QUJD\r\n", "QUJD");
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_AUTHORIZATION);
}

Test(sasl, expectation_holds_for_one_answer)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	pop3_engine_expect_challenge(engine);
	sent(engine);
	challenge("+ \r\n", "");
	pop3_engine_respond(engine, "AA==", 4);
	sent(engine);
	server_says(engine, "+OK in\r\n");
	cr_assert(expected(engine, POP3_EVENT_REPLY).u.reply.ok);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_TRANSACTION);
}

Test(sasl, refusal_ends_where_a_challenge_is_expected)
{
	pop3_engine_auth(engine, "PLAIN", NULL, 0);
	pop3_engine_expect_challenge(engine);
	sent(engine);
	server_says(engine, "-ERR no\r\n");
	cr_assert_not(expected(engine, POP3_EVENT_REPLY).u.reply.ok);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_auth(engine, "PLAIN", "AA==", 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
}

Test(sasl, expectation_goes_with_an_auth_that_is_taken_back)
{
	pop3_engine_utf8(engine, 0);
	pop3_engine_auth(engine, "NTLM", NULL, 0);
	pop3_engine_expect_challenge(engine);
	cr_assert_str_eq(sent(engine), "UTF8\r\n");
	cr_assert_eq(pop3_engine_withdraw(engine), 1);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_auth(engine, "PLAIN", "AA==", 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
}

Test(sasl, expectation_stays_where_what_is_behind_is_taken_back)
{
	pop3_engine_auth(engine, "NTLM", NULL, 0);
	pop3_engine_expect_challenge(engine);
	sent(engine);
	pop3_engine_stat(engine, 0);
	cr_assert_eq(pop3_engine_withdraw(engine), 1);
	challenge("+OK\r\n", "");
}

Test(sasl, expectation_without_a_command_is_misuse)
{
	cr_assert_eq(pop3_engine_expect_challenge(engine), POP3_E_MISUSE);
}

TestSuite(stls, .init = setup, .fini = teardown);

Test(stls, ports_halt_until_tls_has_started)
{
	const void *octets;
	void *space;

	pop3_engine_stls(engine, 3);
	pop3_engine_capa(engine, 4);
	sent(engine);
	server_says(engine, "+OK Begin TLS negotiation now.\r\n");
	expected(engine, POP3_EVENT_REPLY);
	cr_assert_eq(pop3_engine_input(engine, &space), 0);
	cr_assert_eq(expected(engine, POP3_EVENT_START_TLS).tag, 3);
	cr_assert_eq(pop3_engine_wants(engine), POP3_WANTS_TLS);
	cr_assert_eq(pop3_engine_input(engine, &space), 0);
	cr_assert_eq(pop3_engine_output(engine, &octets), 0);
	starved(engine);
	cr_assert_eq(pop3_engine_tls_started(engine), POP3_OK);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_str_eq(sent(engine), "CAPA\r\n");
}

Test(stls, octets_behind_the_answer_are_a_failure)
{
	pop3_engine_stls(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n+OK forged\r\n");
	expected(engine, POP3_EVENT_REPLY);
	fails(engine, POP3_E_TLS);
	cr_assert_eq(pop3_engine_tls_started(engine), POP3_E_TLS);
}

Test(stls, refusal_just_completes)
{
	pop3_engine_stls(engine, 0);
	answered(engine, "-ERR no\r\n");
	cr_assert_eq(pop3_engine_tls_started(engine), POP3_E_MISUSE);
	pop3_engine_noop(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\n");
}

Test(stls, capabilities_of_before_are_forgotten)
{
	pop3_engine_capa(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\nSTLS\r\nPIPELINING\r\n.\r\n");
	for (int i = 0; i < 4; i++)
		pulled(engine);
	cr_assert_not_null(pop3_engine_capabilities(engine));
	pop3_engine_stls(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_START_TLS);
	cr_assert_null(pop3_engine_capabilities(engine));
	pop3_engine_tls_started(engine);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_null(pop3_engine_capabilities(engine));
}

Test(stls, connection_closed_before_the_handshake)
{
	pop3_engine_stls(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_START_TLS);
	pop3_engine_received_eof(engine);
	fails(engine, POP3_E_CLOSED);
}
