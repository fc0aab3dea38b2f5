/*
 * How long something takes, as people like to read it.
 */
#include <criterion/criterion.h>

#include "popfetch/text/duration-text.h"

static void expect(uint64_t seconds, const char *expected)
{
	char text[DURATION_TEXT_MAX];

	duration_text(text, seconds);
	cr_expect_str_eq(text, expected, "%s", text);
}

Test(duration_text, has_minutes_and_seconds)
{
	expect(0, "0:00");
	expect(6, "0:06");
	expect(59, "0:59");
	expect(60, "1:00");
	expect(3599, "59:59");
}

Test(duration_text, has_hours_where_there_are_any)
{
	expect(3600, "1:00:00");
	expect(3723, "1:02:03");
	expect(360000, "100:00:00");
}

Test(duration_text, of_any_number_fits)
{
	expect(UINT64_MAX, "5124095576030431:00:15");
}
