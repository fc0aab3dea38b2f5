/*
 * echo.c - a server that says our secret back.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/session/echo.h"

static const char *hidden(const char *text, const char *secret)
{
	static char copy[600];

	strcpy(copy, text);
	p3_echo_hide(copy, secret);
	return copy;
}

Test(echo, the_secret_is_hidden_wherever_it_stands)
{
	cr_expect_str_eq(
	    hidden("bad password 's3cret'", "s3cret"), "bad password '***'");
	cr_expect_str_eq(hidden("s3cret", "s3cret"), "***");
	cr_expect_str_eq(hidden("s3crets3cret s3cret", "s3cret"), "****** ***");
	cr_expect_str_eq(hidden("nothing of it", "s3cret"), "nothing of it");
}

Test(echo, the_end_of_a_text_may_have_cut_it)
{
	cr_expect_str_eq(
	    hidden("bad password s3cr...", "s3cret"), "bad password ***...");
	cr_expect_str_eq(
	    hidden("bad password s3cr", "s3cret"), "bad password ***");
	cr_expect_str_eq(hidden("user s3...", "s3cret"), "user s3...");
}

Test(echo, what_is_not_printable_is_looked_for_as_it_is_shown)
{
	cr_expect_str_eq(hidden("bad caf?pass", "caf\xE9pass"), "bad ***");
}

Test(echo, of_a_long_token_the_beginning_is_enough)
{
	char token[5001], text[400] = "invalid token ";

	memset(token, 'x', sizeof token - 1);
	token[0] = 'y';
	token[sizeof token - 1] = '\0';
	memcpy(text + strlen(text), token, 300);
	cr_expect_str_eq(hidden(text, token), "invalid token ***");
}

Test(echo, of_a_long_one_no_half_of_a_character_is_looked_for)
{
	char secret[128] = "";

	while (strlen(secret) < 100)
		strcat(secret, "\u20ac");
	cr_expect_str_eq(hidden(secret, secret), "***");
}

Test(echo, case_makes_no_difference)
{
	cr_expect_str_eq(hidden("BAD 'S3CRET'", "s3cRet"), "BAD '***'");
	cr_expect_str_eq(hidden("BAD S3CR...", "s3cRet"), "BAD ***...");
}

Test(echo, dots_may_have_cut_it_inside_the_text)
{
	cr_expect_str_eq(hidden("no indicator: 'XXs3cr...'", "s3cret"),
	    "no indicator: 'XX***...'");
	cr_expect_str_eq(
	    hidden("s3crs, and s3crab", "s3cret"), "s3crs, and s3crab");
}

/* ---- Base64 -------------------------------------------------------------- */

/* "s3cret" alone, as LOGIN says it, and behind NULs and names of each length
 * that makes a difference, as PLAIN does. */
Test(echo, base64_that_holds_it_is_hidden_whole)
{
	static const char *const encoded[] = {"czNjcmV0", "AGEAczNjcmV0",
	    "AGppAHMzY3JldA==", "AGppbQBzM2NyZXQ=", "amltAGppbQBzM2NyZXQ=",
	    "dXNlcj1qaW0BYXV0aD1CZWFyZXIgczNjcmV0AQE="};

	for (size_t i = 0; i < sizeof encoded / sizeof *encoded; i++) {
		char text[128] = "bad response '";

		strcat(text, encoded[i]);
		strcat(text, "' of jim");
		cr_expect_str_eq(hidden(text, "s3cret"),
		    "bad response '***' of jim", "%s", text);
	}
}

Test(echo, base64_of_something_else_is_let_be)
{
	cr_expect_str_eq(
	    hidden("bad AGppbQBzZWNyZXQ=", "s3cret"), "bad AGppbQBzZWNyZXQ=");
}

Test(echo, base64_may_be_in_another_case_or_cut)
{
	cr_expect_str_eq(hidden("BAD AGPPBQBZM2NYZXQ=", "s3cret"), "BAD ***");
	cr_expect_str_eq(hidden("bad AGppbQBzM2Ny", "s3cret"), "bad ***");
	cr_expect_str_eq(
	    hidden("bad 'AGppbQBzM2Ny...'", "s3cret"), "bad '***...'");
}

Test(echo, base64_of_a_long_token_is_hidden_to_its_end)
{
	char token[301];

	memset(token, 'x', sizeof token - 1);
	token[sizeof token - 1] = '\0';
	/* "a" and 90 times "x" */
	cr_expect_str_eq(
	    hidden("bad YXh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
		   "eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4"
		   "eHh4eA== end",
		token),
	    "bad *** end");
}

/* ---- Traces -------------------------------------------------------------- */

static void keep_line(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	(void)direction;
	snprintf(context, 128, "%.*s", (int)length, line);
}

static const char *traced(
    enum pop3_direction direction, const char *line, const char *secret)
{
	static char kept[128];
	struct pop3_session session = {
	    .options = {.trace = keep_line, .trace_context = kept}};

	p3_echo_keep(&session, secret);
	p3_echo_trace(&session, direction, line, strlen(line));
	return kept;
}

Test(echo, a_line_of_the_servers_that_holds_it_is_not_traced)
{
	static const char *const lines[] = {"-ERR bad s3cret", "-ERR S3CRET!",
	    "-ERR AGppbQBzM2NyZXQ=", "-ERR s3cr", "-ERR s3cr..."};

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		cr_expect_str_eq(traced(POP3_FROM_SERVER, lines[i], "s3cret"),
		    "<hidden>", "%s", lines[i]);
}

/* Of 64 octets, and of one more, which is the first that is not kept whole. */
Test(echo, what_is_kept_of_a_long_secret_is_enough)
{
	char secret[100], line[300] = "-ERR bad ";

	memset(secret, 'x', sizeof secret);
	memcpy(line + strlen(line), secret, sizeof secret);
	for (size_t length = 63; length < 68; length++) {
		secret[length] = '\0';
		cr_expect_str_eq(
		    traced(POP3_FROM_SERVER, line, secret), "<hidden>");
		secret[length] = 'x';
	}
}

Test(echo, any_other_line_is_traced)
{
	cr_expect_str_eq(
	    traced(POP3_FROM_SERVER, "-ERR bad", "s3cret"), "-ERR bad");
	cr_expect_str_eq(
	    traced(POP3_FROM_SERVER, "-ERR s3cret", NULL), "-ERR s3cret");
	cr_expect_str_eq(
	    traced(POP3_TO_SERVER, "USER s3cret", "s3cret"), "USER s3cret");
}

Test(echo, a_secret_that_is_in_any_text_is_let_be)
{
	static const char *const secrets[] = {"", "a", "OK"};

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
		cr_expect_str_eq(
		    traced(POP3_FROM_SERVER, "+OK a", secrets[i]), "+OK a");
	cr_expect_str_eq(hidden("at a time", "a"), "at a time");
	cr_expect_str_eq(hidden("at a time", ""), "at a time");
}
