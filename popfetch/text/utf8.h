/*
 * utf8.h - which octets are UTF-8 (RFC 3629), in any pieces.
 */
#ifndef POPFETCH_UTF8_H
#define POPFETCH_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Where in a character the octets stand; all zero is between two. */
struct utf8 {
	unsigned char left; /* octets of it that are to come */
	unsigned char low;  /* the next one is from low to high */
	unsigned char high;
};

/* Goes on over n octets; false, and all is over, where they are no UTF-8. */
bool utf8_take(struct utf8 *utf8, const char *octets, size_t n);

/* Whether the last character is whole. */
bool utf8_is_whole(const struct utf8 *utf8);

/* How many octets of whole characters the n octets begin with. */
size_t utf8_span(const char *octets, size_t n);

/* The byte order mark, which some editors put in front of a text. */
#define UTF8_MARK	 "\xEF\xBB\xBF"
#define UTF8_MARK_LENGTH (sizeof UTF8_MARK - 1)

/* What stands for an octet that belongs to no character: U+FFFD. */
#define UTF8_REPLACEMENT "\xEF\xBF\xBD"

/* Room for what n octets become at most. */
#define UTF8_MENDED_ROOM(n) (3 * (n))

/* Copies n octets, those that belong to no character replaced; returns how
 * many came out. */
size_t utf8_mend(const char *octets, size_t n, char *out);

#endif
