/*
 * base/utf8.c - UTF-8 by RFC 3629, section 3.
 *
 * Read by hand, since mbrtowc() wants a locale.  A reader that took overlong
 * forms would let a control character in under another guise, so there is
 * one form of each character and all others are no character.
 */
#include "libpop3/base/utf8.h"

static bool is_continuation(unsigned char c)
{
	return (c & 0xC0) == 0x80;
}

static bool is_scalar(uint32_t c)
{
	return c <= 0x10FFFF && !(c >= 0xD800 && c <= 0xDFFF);
}

size_t p3_utf8_read(const char *octets, size_t length, uint32_t *out_c)
{
	/* The least character that needs so many octets. */
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
	const unsigned char *at = (const unsigned char *)octets;
	size_t n = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : 2;
	uint32_t c;

	if (at[0] < 0x80) {
		*out_c = at[0];
		return 1;
	}
	if (at[0] < 0xC2 || at[0] > 0xF4 || n > length)
		return 0;
	c = at[0] & (0x7Fu >> n);
	for (size_t i = 1; i < n; i++) {
		if (!is_continuation(at[i]))
			return 0;
		c = c << 6 | (at[i] & 0x3Fu);
	}
	if (c < least[n] || !is_scalar(c))
		return 0;
	*out_c = c;
	return n;
}

size_t p3_utf8_write(char octets[P3_UTF8_MAX], uint32_t c)
{
	static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = n - 1; i > 0; i--) {
		octets[i] = (char)(0x80 | (c & 0x3F));
		c >>= 6;
	}
	octets[0] = (char)(lead[n] | c);
	return n;
}

bool p3_utf8_is_text(uint32_t c)
{
	if (c < 0xA0)
		return c >= 0x20 && c < 0x7F;
	return !(c >= 0x200E && c <= 0x200F) && /* marks of direction */
	       !(c >= 0x2028 && c <= 0x202E) && /* separators, overrides */
	       !(c >= 0x2066 && c <= 0x2069) && /* isolates */
	       !(c >= 0xFFF9 && c <= 0xFFFB) && /* annotations */
	       c != 0x061C && c != 0xFEFF;
}
