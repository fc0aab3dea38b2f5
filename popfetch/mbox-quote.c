/*
 * mbox-quote.c - the From_ line and the quoting of an mbox.
 *
 * mboxrd puts one more '>' in front of each line of the form ^>*From , so
 * that a reader can take exactly one off again; mboxo quotes ^From  only and
 * cannot be undone; mboxcl2 quotes nothing.  Since the octets in front are
 * all '>', the new one may as well go right before the "From ": a '>' never
 * has to wait to be known for what it is, only up to five octets of "From "
 * do.  Between two lines that begin with 'F' or '>' all is copied whole.
 */
#include "mbox-quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pop3/header.h>

static const char FROM[] = "From ";
#define FROM_LENGTH 5

/* The longest sender kept: RFC 5321 allows a path of 256 octets. */
#define SENDER_MAX 320

/* A blank would end the sender for whoever reads the line. */
static bool is_sender(const char *sender)
{
	size_t length = strlen(sender);

	if (length == 0 || length > SENDER_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)sender[i] <= ' ' || sender[i] == 0x7F)
			return false;
	return true;
}

/* asctime() in the C locale and in UTC, as every mbox reader expects it;
 * strftime() would follow the locale. */
static void append_date(char *out, size_t size, time_t when)
{
	static const char *const days[] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tm tm;

	if (gmtime_r(&when, &tm) == NULL)
		tm = (struct tm){.tm_mday = 1, .tm_wday = 4, .tm_year = 70};
	snprintf(out, size, " %s %s %2d %02d:%02d:%02d %d\n", days[tm.tm_wday],
	    months[tm.tm_mon], tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
	    tm.tm_year + 1900);
}

size_t mbox_from_line(const char *header, size_t length, time_t when, char *out)
{
	struct pop3_field field;
	char *sender = NULL;
	size_t used;

	if (pop3_header_find(header, length, "Return-Path", &field) &&
	    pop3_header_address(&field, &sender) != POP3_OK)
		sender = NULL;
	used = (size_t)snprintf(out, MBOX_FROM_LINE_MAX, "From %s",
	    sender != NULL && is_sender(sender) ? sender : "MAILER-DAEMON");
	free(sender);
	append_date(out + used, MBOX_FROM_LINE_MAX - used, when);
	return used + strlen(out + used);
}

void mbox_quote_begin(struct mbox_quote *quote, enum mbox_format format)
{
	*quote = (struct mbox_quote){.format = format, .line_start = true};
}

/* Takes octets while the line may still be one to quote; returns how many
 * were taken. */
static size_t take_line_start(
    struct mbox_quote *quote, const char *in, size_t n, char **to)
{
	size_t i = 0;

	while (i < n && quote->line_start) {
		if (quote->held == 0 && in[i] == '>') {
			*(*to)++ = in[i++];
			quote->line_start = quote->format == MBOX_RD;
		} else if (in[i] == FROM[quote->held]) {
			i++;
			if (++quote->held < FROM_LENGTH)
				continue;
			*(*to)++ = '>';
			*to += mbox_quote_finish(quote, *to);
		} else {
			*to += mbox_quote_finish(quote, *to);
		}
	}
	return i;
}

/* The octets up to the next line that may have to be quoted. */
static size_t plain_span(const char *in, size_t n, bool *out_line_start)
{
	const char *end = in + n;
	const char *at = in;

	*out_line_start = false;
	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));

		if (lf == NULL)
			return n;
		at = lf + 1;
		if (at == end || *at == 'F' || *at == '>') {
			*out_line_start = true;
			break;
		}
	}
	return (size_t)(at - in);
}

size_t mbox_quote_convert(
    struct mbox_quote *quote, const char *in, size_t n, char *out)
{
	char *to = out;

	if (quote->format == MBOX_CL2) {
		memcpy(out, in, n);
		return n;
	}
	while (n > 0) {
		size_t taken = take_line_start(quote, in, n, &to);
		size_t span;

		in += taken;
		n -= taken;
		if (n == 0)
			break;
		span = plain_span(in, n, &quote->line_start);
		memcpy(to, in, span);
		to += span;
		in += span;
		n -= span;
	}
	return (size_t)(to - out);
}

size_t mbox_quote_finish(struct mbox_quote *quote, char *out)
{
	size_t held = quote->held;

	memcpy(out, FROM, held);
	quote->held = 0;
	quote->line_start = false;
	return held;
}
