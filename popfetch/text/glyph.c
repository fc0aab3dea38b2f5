/*
 * glyph.c - characters by the locale, since the terminal reads them by it.
 *
 * In a locale of C an octet beyond ASCII is none, and so nothing that an
 * 8-bit terminal takes for a C1 control gets through inside of a UTF-8
 * character either.  How wide a character is says wcwidth(3), which leaves
 * the ambiguous ones of Unicode's annex 11 narrow but where the locale says
 * otherwise.
 *
 * Three kinds of characters have no width and are yet no marks.  Changes of
 * the writing direction would let one column act on the next, and are shown
 * as "?" as everywhere.  Joiners, variation selectors and tags make one
 * picture of several characters, on some terminals: they are left out, so
 * that what is shown is as wide as what was measured.  A zero width space or
 * no-break space has nothing to show.
 */
#define _XOPEN_SOURCE 700
#include "popfetch/text/glyph.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#define IS_FROM_TO(c, low, high) ((c) >= (low) && (c) <= (high))

/* Or begins a line, and the direction with it: not every wcwidth(3) says that
 * this is no character to show. */
static bool turns_direction(uint32_t c)
{
	return c == 0x061C || IS_FROM_TO(c, 0x200E, 0x200F) ||
	       IS_FROM_TO(c, 0x2028, 0x202E) || IS_FROM_TO(c, 0x2066, 0x2069);
}

static bool has_no_shape(uint32_t c)
{
	return c == 0x200B || c == 0x200D || c == 0x2060 || c == 0xFEFF ||
	       IS_FROM_TO(c, 0xFE00, 0xFE0F) || IS_FROM_TO(c, 0xFFF9, 0xFFFB) ||
	       IS_FROM_TO(c, 0xE0000, 0xE0FFF);
}

/* In the C locale musl reads an octet beyond ASCII as one of these. */
static bool is_surrogate(uint32_t c)
{
	return IS_FROM_TO(c, 0xD800, 0xDFFF);
}

static struct glyph unknown(size_t taken)
{
	return (struct glyph){"?", 1, taken, 1};
}

struct glyph glyph_read(const char *text, size_t n)
{
	mbstate_t state = {0};
	wchar_t c = 0;
	size_t length;
	int columns;

	if (*text >= ' ' && *text <= '~')
		return (struct glyph){text, 1, 1, 1};
	length = mbrtowc(&c, text, n, &state);
	if (length == 0 || length > n)
		return unknown(1);
	columns = wcwidth(c);
	if (columns < 0 || turns_direction((uint32_t)c) ||
	    is_surrogate((uint32_t)c))
		return unknown(length);
	if (columns == 0 && has_no_shape((uint32_t)c))
		return (struct glyph){text, 0, length, 0};
	return (struct glyph){text, length, length, (unsigned)columns};
}

bool glyph_is_cut(const char *text, size_t n)
{
	mbstate_t state = {0};
	wchar_t c;

	return (*text & 0x80) != 0 && n < MB_LEN_MAX &&
	       mbrtowc(&c, text, n, &state) == (size_t)-2;
}

const char *glyph_ellipsis(void)
{
	static const char dots[] = "\xE2\x80\xA6";
	const struct glyph glyph = glyph_read(dots, strlen(dots));

	return glyph.taken == strlen(dots) && glyph.columns == 1 ? dots : "~";
}
