/*
 * words.h - a command line cut into words as a shell would do it, without a
 * shell.
 */
#ifndef POPFETCH_WORDS_H
#define POPFETCH_WORDS_H

#include <stddef.h>

struct words {
	char **list; /* count words and a NULL */
	size_t count;
};

/*
 * Splits at blanks; '...', "..." and \ quote as in sh(1), nothing is
 * expanded.  NULL and *out_words, freed by words_clear(); or why not: a quote
 * that is not closed, no word at all.
 */
const char *words_split(const char *text, struct words *out_words);

void words_clear(struct words *words);

#endif
