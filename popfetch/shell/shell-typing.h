/*
 * shell-typing.h - what a line means while it is being typed: what it may
 * become, and where a secret begins in it.
 */
#ifndef POPFETCH_SHELL_TYPING_H
#define POPFETCH_SHELL_TYPING_H

#include <stdbool.h>
#include <stddef.h>

#define SHELL_BLANKS " \t"

/* How to go on. */
struct shell_completion {
	char insert[16]; /* at the cursor; "" where that does not tell */
	char list[256];	 /* the names it may be, where there are several */
};

/* How the length octets in front of the cursor may be completed: a verb, or
 * the one that help is wanted of.  Both empty: not at all. */
struct shell_completion shell_complete(const char *text, size_t length);

/* Whether what follows a blank behind these octets is nobody's business:
 * behind "pass", and behind the first word of "apop" and "auth". */
bool shell_secret_follows(const char *text, size_t length);

/* Whether a line is one in which a secret may be. */
bool shell_secret_is_in(const char *line);

#endif
