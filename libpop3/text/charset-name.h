/*
 * text/charset-name.h - what mail calls a charset, and what iconv does.
 */
#ifndef P3_TEXT_CHARSET_NAME_H
#define P3_TEXT_CHARSET_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* Room for the name of a charset and a NUL; the longest that is registered
 * has 45 characters. */
#define P3_CHARSET_NAME_MAX 48

/* The charsets that need no iconv, by their canonical names. */
#define P3_CHARSET_UTF_8  "UTF-8"
#define P3_CHARSET_LATIN1 "WINDOWS-1252"
#define P3_CHARSET_RAW	  "US-ASCII"

/* Copies a name; false where it is no name: empty, too long, or with octets
 * that mean something to iconv ("/", ",") or nothing to anybody. */
bool p3_charset_copy(
    const char *name, size_t length, char out_name[P3_CHARSET_NAME_MAX]);

/* The name that iconv knows it by, where mail has one of its own. */
bool p3_charset_canonical(
    const char *name, size_t length, char out_name[P3_CHARSET_NAME_MAX]);

#endif
