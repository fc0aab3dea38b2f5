/*
 * config-text.h - the text of a configuration, made ready for libConfuse.
 */
#ifndef POPFETCH_CONFIG_TEXT_H
#define POPFETCH_CONFIG_TEXT_H

#include <stdio.h>

/* A configuration is some hundred octets an account; this is a thousand
 * accounts and still nothing to wait for. */
#define CONFIG_OCTETS_MAX 1048576

/* Something the text is not allowed to have, and on which line. */
struct config_flaw {
	unsigned line;
	const char *what; /* NULL: none */
};

/*
 * Opens a file; or a pipe, such as a shell makes of "<(...)", and waits for
 * its writer until a signal ends popfetch; or /dev/null.  NULL with errno:
 * EISDIR, ENODEV for another device, where a mere look can do something.
 */
FILE *config_text_open(const char *path);

/*
 * Reads the file to its end into a text of its own, which the caller frees.
 * NULL with errno: EFBIG beyond CONFIG_OCTETS_MAX, EILSEQ for a NUL inside.
 */
char *config_text_read(FILE *file);

/* Overwrites the comments with blanks; line ends stay. */
struct config_flaw config_text_blank(char *text);

#endif
