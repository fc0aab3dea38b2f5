/*
 * base/utf8.h - UTF-8 (RFC 3629), one character at a time.
 */
#ifndef P3_BASE_UTF8_H
#define P3_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The octets of the longest character. */
#define P3_UTF8_MAX 4

/* Reads the character at octets, where length is not 0: how many octets it
 * has and *out_c.  0 where no valid character begins: overlong, a surrogate,
 * beyond U+10FFFF, cut off. */
size_t p3_utf8_read(const char *octets, size_t length, uint32_t *out_c);

/* Writes a character that is a Unicode scalar value; returns its octets. */
size_t p3_utf8_write(char octets[P3_UTF8_MAX], uint32_t c);

/*
 * Whether a character may be shown as it is inside a line: no control (C0,
 * DEL, C1), no line or paragraph separator, none that changes the direction
 * of writing, no byte order mark.
 */
bool p3_utf8_is_text(uint32_t c);

#endif
