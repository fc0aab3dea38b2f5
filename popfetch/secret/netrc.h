/*
 * netrc.h - ~/.netrc, the file of logins that ftp(1) began.
 *
 *	machine HOST login USER password SECRET
 *	default login USER password SECRET
 *	macdef NAME
 *	...lines up to an empty one
 *
 * Words are separated by blanks and line ends; a word may stand in double
 * quotes, in which a backslash takes the next octet along; "#" where a
 * keyword could stand begins a comment.  "account WORD" is passed over.
 */
#ifndef POPFETCH_NETRC_H
#define POPFETCH_NETRC_H

#include <stddef.h>

enum netrc_result {
	NETRC_FOUND = 0,
	NETRC_NONE, /* no entry is about them */
	NETRC_BAD,  /* a word is missing, not known, too long, or never ends */
	NETRC_NO_MEMORY
};

/* The longest word, its NUL counted. */
#define NETRC_WORD_MAX 4096

/*
 * Looks for the password of user on host: that of the first entry that has
 * one, of that machine (in any case) or the default, whose login is the user's
 * or not given.  *out_password is to be wiped with
 * secret_free().  *out_line is where the text is bad.
 */
enum netrc_result netrc_password(const char *text, size_t length,
    const char *host, const char *user, char **out_password,
    unsigned *out_line);

/*
 * Looks for the one login on host, where its entries name exactly one;
 * *out_login is the caller's to free.
 */
enum netrc_result netrc_login(
    const char *text, size_t length, const char *host, char **out_login);

#endif
