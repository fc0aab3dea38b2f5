#include "driver.h"

static char shown[4096];

static void show(void *context, enum pop3_direction direction, const char *line,
    size_t length)
{
	size_t used = strlen(shown);

	(void)context;
	cr_assert_lt(used + length + 4, sizeof shown);
	memcpy(shown + used, direction == POP3_TO_SERVER ? "> " : "< ", 2);
	memcpy(shown + used + 2, line, length);
	memcpy(shown + used + 2 + length, "\n", 2);
}

static struct pop3_engine *traced(void)
{
	struct pop3_engine_options options = {
	    .size = sizeof options, .trace = show};

	return greeted(&options);
}

static void shows(const char *text)
{
	cr_assert_not_null(strstr(shown, text), "not in:\n%s", shown);
}

static void hides(const char *text)
{
	cr_assert_null(strstr(shown, text), "shown:\n%s", shown);
}

Test(trace, password_is_hidden)
{
	struct pop3_engine *engine = traced();

	pop3_engine_user(engine, "tester", 0);
	answered(engine, "+OK go on\r\n");
	pop3_engine_pass(engine, "sesam oeffne", 0);
	answered(engine, "+OK Logged in.\r\n");
	cr_assert_str_eq(shown, "< +OK POP3 Ready <9.1795393482@vm>\n"
				"> USER tester\n< +OK go on\n"
				"> PASS <hidden>\n< +OK Logged in.\n");
	pop3_engine_free(engine);
}

Test(trace, digest_is_hidden_and_name_shown)
{
	struct pop3_engine *engine = traced();

	pop3_engine_apop(
	    engine, "mrose", "c4c9334bac560ecc979e58001b3e22fb", 0);
	sent(engine);
	shows("> APOP mrose <hidden>\n");
	hides("c4c9");
	pop3_engine_free(engine);
}

Test(trace, sasl_is_hidden)
{
	struct pop3_engine *engine = traced();

	pop3_engine_auth(engine, "PLAIN", "AHRlc3Rlcg==", 0);
	sent(engine);
	server_says(engine, "+ Y2hhbGxlbmdl\r\n");
	expected(engine, POP3_EVENT_CHALLENGE);
	pop3_engine_respond(engine, "cmVzcG9uc2U=", 12);
	sent(engine);
	server_says(engine, "+ c2Vjb25k\r\n");
	expected(engine, POP3_EVENT_CHALLENGE);
	pop3_engine_cancel(engine);
	sent(engine);
	shows("> AUTH PLAIN <hidden>\n< + <hidden>\n> <hidden>\n"
	      "< + <hidden>\n> *\n");
	hides("AHRl");
	hides("Y2hh");
	hides("cmVz");
	hides("c2Vj");
	pop3_engine_free(engine);
}

Test(trace, mechanism_without_initial_response_is_shown)
{
	struct pop3_engine *engine = traced();

	pop3_engine_auth(engine, "CRAM-MD5", NULL, 0);
	sent(engine);
	shows("> AUTH CRAM-MD5\n");
	pop3_engine_free(engine);
}

Test(trace, listing_is_shown_and_message_counted)
{
	struct pop3_engine *engine = traced();

	pop3_engine_list(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n1 6\r\n.\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_SCAN);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_retr(engine, 1, 0);
	sent(engine);
	server_says(engine, "+OK\r\nword\r\n.\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_DATA);
	expected(engine, POP3_EVENT_COMPLETE);
	shows("> LIST\n< +OK\n< 1 6\n< .\n> RETR 1\n< +OK\n< <6 octets>\n");
	hides("word");
	pop3_engine_free(engine);
}

Test(trace, each_command_of_a_flight_is_shown)
{
	struct pop3_engine *engine = traced();

	pop3_engine_pass(engine, "secret", 0);
	answered(engine, "+OK\r\n");
	pop3_engine_set_pipelining(engine, POP3_PIPELINING_ON);
	pop3_engine_dele(engine, 1, 0);
	pop3_engine_rset(engine, 0);
	cr_assert_str_eq(sent(engine), "DELE 1\r\nRSET\r\n");
	shows("> DELE 1\n> RSET\n");
	pop3_engine_free(engine);
}

Test(trace, waiting_command_is_not_shown)
{
	struct pop3_engine *engine = traced();

	pop3_engine_noop(engine, 0);
	pop3_engine_rset(engine, 0);
	sent(engine);
	shows("> NOOP\n");
	hides("RSET");
	pop3_engine_free(engine);
}
