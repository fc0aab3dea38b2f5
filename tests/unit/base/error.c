#include "libpop3/base/error.h"

#include <errno.h>
#include <string.h>

#include <criterion/criterion.h>

Test(error, says_what_failed_and_why)
{
	struct pop3_error error;

	cr_expect_eq(p3_error(&error, POP3_E_CONNECT, ECONNREFUSED,
			 "cannot connect to '%s'", "pop.example.org"),
	    POP3_E_CONNECT);
	cr_expect_eq(error.status, POP3_E_CONNECT);
	cr_expect_eq(error.sys_errno, ECONNREFUSED);
	cr_expect_str_eq(error.text,
	    "cannot connect to 'pop.example.org': connection refused");
}

Test(error, without_an_error_number_there_are_no_words_of_the_system)
{
	struct pop3_error error;

	p3_error(&error, POP3_E_PROTOCOL, 0, "no answer to '%s'", "LIST");
	cr_expect_eq(error.sys_errno, 0);
	cr_expect_str_eq(error.text, "no answer to 'LIST'");
}

Test(error, what_was_told_before_is_forgotten)
{
	struct pop3_error error;

	p3_error(&error, POP3_E_IN_USE, 0, "in use");
	error.code = POP3_CODE_IN_USE;
	p3_error_fault(&error, POP3_E_CERTIFICATE, POP3_FAULT_NAME);
	p3_error(&error, POP3_E_TIMEOUT, 0, "timed out");
	cr_expect_eq(error.code, POP3_CODE_NONE);
	cr_expect_eq(error.fault, POP3_FAULT_OTHER);
}

Test(error, nobody_needs_to_listen)
{
	cr_expect_eq(p3_error(NULL, POP3_E_LIMIT, 0, "too long"), POP3_E_LIMIT);
}

Test(error, a_text_that_is_too_long_is_cut)
{
	struct pop3_error error;
	char words[2 * POP3_ERROR_TEXT_MAX];

	memset(words, 'x', sizeof words - 1);
	words[sizeof words - 1] = '\0';
	p3_error(&error, POP3_E_SYSTEM, ENOENT, "%s", words);
	cr_expect_eq(strlen(error.text), POP3_ERROR_TEXT_MAX - 1);
	cr_expect_eq(error.sys_errno, ENOENT);
}

Test(error, an_unknown_error_number_has_words_too)
{
	struct pop3_error error;

	p3_error(&error, POP3_E_SYSTEM, 99999, "cannot");
	cr_expect_eq(strncmp(error.text, "cannot: ", 8), 0);
	cr_expect_gt(strlen(error.text), 8);
}
