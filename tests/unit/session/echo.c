/*
 * echo.c - a server that says our secret back.
 */
#include <criterion/criterion.h>
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

Test(echo, a_secret_that_is_in_any_text_is_let_be)
{
	cr_expect_str_eq(hidden("at a time", "a"), "at a time");
	cr_expect_str_eq(hidden("at a time", ""), "at a time");
}
