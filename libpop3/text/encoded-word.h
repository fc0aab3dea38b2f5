/*
 * text/encoded-word.h - one encoded-word (RFC 2047, section 2).
 */
#ifndef P3_TEXT_ENCODED_WORD_H
#define P3_TEXT_ENCODED_WORD_H

#include <stdbool.h>
#include <stddef.h>

#include "libpop3/base/buf.h"

/* The parts of an encoded-word, inside the octets it was read from. */
struct p3_encoded_word {
	const char *charset; /* without the language of RFC 2231 */
	size_t charset_length;
	char encoding; /* 'B' or 'Q' */
	const char *text;
	size_t text_length;
	size_t length; /* from "=?" to "?=" */
};

/* Reads the encoded-word that begins at octets; false, and *out_word
 * untouched, when none does or its text is not in its encoding. */
bool p3_encoded_word_read(
    const char *octets, size_t length, struct p3_encoded_word *out_word);

/* Appends the octets that the word stands for; false when buf is full. */
bool p3_encoded_word_decode(
    const struct p3_encoded_word *word, struct p3_buf *buf);

#endif
