/*
 * letter-case.h - names and words in which case does not matter.
 *
 * Only A to Z have a case here, in every locale: in a Turkish one no I is an i
 * for strcasecmp() and tolower(), and "QUIT" is not "quit".
 */
#ifndef POPFETCH_LETTER_CASE_H
#define POPFETCH_LETTER_CASE_H

#include <stdbool.h>
#include <stddef.h>

char letter_lower(char c);

bool words_match(const char *a, const char *b);

/* Looks at the first n octets at most; both may end before, by a NUL. */
bool words_match_within(const char *a, const char *b, size_t n);

#endif
