/*
 * talk.h - what is said to people, on standard error.
 *
 * Standard output holds results only.  Every line but those of --trace begins
 * with "popfetch: ", then the account where there are several, and is in lower
 * case without a full stop.  Words of a server have been made printable before
 * they come here; control characters from anywhere else (an argument, a path)
 * are shown as '?', so that a line stays one line.
 */
#ifndef POPFETCH_TALK_H
#define POPFETCH_TALK_H

#include <stdbool.h>

/* How much is said and whose lines they are; account NULL: unnamed. */
struct talk {
	const char *account;
	bool quiet;
	bool verbose;
};

/* The system's words for an error number as our lines have them: with a
 * small first letter.  Static storage, until the next call. */
const char *talk_reason(int sys_errno);

/* Always said. */
void talk_error(const struct talk *talk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Said unless quiet. */
void talk_warning(const struct talk *talk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Said with -v. */
void talk_detail(const struct talk *talk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A line of the dialogue with the server, without "popfetch: ". */
void talk_trace(const struct talk *talk, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
