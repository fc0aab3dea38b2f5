/*
 * base/number.c - strict decimal numbers, read and written by hand, since
 * strtoull() takes blanks, signs and a locale, and wants a NUL behind.
 */
#include "libpop3/base/number.h"

#include <string.h>

bool p3_number_read_long(const char *text, size_t length, uint64_t max,
    uint64_t *out_value, size_t *out_used)
{
	uint64_t value = 0;
	size_t used = 0;

	for (; used < length && p3_number_digit(text[used]) <= 9; used++) {
		unsigned digit = p3_number_digit(text[used]);

		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	if (value > max)
		return false;
	*out_value = value;
	*out_used = used;
	return true;
}

size_t p3_number_write(char text[P3_NUMBER_TEXT_MAX], uint64_t value)
{
	char digits[P3_NUMBER_TEXT_MAX];
	char *at = digits + sizeof digits - 1;
	size_t length;

	*at = '\0';
	do {
		*--at = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	length = (size_t)(digits + sizeof digits - 1 - at);
	memcpy(text, at, length + 1);
	return length;
}
