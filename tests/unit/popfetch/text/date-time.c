/*
 * date-time.c - moments as programs read them.
 */
#include <criterion/criterion.h>

#include "popfetch/text/date-time.h"

static const char *text_of(int64_t seconds, int offset_min)
{
	static char text[DATE_TIME_MAX];

	return date_time_text(text, seconds, offset_min) ? text : "-";
}

Test(date_time, shows_what_a_clock_shows_there)
{
	cr_expect_str_eq(text_of(0, 0), "1970-01-01T00:00:00Z");
	cr_expect_str_eq(text_of(1764066600, 60), "2025-11-25T11:30:00+01:00");
	cr_expect_str_eq(
	    text_of(1764066600, -210), "2025-11-25T07:00:00-03:30");
	cr_expect_str_eq(text_of(1764066600, 345), "2025-11-25T16:15:00+05:45");
	cr_expect_str_eq(text_of(-1, -1), "1969-12-31T23:58:59-00:01");
}

/* RFC 3339, section 5.6: an hour is below 24, of an offset, too. */
Test(date_time, offset_of_a_day_is_none)
{
	cr_expect_str_eq(
	    text_of(1764066600, 1439), "2025-11-26T10:29:00+23:59");
	cr_expect_str_eq(text_of(1764066600, 1440), "2025-11-25T10:30:00Z");
	cr_expect_str_eq(
	    text_of(1764066600, -1439), "2025-11-24T10:31:00-23:59");
	cr_expect_str_eq(text_of(1764066600, -1440), "2025-11-25T10:30:00Z");
	cr_expect_str_eq(text_of(1764066600, 5999), "2025-11-25T10:30:00Z");
}

/* RFC 3339, section 5.6: a year has four digits. */
Test(date_time, years_have_four_digits_or_there_is_no_text)
{
	cr_expect_str_eq(text_of(-62167219200, 0), "0000-01-01T00:00:00Z");
	cr_expect_str_eq(text_of(-30641760000, 0), "0999-01-01T00:00:00Z");
	cr_expect_str_eq(text_of(253402300799, 0), "9999-12-31T23:59:59Z");
	cr_expect_str_eq(text_of(-62167219201, 0), "-");
	cr_expect_str_eq(text_of(253402300800, 0), "-");
	cr_expect_str_eq(text_of(253402300799, 1), "-");
	cr_expect_str_eq(
	    text_of(253402300800, -1), "9999-12-31T23:59:00-00:01");
}

Test(date_time, no_number_of_seconds_is_too_large_to_be_refused)
{
	cr_expect_str_eq(text_of(INT64_MAX, 60), "-");
	cr_expect_str_eq(text_of(INT64_MIN, -60), "-");
}
