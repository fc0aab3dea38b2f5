/*
 * text/charset-shape.h - how many octets of a charset make a character.
 */
#ifndef P3_TEXT_CHARSET_SHAPE_H
#define P3_TEXT_CHARSET_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

struct p3_charset_shape {
	size_t unit; /* octets that are read together */
	bool pairs;  /* only where both can be half a character */
};

/* That of the charset with this name, its canonical one. */
struct p3_charset_shape p3_charset_shape(const char *name);

/* How many octets are passed over where a text goes on with no character of
 * the charset, 1 to length; length is not 0. */
size_t p3_charset_unknown(
    const struct p3_charset_shape *shape, const char *octets, size_t length);

#endif
