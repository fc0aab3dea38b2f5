/*
 * config-text.h - the text of a configuration, made ready for libConfuse.
 */
#ifndef POPFETCH_CONFIG_TEXT_H
#define POPFETCH_CONFIG_TEXT_H

#include <stdio.h>

/* A configuration is some hundred octets an account; this is more than ten
 * thousand accounts, and nothing that fills memory. */
#define CONFIG_OCTETS_MAX 8388608

/* Something the text is not allowed to have, and on which line: what, or a
 * variable that is not set. */
struct config_flaw {
	unsigned line; /* 0: none */
	const char *what;
	const char *variable; /* in the text */
	int length;	      /* of its name */
};

/*
 * Reads the file to its end into a text of its own, which the caller frees.
 * NULL with errno: EFBIG beyond CONFIG_OCTETS_MAX, EILSEQ for a NUL inside.
 */
char *config_text_read(FILE *file);

/* Overwrites the comments, and a byte order mark in front of all, with blanks;
 * line ends stay. */
struct config_flaw config_text_blank(char *text);

#endif
