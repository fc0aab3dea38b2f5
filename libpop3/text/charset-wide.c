/*
 * text/charset-wide.c - UTF-16 (RFC 2781) and UTF-32.
 *
 * No iconv is asked, since each has an opinion of its own: which octet comes
 * first where nothing says so, whether what one text has said holds for the
 * next one, too, and whether half a pair of surrogates is a character.
 *
 * A text that does not say it has the higher octet first (RFC 2781, section
 * 4.3).  A mark in that order is a character, one that cannot be seen.
 */
#include "libpop3/text/charset-wide.h"

#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/text/charset.h"

bool p3_charset_wide_find(const char *name, struct p3_charset_wide *out_wide)
{
	static const struct {
		char name[12];
		struct p3_charset_wide wide;
	} wides[] = {
	    {"utf-16", {2, false, true}},
	    {"utf-16be", {2, false, false}},
	    {"utf-16le", {2, true, false}},
	    {"utf-32", {4, false, true}},
	    {"utf-32be", {4, false, false}},
	    {"utf-32le", {4, true, false}},
	};

	for (size_t i = 0; i < sizeof wides / sizeof wides[0]; i++)
		if (p3_same_name(name, strlen(name), wides[i].name)) {
			*out_wide = wides[i].wide;
			return true;
		}
	return false;
}

struct p3_charset_wide p3_charset_wide_begin(
    const struct p3_charset_wide *wide, const char *octets, size_t length)
{
	struct p3_charset_wide begun = *wide;

	if (wide->marked && length >= 2 && memcmp(octets, "\xFF\xFE", 2) == 0)
		begun.low_first = true;
	return begun;
}

static uint32_t word_at(const struct p3_charset_wide *wide, const char *octets)
{
	const size_t last = wide->unit - 1;
	uint32_t word = 0;

	for (size_t i = 0; i <= last; i++)
		word = word << 8 |
		       (unsigned char)octets[wide->low_first ? last - i : i];
	return word;
}

static bool is_high_half(uint32_t word)
{
	return word >= 0xD800 && word <= 0xDBFF;
}

static bool is_low_half(uint32_t word)
{
	return word >= 0xDC00 && word <= 0xDFFF;
}

/* The pair that begins with the high half. */
static size_t read_pair(const struct p3_charset_wide *wide, const char *octets,
    size_t length, uint32_t high, uint32_t *out_c)
{
	uint32_t low;

	*out_c = P3_REPLACEMENT;
	if (length < 4)
		return length;
	low = word_at(wide, octets + 2);
	if (!is_low_half(low))
		return 2;
	*out_c = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
	return 4;
}

size_t p3_charset_wide_read(const struct p3_charset_wide *wide,
    const char *octets, size_t length, uint32_t *out_c)
{
	uint32_t word;

	*out_c = P3_REPLACEMENT;
	if (length < wide->unit)
		return length;
	word = word_at(wide, octets);
	if (wide->unit == 2 && is_high_half(word))
		return read_pair(wide, octets, length, word, out_c);
	if (!is_high_half(word) && !is_low_half(word) && word <= 0x10FFFF)
		*out_c = word;
	return wide->unit;
}
