/*
 * text/charset-wide.h - UTF-16 and UTF-32, whose characters are words.
 */
#ifndef P3_TEXT_CHARSET_WIDE_H
#define P3_TEXT_CHARSET_WIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct p3_charset_wide {
	size_t unit;	/* octets of a word, 2 or 4 */
	bool low_first; /* the order of its octets */
	bool marked;	/* a text may say the order */
};

/* Whether the charset with this name, its canonical one, is one of them. */
bool p3_charset_wide_find(const char *name, struct p3_charset_wide *out_wide);

/* As this text has it. */
struct p3_charset_wide p3_charset_wide_begin(
    const struct p3_charset_wide *wide, const char *octets, size_t length);

/* The character that the octets begin with, P3_REPLACEMENT where they are none
 * or end within one.  Returns how many it took; length is not 0. */
size_t p3_charset_wide_read(const struct p3_charset_wide *wide,
    const char *octets, size_t length, uint32_t *out_c);

#endif
