/*
 * text/token.h - the tokens of structured fields that nest or quote, and what
 * may stand between (RFC 5322, section 3.2).
 */
#ifndef P3_TEXT_TOKEN_H
#define P3_TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>

#include <pop3/header.h>

/* Where a field begins; one without octets may be nowhere. */
static inline const char *p3_field_octets(const struct pop3_field *field)
{
	return field->length > 0 ? field->octets : "";
}

/* SP, HT and the two of a line end: what folding is made of. */
static inline bool p3_is_folding(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The length of the comment that begins at octets with "(", comments and
 * quoted-pairs inside it included; 0 when it has no end. */
size_t p3_comment_length(const char *octets, size_t length);

/* The length of the quoted-string that begins at octets with a quote,
 * quoted-pairs included; 0 when it has no end. */
size_t p3_quoted_length(const char *octets, size_t length);

/* How many octets at octets are blanks and comments.  A comment without an
 * end reaches to the end. */
size_t p3_skip_comments(const char *octets, size_t length);

#endif
