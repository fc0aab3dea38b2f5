/*
 * mbox-quote.c - the From_ line and the quoting of an mbox.
 *
 * mboxrd puts one more '>' in front of each line of the form ^>*From , so
 * that a reader can take exactly one off again; mboxo quotes ^From  only and
 * cannot be undone; mboxcl2 quotes nothing.  Since the octets in front are
 * all '>', the new one may as well go right before the "From ": a '>' never
 * has to wait to be known for what it is, only up to four octets of "From "
 * do.
 *
 * The line ends become LF on the way, since both look at each line once: from
 * one line that begins with 'F' or '>' to the next nothing is asked of a line
 * but where it ends.
 */
#include "popfetch/deliver/mbox-quote.h"

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

static void put_two_digits(char *out, int number)
{
	out[0] = (char)('0' + number / 10);
	out[1] = (char)('0' + number % 10);
}

/* As asctime() writes it in the C locale and in UTC, which every mbox reader
 * expects; returns its length.  By hand, since there is one a message, and
 * snprintf() takes longer than all the rest of a short one's delivery. */
static size_t write_date(char *out, time_t when)
{
	static const char epoch[] = " Thu Jan  1 00:00:00 1970\n";
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm tm;
	int year;

	memcpy(out, epoch, sizeof epoch);
	if (gmtime_r(&when, &tm) == NULL)
		return sizeof epoch - 1;
	year = tm.tm_year + 1900;
	if (year < 1000 || year > 9999)
		return sizeof epoch - 1;
	memcpy(out + 1, days + 3 * tm.tm_wday, 3);
	memcpy(out + 5, months + 3 * tm.tm_mon, 3);
	put_two_digits(out + 9, tm.tm_mday);
	if (out[9] == '0')
		out[9] = ' ';
	put_two_digits(out + 12, tm.tm_hour);
	put_two_digits(out + 15, tm.tm_min);
	put_two_digits(out + 18, tm.tm_sec);
	put_two_digits(out + 21, year / 100);
	put_two_digits(out + 23, year % 100);
	return sizeof epoch - 1;
}

size_t mbox_from_line(const char *header, size_t length, time_t when, char *out)
{
	static const char nobody[] = "MAILER-DAEMON";
	struct pop3_field field;
	char *address = NULL;
	const char *sender;
	size_t used = FROM_LENGTH;

	if (pop3_header_find(header, length, "Return-Path", &field) &&
	    pop3_header_address(&field, &address) != POP3_OK)
		address = NULL;
	sender = address != NULL && is_sender(address) ? address : nobody;
	memcpy(out, FROM, FROM_LENGTH);
	memcpy(out + used, sender, strlen(sender));
	used += strlen(sender);
	free(address);
	return used + write_date(out + used, when);
}

void mbox_quote_begin(struct mbox_quote *quote, enum mbox_format format)
{
	*quote = (struct mbox_quote){
	    .format = format, .line_start = format != MBOX_CL2};
}

/* What is held back goes out; the line is none to quote. */
static size_t release(struct mbox_quote *quote, char *out)
{
	size_t held = quote->held;

	memcpy(out, FROM, held);
	quote->held = 0;
	quote->line_start = false;
	return held;
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
			*to += release(quote, *to);
		} else {
			*to += release(quote, *to);
		}
	}
	return i;
}

/* Up to the next line that may have to be quoted. */
static void take_plain_lines(
    struct mbox_quote *quote, const char **in, const char *end, char **to)
{
	while (*in < end) {
		if (!line_end_take_line(&quote->line_end, in, end, to))
			break;
		if (*in == end || **in == 'F' || **in == '>') {
			quote->line_start = quote->format != MBOX_CL2;
			break;
		}
	}
}

size_t mbox_quote_convert(
    struct mbox_quote *quote, const char *in, size_t n, char *out)
{
	const char *end = in + n;
	char *to = out;

	while (in < end) {
		in += take_line_start(quote, in, (size_t)(end - in), &to);
		take_plain_lines(quote, &in, end, &to);
	}
	return (size_t)(to - out);
}

size_t mbox_quote_finish(struct mbox_quote *quote, char *out)
{
	size_t n = release(quote, out);

	return n + line_end_finish(&quote->line_end, out + n);
}
