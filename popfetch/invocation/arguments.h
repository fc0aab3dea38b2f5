/*
 * arguments.h - the words of the command line, read but not merged.
 */
#ifndef POPFETCH_ARGUMENTS_H
#define POPFETCH_ARGUMENTS_H

#include "popfetch/options/option-value.h"
#include "popfetch/talk/exit-status.h"

struct arguments {
	const struct option *action; /* NULL: none was named */
	const char *set;	     /* its SET, a word of argv, or NULL */
	struct option_layer layer;
	const char **operands; /* accounts and URLs, words of argv */
	size_t count;
};

/*
 * Reads argv.  EXIT_DONE and *out_arguments, or EXIT_USAGE once the error
 * has been told.  After --help or --version nothing more is read.
 */
enum exit_status arguments_read(
    int argc, char *const argv[], struct arguments *out_arguments);

void arguments_clear(struct arguments *arguments);

/* The option that was given without a value, and of which word would be one
 * if '=' stood between them; NULL: none. */
const struct option *arguments_meaning(
    const struct arguments *arguments, const char *word);

/* EXIT_USAGE, once "popfetch: ..." has been said. */
enum exit_status usage_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
