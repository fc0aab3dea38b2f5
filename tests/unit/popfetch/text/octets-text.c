/*
 * Numbers of octets as people like to read them.
 */
#include <criterion/criterion.h>

#include "popfetch/text/octets-text.h"

static void expect(uint64_t octets, const char *expected)
{
	char text[OCTETS_TEXT_MAX];

	octets_text(text, octets);
	cr_expect_str_eq(text, expected, "%s", text);
}

Test(octets_text, has_units_of_1024)
{
	expect(0, "0");
	expect(1023, "1023");
	expect(1024, "1.0K");
	expect(65536, "64K");
	expect(10485760, "10M");
	expect(UINT64_C(5) << 40, "5.0T");
}

Test(octets_text, is_never_less_than_there_are)
{
	expect(1025, "1.1K");
	expect(10138, "10K");
	expect(10241, "11K");
	expect(1048575, "1.0M");
	expect(1023 * 1024, "1023K");
	expect(1023 * 1024 + 1, "1.0M");
}

Test(octets_text, of_any_number_is_short)
{
	expect(UINT64_C(1) << 60, "1.0E");
	expect(UINT64_MAX, "1.0E");
}
