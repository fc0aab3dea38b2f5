/*
 * order.c - reads MODE[:CLASS:N[:ERROR]].
 */
#include "order.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct word {
	const char *name;
	int value;
};

static const struct word modes[] = {
    {"list", LIST},
    {"record", RECORD},
    {"before", BEFORE},
    {"after", AFTER},
    {"fail", FAIL},
    {"short", SHORT},
    {NULL, 0},
};

static const struct word classes[] = {
    {"disk", DISK},
    {"wire", WIRE},
    {NULL, 0},
};

static const struct word failures[] = {
    {"ENOSPC", ENOSPC},
    {"EIO", EIO},
    {"EDQUOT", EDQUOT},
    {"EINTR", EINTR},
    {NULL, 0},
};

_Noreturn void die(const char *what)
{
	fprintf(stderr, "killer: %s: %s\n", what, strerror(errno));
	exit(EXIT_CANNOT);
}

_Noreturn void refuse(const char *what, const char *word)
{
	fprintf(stderr, "killer: no %s: '%s'\n", what, word ? word : "");
	exit(EXIT_CANNOT);
}

static int word_value(
    const struct word *words, const char *what, const char *name)
{
	for (; name != NULL && words->name != NULL; words++)
		if (strcmp(words->name, name) == 0)
			return words->value;
	refuse(what, name);
}

struct order order_read(char *text)
{
	char *rest = NULL;
	const char *word = strtok_r(text, ":", &rest);
	struct order order = {
	    .mode = (enum mode)word_value(modes, "mode", word)};

	if (order.mode == LIST || order.mode == RECORD)
		return order;
	order.medium = (enum medium)word_value(
	    classes, "class", strtok_r(NULL, ":", &rest));
	word = strtok_r(NULL, ":", &rest);
	order.n = word != NULL ? strtoul(word, NULL, 10) : 0;
	if (order.n == 0)
		refuse("number", word);
	if (order.mode == FAIL)
		order.error =
		    word_value(failures, "error", strtok_r(NULL, ":", &rest));
	return order;
}
