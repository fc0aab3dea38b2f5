/*
 * letter-case.c - octet by octet.
 */
#include "popfetch/text/letter-case.h"

#include <stdint.h>

char letter_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool words_match_within(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (letter_lower(a[i]) != letter_lower(b[i]))
			return false;
		if (a[i] == '\0')
			return true;
	}
	return true;
}

bool words_match(const char *a, const char *b)
{
	return words_match_within(a, b, SIZE_MAX);
}
