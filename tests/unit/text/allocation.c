/*
 * allocation.c - each allocation of each function fails once: the call says
 * POP3_E_NO_MEMORY, gives nothing out and loses nothing.
 *
 * What iconv does without memory is its own affair; it may say that it does
 * not know the charset.
 */
#include <pop3/header.h>
#include <pop3/url.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "tests/unit/base/allocator.h"

#if ALLOCATOR_REPLACED

static struct pop3_field field_of(const char *text)
{
	return (struct pop3_field){text, strlen(text)};
}

Test(allocation, text_is_given_or_there_is_no_memory)
{
	struct pop3_field field =
	    field_of(" plain =?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?= =?x-y?Q?z?=");
	bool failed = true;
	int failures = 0;

	for (long n = 0; failed; n++) {
		char *text = NULL;
		enum pop3_status status;

		fail_after(n);
		status = pop3_header_text(&field, NULL, &text);
		failed = fail_no_more();
		failures += failed && status == POP3_E_NO_MEMORY;
		if (status == POP3_OK)
			cr_expect_str_eq(text, "plain café =?x-y?Q?z?=");
		else
			cr_expect_null(text);
		if (!failed)
			cr_expect_eq(status, POP3_OK);
		free(text);
	}
	cr_expect_gt(failures, 3);
}

Test(allocation, text_through_iconv_is_given_or_the_call_fails)
{
	struct pop3_field field =
	    field_of(" =?koi8-r?Q?=F0?= =?iso-2022-jp?B?GyRCJDMbKEI=?= é");
	bool failed = true;

	for (long n = 0; failed; n++) {
		char *text = NULL;
		enum pop3_status status;

		fail_after(n);
		status = pop3_header_text(&field, "ISO-8859-1", &text);
		failed = fail_no_more();
		cr_expect(status == POP3_OK || status == POP3_E_NO_MEMORY ||
			  status == POP3_E_UNSUPPORTED);
		cr_expect_eq(text != NULL, status == POP3_OK);
		free(text);
	}
}

static void expect_address_or_failure(const char *text)
{
	struct pop3_field field = field_of(text);
	bool failed = true;

	for (long n = 0; failed; n++) {
		char *address = NULL;
		enum pop3_status status;

		fail_after(n);
		status = pop3_header_address(&field, &address);
		failed = fail_no_more();
		cr_expect_eq(status, failed ? POP3_E_NO_MEMORY : POP3_OK);
		cr_expect_eq(address != NULL, !failed);
		free(address);
	}
}

Test(allocation, an_address_is_given_or_there_is_no_memory)
{
	expect_address_or_failure("Jim <jim@example.org>");
}

Test(allocation, nor_is_what_begins_with_an_at_sign_an_address_then)
{
	expect_address_or_failure("@example.org");
}

Test(allocation, a_url_is_given_or_there_is_no_memory)
{
	bool failed = true;

	for (long n = 0; failed; n++) {
		struct pop3_url url = {.port = 77};
		const char *why = NULL;
		enum pop3_status status;

		fail_after(n);
		status = pop3_url_parse(
		    "pops://jim;AUTH=PLAIN@[::1]:995", &url, &why);
		failed = fail_no_more();
		cr_expect_eq(status, failed ? POP3_E_NO_MEMORY : POP3_OK);
		cr_expect_eq(url.port, failed ? 77 : 995);
		cr_expect_null(why);
		if (!failed)
			pop3_url_clear(&url);
	}
}

#else

Test(allocation, cannot_be_made_to_fail_here)
{
	cr_skip("the sanitizer has the allocator");
}

#endif
