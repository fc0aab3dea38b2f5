/*
 * base/ascii.h - ASCII letters and digits, the same in every locale.  (In a
 * Turkish one strcasecmp() does not take "I" for "i".)
 */
#ifndef P3_BASE_ASCII_H
#define P3_BASE_ASCII_H

#include <stdbool.h>
#include <stddef.h>

static inline char p3_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static inline char p3_upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static inline bool p3_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool p3_is_letter(char c)
{
	return p3_lower(c) >= 'a' && p3_lower(c) <= 'z';
}

/* The value of a hexadecimal digit in any case; -1: it is none. */
static inline int p3_hex(char c)
{
	if (p3_is_digit(c))
		return c - '0';
	c = p3_lower(c);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Whether length octets are name, in any case. */
static inline bool p3_same_name(
    const char *octets, size_t length, const char *name)
{
	size_t i = 0;

	while (i < length && name[i] != '\0' &&
	       p3_lower(octets[i]) == p3_lower(name[i]))
		i++;
	return i == length && name[i] == '\0';
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

#endif
