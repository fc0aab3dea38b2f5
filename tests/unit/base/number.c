#include "libpop3/base/number.h"

#include <string.h>

#include <criterion/criterion.h>

#include "tests/unit/base/guard.h"

static bool reads(const char *text, uint64_t max, uint64_t value, size_t used)
{
	uint64_t got_value;
	size_t got_used;
	const char *octets = guarded(text, strlen(text));

	return p3_number_read(
		   octets, strlen(text), max, &got_value, &got_used) &&
	       got_value == value && got_used == used;
}

static bool refuses(const char *text, uint64_t max)
{
	uint64_t value = 77;
	size_t used = 77;
	const char *octets = guarded(text, strlen(text));

	return !p3_number_read(octets, strlen(text), max, &value, &used) &&
	       value == 77 && used == 77;
}

Test(number, digits_are_read)
{
	cr_expect(reads("0", 9, 0, 1));
	cr_expect(reads("42", 99, 42, 2));
	cr_expect(reads("0007", 9, 7, 4));
}

Test(number, reading_stops_at_the_first_octet_that_is_no_digit)
{
	cr_expect(reads("12 34", 99, 12, 2));
	cr_expect(reads("12x", 99, 12, 2));
	/* The neighbours of the digits. */
	cr_expect(reads("12/3", 99, 12, 2));
	cr_expect(reads("12:3", 99, 12, 2));
	cr_expect(reads("0000000000000000000012:3", 99, 12, 22));
	cr_expect(reads("0x10", 99, 0, 1));
}

Test(number, signs_blanks_and_nothing_are_no_number)
{
	cr_expect(refuses("", 9));
	cr_expect(refuses("-1", 9));
	cr_expect(refuses("+1", 9));
	cr_expect(refuses(" 1", 9));
	cr_expect(refuses("x", 9));
	cr_expect(refuses("\xD9\xA1", 9));
}

Test(number, max_is_the_last_number_there_is)
{
	cr_expect(reads("255", 255, 255, 3));
	cr_expect(refuses("256", 255));
	cr_expect(refuses("1000", 255));
	cr_expect(reads("0", 0, 0, 1));
	cr_expect(refuses("1", 0));
	cr_expect(refuses("10", 9));
}

Test(number, the_largest_of_the_type_does_not_wrap)
{
	cr_expect(reads("18446744073709551615", UINT64_MAX, UINT64_MAX, 20));
	cr_expect(refuses("18446744073709551616", UINT64_MAX));
	cr_expect(refuses("99999999999999999999999999", UINT64_MAX));
	cr_expect(refuses("184467440737095516150", UINT64_MAX));
	cr_expect(
	    reads("9999999999999999999", UINT64_MAX, 9999999999999999999U, 19));
	cr_expect(reads(
	    "10000000000000000000x", UINT64_MAX, 10000000000000000000U, 20));
	cr_expect(
	    reads("999999999999999999x", UINT64_MAX, 999999999999999999, 18));
}

Test(number, zeros_in_front_count_for_nothing)
{
	cr_expect(reads("000000000000000000000000000042", 99, 42, 30));
	cr_expect(reads("0000000000000000000", 0, 0, 19));
	cr_expect(refuses("00000000000000000000000000100", 99));
}

static bool writes(uint64_t value, const char *expected)
{
	char text[P3_NUMBER_TEXT_MAX];

	return p3_number_write(text, value) == strlen(expected) &&
	       strcmp(text, expected) == 0;
}

Test(number, what_is_written_is_shortest_decimal)
{
	cr_expect(writes(0, "0"));
	cr_expect(writes(10, "10"));
	cr_expect(writes(1234567890, "1234567890"));
	cr_expect(writes(UINT64_MAX, "18446744073709551615"));
}
