/*
 * session/letters.h - ASCII letters without regard to case, the same in every
 * locale.  (In a Turkish one strcasecmp() does not take "I" for "i".)
 */
#ifndef P3_SESSION_LETTERS_H
#define P3_SESSION_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

static inline char p3_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline bool p3_letter(char c)
{
	return p3_lower(c) >= 'a' && p3_lower(c) <= 'z';
}

/* Whether text begins with prefix, which is in lower case. */
static inline bool p3_begins(const char *text, const char *prefix)
{
	while (*prefix != '\0' && p3_lower(*text) == *prefix) {
		text++;
		prefix++;
	}
	return *prefix == '\0';
}

/* Whether text is name, which is in lower case. */
static inline bool p3_is(const char *text, const char *name)
{
	while (*name != '\0' && p3_lower(*text) == *name) {
		text++;
		name++;
	}
	return *name == *text;
}

#endif
