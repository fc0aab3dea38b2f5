/*
 * mbox-quote.h - what an mbox puts around and into a message: the From_ line
 * in front, and the quoting of lines that look like one.
 */
#ifndef POPFETCH_MBOX_QUOTE_H
#define POPFETCH_MBOX_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "popfetch/options/settings.h"
#include "popfetch/text/line-end.h"

/* Room for a From_ line, its terminating NUL counted. */
#define MBOX_FROM_LINE_MAX 400

/*
 * The From_ line of a message, "From SENDER Thu Jan  1 00:00:00 1970\n":
 * SENDER is the address in the Return-Path of its header (LF or CRLF line
 * ends), MAILER-DAEMON where that is null, absent or over-long; the date is
 * when in UTC.  Returns its length.
 */
size_t mbox_from_line(
    const char *header, size_t length, time_t when, char *out);

struct mbox_quote {
	enum mbox_format format;
	struct line_end line_end;
	bool line_start; /* of this line only '>' was seen, or nothing */
	size_t held;	 /* octets of "From " held back at line_start */
};

/* How much n octets may become. */
#define MBOX_QUOTE_ROOM(n) ((n) + (n) / 6 + 8)

/* At the beginning of a message; mboxcl2 quotes nothing. */
void mbox_quote_begin(struct mbox_quote *quote, enum mbox_format format);

/*
 * Makes the line ends of n octets LF, as line_end_convert() does, and quotes
 * them into out, which has room for MBOX_QUOTE_ROOM(n).  Returns how many came
 * out.  A CR, or up to four octets that may begin a From_ line, are held back
 * until the next call.
 */
size_t mbox_quote_convert(
    struct mbox_quote *quote, const char *in, size_t n, char *out);

/* The message is over: at most four octets into out. */
size_t mbox_quote_finish(struct mbox_quote *quote, char *out);

#endif
