/*
 * mbox-quote.c - From_ lines and the quoting of what looks like one.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/deliver/mbox-quote.h"
#include "tests/unit/base/guard.h"

static void check_step(
    enum mbox_format format, const char *in, const char *expected, size_t step)
{
	struct mbox_quote quote;
	size_t length = strlen(in), used = 0;
	char out[512];

	mbox_quote_begin(&quote, format);
	for (size_t at = 0; at < length; at += step) {
		size_t n = length - at < step ? length - at : step;
		char *piece = guarded(in + at, n);
		size_t came = mbox_quote_convert(&quote, piece, n, out + used);

		cr_assert_leq(came, MBOX_QUOTE_ROOM(n));
		used += came;
	}
	used += mbox_quote_finish(&quote, out + used);
	out[used] = '\0';
	cr_assert_str_eq(out, expected, "in pieces of %zu", step);
}

static void check(enum mbox_format format, const char *in, const char *expected)
{
	for (size_t step = 1; step <= strlen(in); step++)
		check_step(format, in, expected, step);
}

Test(mbox_quote, mboxrd_quotes_each_line_that_looks_like_a_from_line)
{
	check(MBOX_RD, "From a\n>From b\n>>>From c\n\nFrom d",
	    ">From a\n>>From b\n>>>>From c\n\n>From d");
}

Test(mbox_quote, mboxrd_leaves_everything_else)
{
	const char text[] = "from a\nFrom\nFrom:b\nFro\n> From c\nx From d\n"
			    "\nF\n>\nF>From\nFro>m g\nFrom>\n>>Fr";

	check(MBOX_RD, text, text);
}

Test(mbox_quote, mboxo_quotes_bare_from_lines_only)
{
	check(MBOX_O, "From a\n>From b\n>>From c\n\nFrom d\n",
	    ">From a\n>From b\n>>From c\n\n>From d\n");
}

Test(mbox_quote, mboxcl2_quotes_nothing)
{
	check(MBOX_CL2, "From a\n>From b\n", "From a\n>From b\n");
}

Test(mbox_quote, crlf_becomes_lf_and_begins_a_line)
{
	check(MBOX_RD, "From a\r\n\r\n>From b\r\nFrom c\r\n",
	    ">From a\n\n>>From b\n>From c\n");
	check(MBOX_O, "From a\r\n>From b\r\nFrom c\r\n",
	    ">From a\n>From b\n>From c\n");
	check(MBOX_CL2, "From a\r\nFrom b\r\n", "From a\nFrom b\n");
}

Test(mbox_quote, lone_cr_is_data_and_begins_no_line)
{
	check(MBOX_RD, "a\rFrom b\r\r\nFro\rm c\n\rFrom d\r",
	    "a\rFrom b\r\nFro\rm c\n\rFrom d\r");
	check(MBOX_RD, "From\r\n>\r\nF\r\n\r", "From\n>\nF\n\r");
}

Test(mbox_quote, room_is_enough_for_nothing_but_from_lines)
{
	char in[5 * 1000], out[MBOX_QUOTE_ROOM(sizeof in)];
	struct mbox_quote quote;
	size_t came;

	for (size_t i = 0; i + 6 <= sizeof in; i += 6)
		memcpy(in + i, "From \n", 6);
	mbox_quote_begin(&quote, MBOX_RD);
	came = mbox_quote_convert(&quote, in, sizeof in - 2, out);
	cr_assert_leq(came, sizeof out);
}

static void check_from(const char *header, const char *expected)
{
	char line[MBOX_FROM_LINE_MAX];
	size_t length = mbox_from_line(header, strlen(header), 0, line);

	cr_assert_str_eq(line, expected);
	cr_assert_eq(length, strlen(expected));
}

#define EPOCH " Thu Jan  1 00:00:00 1970\n"

Test(mbox_from_line, sender_is_the_return_path)
{
	check_from("Return-Path: <jim@example.org>\nFrom: x@y\n\n",
	    "From jim@example.org" EPOCH);
	check_from("Subject: s\r\nreturn-path: jim@example.org\r\n\r\n",
	    "From jim@example.org" EPOCH);
}

Test(mbox_from_line, null_or_no_return_path_is_mailer_daemon)
{
	check_from("Return-Path: <>\n\n", "From MAILER-DAEMON" EPOCH);
	check_from("From: x@y\n\n", "From MAILER-DAEMON" EPOCH);
	check_from("", "From MAILER-DAEMON" EPOCH);
	check_from("Subject: s\n\nReturn-Path: <body@example.org>\n",
	    "From MAILER-DAEMON" EPOCH);
}

Test(mbox_from_line, a_sender_cannot_be_over_long)
{
	static const char domain[] = "@example.org>\n\n";
	char header[1000] = "Return-Path: <", line[1000] = "From ";
	const size_t local = 320 - strlen("@example.org");

	memset(header + 14, 'x', local + 1);
	memcpy(header + 14 + local, domain, sizeof domain);
	memcpy(line + 5, header + 14, 320);
	memcpy(line + 5 + 320, EPOCH, sizeof EPOCH);
	check_from(header, line);
	header[14 + local] = 'x';
	memcpy(header + 15 + local, domain, sizeof domain);
	check_from(header, "From MAILER-DAEMON" EPOCH);
}

Test(mbox_from_line, date_is_utc_whatever_the_zone)
{
	char line[MBOX_FROM_LINE_MAX];

	setenv("TZ", "America/New_York", 1);
	mbox_from_line("", 0, 1700000000, line);
	cr_assert_str_eq(line, "From MAILER-DAEMON Tue Nov 14 22:13:20 2023\n");
}

static void check_date(time_t when, const char *expected)
{
	char line[MBOX_FROM_LINE_MAX];

	cr_assert_eq(mbox_from_line("", 0, when, line), strlen(expected));
	cr_assert_str_eq(line, expected);
}

Test(mbox_from_line, date_has_always_the_same_length)
{
	check_date(1762157445, "From MAILER-DAEMON Mon Nov  3 08:10:45 2025\n");
	check_date(951868799, "From MAILER-DAEMON Tue Feb 29 23:59:59 2000\n");
	check_date(
	    253402300799, "From MAILER-DAEMON Fri Dec 31 23:59:59 9999\n");
}

Test(mbox_from_line, a_clock_beyond_all_years_is_the_epoch)
{
	check_date(253402300800, "From MAILER-DAEMON" EPOCH);
	check_date(
	    -30610224000, "From MAILER-DAEMON Wed Jan  1 00:00:00 1000\n");
	check_date(-30610224001, "From MAILER-DAEMON" EPOCH);
	check_date(INT64_MAX, "From MAILER-DAEMON" EPOCH);
	check_date(INT64_MIN, "From MAILER-DAEMON" EPOCH);
}
