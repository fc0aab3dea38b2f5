/*
 * endless.c - how far a message may go beyond what was listed.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/maildrop/endless.h"

#define MB (UINT64_C(1) << 20)

static bool is_endless(uint64_t listed, uint64_t octets)
{
	const struct pop3_target target = {.msgno = 1, .octets = listed};

	return endless_is(&target, octets);
}

Test(endless, a_little_more_than_was_listed_is_no_lie)
{
	cr_expect_not(is_endless(1, 16 * MB));
	cr_expect_not(is_endless(100 * MB, 200 * MB));
	cr_expect(is_endless(1, 16 * MB + 2));
	cr_expect(is_endless(100 * MB, 200 * MB + 2));
}

Test(endless, what_was_not_listed_may_have_a_gigabyte)
{
	cr_expect_not(is_endless(0, 1024 * MB));
	cr_expect(is_endless(0, 1024 * MB + 1));
}

Test(endless, largest_numbers_are_no_trouble)
{
	cr_expect_not(is_endless(UINT64_MAX, UINT64_MAX));
	cr_expect(is_endless(1, UINT64_MAX));
}

Test(endless, text_says_what_was_listed)
{
	const struct pop3_target none = {.msgno = 1};
	const struct pop3_target most = {.msgno = 1, .octets = UINT64_MAX};
	char text[ENDLESS_TEXT_MAX];

	endless_text(text, &none);
	cr_expect_not_null(strstr(text, "the server listed none"));
	endless_text(text, &most);
	cr_expect_str_eq(text,
	    "it does not end, though the server listed 18446744073709551615 "
	    "octets");
}
