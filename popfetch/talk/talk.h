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

/* How much is said and whose lines they are. */
struct talk {
	const char *account; /* named in front of each line; NULL: unnamed */
	const char *subject; /* named in logs; NULL: as account */
	bool quiet;
	bool verbose;
};

/* Of no account, and neither quiet nor verbose. */
extern const struct talk talk_unnamed;

enum talk_level {
	TALK_ERROR = 0,
	TALK_WARNING,
	TALK_DETAIL,
	TALK_TRACE
};

/* What one call says: a line without its end and without "popfetch: ". */
struct talk_line {
	enum talk_level level;
	const char *account; /* as in struct talk */
	const char *subject;
	const char *text;
	bool shown;  /* on standard error, not only in a log */
	bool logged; /* a log has had it */
};

/* From now on lines go there and not to standard error; NULL: to standard
 * error again. */
typedef void talk_outlet_fn(void *context, const struct talk_line *line);
void talk_divert(talk_outlet_fn *outlet, void *context);

/* Hears of everything that could be said, also without -v and with -q; NULL:
 * nobody does any more. */
void talk_log(talk_outlet_fn *log, void *context);

/* Says a line that was made elsewhere. */
void talk_say(const struct talk_line *line);

/* From now on lines go there first, and from there by talk_pass(); NULL: they
 * go their way at once. */
void talk_filter(talk_outlet_fn *filter, void *context);
void talk_pass(const struct talk_line *line);

/* Is called before each line that goes to standard error; NULL: nobody is. */
void talk_precede(void (*before)(void *context), void *context);

/* Shows one that a log has had already. */
void talk_show(const struct talk_line *line);

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
