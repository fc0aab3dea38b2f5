/*
 * words.c - the quoting of sh(1) (POSIX, Shell Command Language, section
 * 2.2), and nothing else of it: "$", "*", "|" and the like are letters.
 *
 * A word is never longer than what it is made from, so that all of them fit
 * into one copy of the text.
 */
#include "popfetch/options/words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/options/memory.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* Behind the opening quote; NULL when it is not closed. */
static const char *take_single(const char *at, char **to)
{
	for (; *at != '\'' && *at != '\0'; at++)
		*(*to)++ = *at;
	return *at != '\0' ? at + 1 : NULL;
}

static const char *take_double(const char *at, char **to)
{
	for (; *at != '"' && *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0' &&
		    strchr("\"\\$`", at[1]) != NULL)
			at++;
		*(*to)++ = *at;
	}
	return *at != '\0' ? at + 1 : NULL;
}

/* One word, at its first octet. */
static const char *take_word(const char *at, char **to)
{
	while (at != NULL && *at != '\0' && !is_blank(*at)) {
		if (*at == '\'') {
			at = take_single(at + 1, to);
		} else if (*at == '"') {
			at = take_double(at + 1, to);
		} else {
			if (*at == '\\' && at[1] != '\0')
				at++;
			*(*to)++ = *at++;
		}
	}
	return at;
}

static const char *split(const char *at, char *to, struct words *words)
{
	for (;;) {
		while (is_blank(*at))
			at++;
		if (*at == '\0')
			break;
		words->list[words->count++] = to;
		at = take_word(at, &to);
		if (at == NULL)
			return "a quote is not closed";
		*to++ = '\0';
	}
	return words->count > 0 ? NULL : "it is empty";
}

const char *words_split(const char *text, struct words *out_words)
{
	const size_t length = strlen(text);
	const size_t pointers = (length / 2 + 2) * sizeof(char *);
	struct words words = {.list = memory_array(1, pointers + length + 1)};
	const char *why = split(text, (char *)words.list + pointers, &words);

	if (why != NULL)
		words_clear(&words);
	*out_words = words;
	return why;
}

void words_clear(struct words *words)
{
	free(words->list);
	*words = (struct words){0};
}
