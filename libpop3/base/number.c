/*
 * base/number.c - strict decimal numbers, read and written by hand, since
 * strtoull() takes blanks, signs and a locale, and wants a NUL behind.
 */
#include "libpop3/base/number.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool p3_number_read(const char *text, size_t length, uint64_t max,
    uint64_t *out_value, size_t *out_used)
{
	const uint64_t tenth = max / 10, last = max % 10;
	uint64_t value = 0;
	size_t used = 0;

	for (; used < length && is_digit(text[used]); used++) {
		uint64_t digit = (uint64_t)(text[used] - '0');

		if (value > tenth || (value == tenth && digit > last))
			return false;
		value = value * 10 + digit;
	}
	if (used == 0)
		return false;
	*out_value = value;
	*out_used = used;
	return true;
}

size_t p3_number_write(char text[P3_NUMBER_TEXT_MAX], uint64_t value)
{
	char reversed[P3_NUMBER_TEXT_MAX];
	size_t n = 0;

	do {
		reversed[n++] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	for (size_t i = 0; i < n; i++)
		text[i] = reversed[n - 1 - i];
	text[n] = '\0';
	return n;
}
