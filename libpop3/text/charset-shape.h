/*
 * text/charset-shape.h - how many octets of a charset make a character.
 */
#ifndef P3_TEXT_CHARSET_SHAPE_H
#define P3_TEXT_CHARSET_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether two may, in the charset with this name, its canonical one; else it is
 * one, or nobody knows. */
bool p3_charset_has_pairs(const char *name);

/* How many octets are passed over where a text in such a charset goes on with
 * no character of it, 1 or 2; length is not 0. */
size_t p3_charset_unknown(const char *octets, size_t length);

#endif
