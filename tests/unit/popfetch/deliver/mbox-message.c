/*
 * mbox-message.c - a message as it stands in an mbox, however it came.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/deliver/mbox-message.h"
#include "tests/unit/base/guard.h"

#define SENT_BY(sender) "From " sender " Thu Jan  1 00:00:00 1970\n"

static void check_step(
    enum mbox_format format, const char *in, const char *expected, size_t step)
{
	FILE *file = tmpfile();
	size_t length = strlen(in);
	struct mbox_message message;
	struct outlet outlet;
	char came[1000] = "";

	cr_assert(outlet_init(&outlet));
	outlet_attach(&outlet, fileno(file), 0);
	cr_assert(mbox_message_init(&message, &outlet, format));
	mbox_message_begin(&message, 0);
	for (size_t at = 0; at < length; at += step) {
		size_t n = length - at < step ? length - at : step;

		cr_assert(mbox_message_data(&message, guarded(in + at, n), n));
	}
	cr_assert(mbox_message_end(&message));
	cr_assert(outlet_flush(&outlet));
	cr_assert_gt(fread(came, 1, sizeof came - 1, file), 0);
	cr_assert_str_eq(came, expected, "in pieces of %zu", step);
	mbox_message_free(&message);
	outlet_free(&outlet);
	fclose(file);
}

static void check(enum mbox_format format, const char *in, const char *expected)
{
	for (size_t step = 1; step <= strlen(in); step++)
		check_step(format, in, expected, step);
}

#define HEADER "Subject: s\r\nReturn-Path: <jim@example.org>\r\n"
#define CAME   "Subject: s\nReturn-Path: <jim@example.org>\n"
#define BODY   "\r\nFrom x\r\n>From y\r\n.\r\rz\r\n"

Test(mbox_message, is_the_same_in_whatever_pieces_it_comes)
{
	check(MBOX_RD, HEADER BODY,
	    SENT_BY("jim@example.org") CAME "\n>From x\n>>From y\n.\r\rz\n\n");
	check(MBOX_O, HEADER BODY,
	    SENT_BY("jim@example.org") CAME "\n>From x\n>From y\n.\r\rz\n\n");
	check(MBOX_CL2, HEADER BODY,
	    SENT_BY("jim@example.org") CAME "Content-Length:              20\n"
					    "\nFrom x\n>From y\n.\r\rz\n\n");
}

Test(mbox_message, sender_is_taken_from_the_header_alone)
{
	check(MBOX_RD, "Subject: s\r\n\r\nReturn-Path: <x@example.org>\r\n",
	    SENT_BY("MAILER-DAEMON") "Subject: s\n\nReturn-Path: "
				     "<x@example.org>\n\n");
	check(MBOX_RD, "\r\n" HEADER, SENT_BY("MAILER-DAEMON") "\n" CAME "\n");
	check(MBOX_RD, "a: b\n\n" HEADER,
	    SENT_BY("MAILER-DAEMON") "a: b\n\n" CAME "\n");
}

Test(mbox_message, line_of_a_lone_cr_does_not_end_the_header)
{
	check(MBOX_RD, "a: b\r\n\r\r\n" HEADER,
	    SENT_BY("jim@example.org") "a: b\n\r\n" CAME "\n");
}

Test(mbox_message, last_line_gets_its_end)
{
	check(MBOX_RD, "a: b\r\n\r\nc\r",
	    SENT_BY("MAILER-DAEMON") "a: b\n\nc\r\n\n");
	check(MBOX_RD, "a: b\r\n\r\nFrom",
	    SENT_BY("MAILER-DAEMON") "a: b\n\nFrom\n\n");
	check(MBOX_RD, HEADER, SENT_BY("jim@example.org") CAME "\n");
}
