/*
 * utf8.c - the ranges of RFC 3629, section 4: no overlong forms, no
 * surrogates, nothing beyond U+10FFFF.
 */
#include "popfetch/text/utf8.h"

#include <string.h>

static bool begin_character(struct utf8 *utf8, unsigned char c)
{
	if (c < 0x80)
		return true;
	*utf8 = (struct utf8){.low = 0x80, .high = 0xBF};
	if (c < 0xC2 || c > 0xF4)
		return false;
	utf8->left = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
	if (c == 0xE0)
		utf8->low = 0xA0;
	else if (c == 0xED)
		utf8->high = 0x9F;
	else if (c == 0xF0)
		utf8->low = 0x90;
	else if (c == 0xF4)
		utf8->high = 0x8F;
	return true;
}

static bool take_octet(struct utf8 *utf8, unsigned char c)
{
	if (utf8->left == 0)
		return begin_character(utf8, c);
	if (c < utf8->low || c > utf8->high)
		return false;
	utf8->left--;
	utf8->low = 0x80;
	utf8->high = 0xBF;
	return true;
}

bool utf8_take(struct utf8 *utf8, const char *octets, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!take_octet(utf8, (unsigned char)octets[i]))
			return false;
	return true;
}

bool utf8_is_whole(const struct utf8 *utf8)
{
	return utf8->left == 0;
}

size_t utf8_span(const char *octets, size_t n)
{
	struct utf8 utf8 = {0};
	size_t whole = 0;

	for (size_t i = 0; i < n; i++) {
		if (!take_octet(&utf8, (unsigned char)octets[i]))
			break;
		if (utf8.left == 0)
			whole = i + 1;
	}
	return whole;
}

size_t utf8_mend(const char *octets, size_t n, char *out)
{
	const size_t length = strlen(UTF8_REPLACEMENT);
	char *to = out;

	while (n > 0) {
		size_t span = utf8_span(octets, n);

		memcpy(to, octets, span);
		to += span;
		octets += span;
		n -= span;
		if (n == 0)
			break;
		memcpy(to, UTF8_REPLACEMENT, length);
		to += length;
		octets++;
		n--;
	}
	return (size_t)(to - out);
}
