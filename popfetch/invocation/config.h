/*
 * config.h - the configuration, popfetch.conf(5).
 */
#ifndef POPFETCH_CONFIG_H
#define POPFETCH_CONFIG_H

#include <stdio.h>

#include "popfetch/options/option-value.h"
#include "popfetch/talk/exit-status.h"

/* A section: one account. */
struct config_account {
	char *name;
	unsigned line; /* where it was seen first; for errors */
	struct option_layer layer;
};

struct config {
	char *path;
	bool present; /* the file is there */
	struct option_layer defaults;
	struct config_account *accounts; /* in the order of the file */
	size_t count;
};

/* What a file that is not there means. */
enum config_need {
	CONFIG_MAY_BE_ABSENT = 0, /* no accounts */
	CONFIG_MUST_EXIST	  /* somebody named it: an error */
};

/*
 * Reads the file at path.  EXIT_DONE and *out_config; else the first error
 * has been told in one line: EXIT_NO_INPUT (it cannot be read), EXIT_CONFIG
 * ("FILE:LINE: what was found and what is allowed").
 */
enum exit_status config_read(
    const char *path, enum config_need need, struct config *out_config);

/* Fine on a zeroed one. */
void config_clear(struct config *config);

/* The account of that name, or NULL. */
const struct config_account *config_account_named(
    const struct config *config, const char *name);

/* The longest account name; it stands before every line about it. */
#define ACCOUNT_NAME_MAX 64

/* Why an account cannot have that name, or NULL: it can. */
const char *config_name_flaw(const char *name);

/* Prints a text as a value: in double quotes, and what means something there
 * escaped. */
void config_print_quoted(FILE *stream, const char *text);

/* Prints the line of a key within a section. */
void config_print_key(
    FILE *stream, const struct option *option, const char *text);

/*
 * Prints the accounts of the invocation with all that holds for them, as a
 * configuration that says the same; without accounts, what would hold for one.
 * An account that wants JSON is an object (popfetch.json(5)).  EXIT_DONE, or
 * what row_finish() says.
 */
enum exit_status config_print(
    FILE *stream, const struct invocation *invocation);

#endif
