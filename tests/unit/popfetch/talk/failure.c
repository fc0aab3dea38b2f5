/*
 * failure.c - how an error reads.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <string.h>

#include "popfetch/talk/failure.h"

Test(failure, says_what_failed_and_the_system_s_reason)
{
	struct pop3_error error;

	cr_expect_eq(failure_fill(&error, POP3_E_SYSTEM, EACCES,
			 "cannot open '%s'", "/x"),
	    POP3_E_SYSTEM);
	cr_expect_eq(error.status, POP3_E_SYSTEM);
	cr_expect_eq(error.sys_errno, EACCES);
	cr_expect_str_eq(error.text, "cannot open '/x': permission denied");
}

Test(failure, without_a_number_there_is_no_reason)
{
	struct pop3_error error;

	failure_fill(&error, POP3_E_FILE, 0, "'%s' is no mbox", "/x");
	cr_expect_str_eq(error.text, "'/x' is no mbox");
	cr_expect_eq(failure_no_memory(&error), POP3_E_NO_MEMORY);
	cr_expect_str_eq(error.text, "out of memory");
}

/* A path may be as long as it likes. */
Test(failure, a_text_that_is_too_long_is_cut)
{
	struct pop3_error error;
	char path[4096];

	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	failure_fill(&error, POP3_E_SYSTEM, ENOENT, "cannot open '%s'", path);
	cr_expect_eq(strlen(error.text), sizeof error.text - 1);
}

/* Letters that stand for something stay large. */
Test(failure, a_reason_begins_with_a_small_letter)
{
	char reason[FAILURE_REASON_SIZE];

	failure_reason(reason, ENOENT);
	cr_expect_str_eq(reason, "no such file or directory");
	failure_reason(reason, EXDEV);
	cr_expect(reason[0] < 'A' || reason[0] > 'Z');
	failure_reason(reason, 123456);
	cr_expect_str_neq(reason, "");
}
