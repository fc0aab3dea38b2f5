/*
 * shell-typing.c - the octets in front of the cursor as words, and the table
 * of verbs beside them.  A verb has a secret once as many words as may be
 * seen of its line are there.
 */
#include "popfetch/shell/shell-typing.h"

#include <stdio.h>
#include <string.h>

#include "popfetch/shell/shell-verb.h"
#include "popfetch/text/letter-case.h"

/* In front of a verb may be blanks, and the "-" that forgives. */
#define BEFORE_VERB SHELL_BLANKS "-"

struct typed {
	size_t count;	  /* of words */
	const char *word; /* the last one, which the cursor is in or behind */
	size_t length;
	const struct shell_verb *verb; /* the first one, or NULL */
};

static bool is_one_of(char octet, const char *set)
{
	return octet != '\0' && strchr(set, octet) != NULL;
}

static struct typed read_typed(const char *text, size_t length)
{
	const char *at = text, *end = text + length;
	struct typed typed = {.word = end};

	while (at < end && is_one_of(*at, BEFORE_VERB))
		at++;
	while (at < end) {
		typed.word = at;
		while (at < end && !is_one_of(*at, SHELL_BLANKS))
			at++;
		typed.length = (size_t)(at - typed.word);
		if (typed.count++ == 0)
			typed.verb = shell_verb_find(typed.word, typed.length);
		while (at < end && is_one_of(*at, SHELL_BLANKS))
			at++;
	}
	return typed;
}

/* ---- Secrets ------------------------------------------------------------- */

bool shell_secret_follows(const char *text, size_t length)
{
	const struct typed typed = read_typed(text, length);

	return typed.verb != NULL && typed.verb->shown != 0 &&
	       typed.count >= typed.verb->shown;
}

bool shell_secret_is_in(const char *line)
{
	const struct typed typed = read_typed(line, strlen(line));

	return typed.verb != NULL && typed.verb->shown != 0;
}

/* ---- Completion ---------------------------------------------------------- */

static bool may_become(
    const struct shell_verb *verb, const char *word, size_t length)
{
	return verb->act != SHELL_EXPLAIN && strlen(verb->name) >= length &&
	       words_match_within(verb->name, word, length);
}

static size_t common_length(const char *a, const char *b, size_t length)
{
	size_t n = 0;

	while (n < length && a[n] == b[n])
		n++;
	return n;
}

static struct shell_completion complete_word(const char *word, size_t length)
{
	struct shell_completion completion = {"", ""};
	const struct shell_verb *verb, *first = NULL;
	size_t common = 0, count = 0, used = 0;

	for (size_t i = 0; (verb = shell_verb_at(i)) != NULL; i++) {
		if (!may_become(verb, word, length))
			continue;
		if (count++ == 0) {
			first = verb;
			common = strlen(verb->name);
		}
		common = common_length(first->name, verb->name, common);
		used += (size_t)snprintf(completion.list + used,
		    sizeof completion.list - used, "%s%s", used > 0 ? "  " : "",
		    verb->name);
	}
	if (count > 0)
		snprintf(completion.insert, sizeof completion.insert, "%.*s%s",
		    (int)(common - length), first->name + length,
		    count == 1 ? " " : "");
	if (count <= 1)
		completion.list[0] = '\0';
	return completion;
}

struct shell_completion shell_complete(const char *text, size_t length)
{
	const struct typed typed = read_typed(text, length);
	const bool behind = length > 0 &&
			    is_one_of(text[length - 1], SHELL_BLANKS) &&
			    typed.count > 0;
	const size_t place = behind ? typed.count + 1 : typed.count;

	/* The verb, or the second word of help. */
	if (place > 2 || (place == 2 && (typed.verb == NULL ||
					    typed.verb->act != SHELL_HELP)))
		return (struct shell_completion){"", ""};
	return complete_word(
	    behind ? "" : typed.word, behind ? 0 : typed.length);
}
