/*
 * lmtp.c - replies, commands and messages of LMTP.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/deliver/lmtp.h"

/* ---- Replies ------------------------------------------------------------- */

static enum lmtp_progress read_all(
    struct lmtp_reply *reply, const char *octets, size_t step)
{
	enum lmtp_progress progress = LMTP_MORE;
	size_t length = strlen(octets);

	lmtp_reply_begin(reply);
	for (size_t at = 0; at < length && progress == LMTP_MORE;) {
		size_t n = length - at < step ? length - at : step;
		char *span = malloc(n); /* whoever reads beyond is caught */
		size_t taken = 0;

		memcpy(span, octets + at, n);
		progress = lmtp_reply_take(reply, span, n, &taken);
		cr_expect(taken == n || progress != LMTP_MORE);
		at += taken;
		free(span);
	}
	return progress;
}

Test(lmtp, reply_has_code_and_the_last_line)
{
	static const char reply_text[] =
	    "250-mail.example.org\r\n250-PIPELINING\r\n250-size 1000\r\n"
	    "250-8BITMIMEX\r\n250 ok, go\r\n";
	struct lmtp_reply reply;

	for (size_t step = 1; step < sizeof reply_text; step++) {
		cr_expect_eq(read_all(&reply, reply_text, step), LMTP_COMPLETE);
		cr_expect_eq(reply.code, 250);
		cr_expect_str_eq(reply.text, "ok, go");
		cr_expect(reply.features.pipelining);
		cr_expect(reply.features.size);
		cr_expect_not(reply.features.eight_bit);
	}
}

Test(lmtp, features_are_those_announced_in_any_case)
{
	struct lmtp_reply reply;

	cr_expect_eq(read_all(&reply, "250-x\r\n250-8bitmime\r\n250 y\r\n", 3),
	    LMTP_COMPLETE);
	cr_expect(reply.features.eight_bit);
	cr_expect_not(reply.features.pipelining);
	cr_expect_not(reply.features.size);
	cr_expect_eq(
	    read_all(&reply, "250-x\r\n250 SIZE\r\n", 3), LMTP_COMPLETE);
	cr_expect(reply.features.size);
	cr_expect_not(reply.features.eight_bit);
	cr_expect_eq(read_all(&reply,
			 "250-x SIZE\r\n250-SIZES\r\n250 XPIPELINING\r\n", 3),
	    LMTP_COMPLETE);
	cr_expect_not(reply.features.size);
	cr_expect_not(reply.features.pipelining);
}

Test(lmtp, codes_have_three_digits_of_ten)
{
	static const int codes[] = {200, 219, 290, 299, 354, 421, 599};
	struct lmtp_reply reply;

	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		char text[32];

		snprintf(text, sizeof text, "%d x\r\n", codes[i]);
		cr_expect_eq(
		    read_all(&reply, text, 9), LMTP_COMPLETE, "%s", text);
		cr_expect_eq(reply.code, codes[i]);
	}
}

Test(lmtp, reply_without_text_or_cr_is_one)
{
	struct lmtp_reply reply;

	cr_expect_eq(read_all(&reply, "354\r\n", 9), LMTP_COMPLETE);
	cr_expect_eq(reply.code, 354);
	cr_expect_str_eq(reply.text, "");
	cr_expect_eq(read_all(&reply, "250 \n", 1), LMTP_COMPLETE);
	cr_expect_eq(read_all(&reply, "450-\r\n450 x\n", 1), LMTP_COMPLETE);
	cr_expect_str_eq(reply.text, "x");
}

Test(lmtp, reply_ends_where_the_next_begins)
{
	static const char two[] = "250 a\r\n550 b\r\n";
	struct lmtp_reply reply;
	size_t taken;

	lmtp_reply_begin(&reply);
	cr_expect_eq(lmtp_reply_take(&reply, two, sizeof two - 1, &taken),
	    LMTP_COMPLETE);
	cr_expect_eq(taken, 7);
}

Test(lmtp, reply_that_is_missing_octets_is_awaited)
{
	static const char *const rows[] = {
	    "", "2", "250", "250 x", "250 x\r", "250-x\r\n", "250-x\r\n250"};
	struct lmtp_reply reply;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(
		    read_all(&reply, rows[i], 3), LMTP_MORE, "'%s'", rows[i]);
}

Test(lmtp, what_is_no_reply_is_broken)
{
	static const char *const rows[] = {"\r\n", "\n", "25\r\n", "+OK\r\n",
	    "2:0\r\n", "20:\r\n", "2/0\r\n", ":00\r\n", "199 x\r\n", "2500\r\n",
	    "250x\r\n", "250\tx\r\n", "150 x\r\n", "600 x\r\n", "999 x\r\n",
	    "-50 x\r\n", "250-x\r\n251 y\r\n", "250-x\r\n\r\n"};
	struct lmtp_reply reply;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(
		    read_all(&reply, rows[i], 2), LMTP_BROKEN, "'%s'", rows[i]);
}

Test(lmtp, reply_is_bounded_in_lines_and_octets)
{
	char *text = calloc(1, LMTP_LINE_MAX + LMTP_LINES_MAX * 8 + 32);
	struct lmtp_reply reply;

	memset(text, 'x', LMTP_LINE_MAX + 1);
	memcpy(text, "250 ", 4);
	cr_expect_eq(read_all(&reply, text, 1000), LMTP_BROKEN);
	text[LMTP_LINE_MAX] = '\n';
	text[LMTP_LINE_MAX + 1] = '\0';
	cr_expect_eq(read_all(&reply, text, 1000), LMTP_COMPLETE);
	cr_expect_eq(strlen(reply.text), LMTP_TEXT_SIZE - 1);
	text[0] = '\0';
	for (int i = 0; i < LMTP_LINES_MAX; i++)
		strcat(text, "250-x\r\n");
	cr_expect_eq(read_all(&reply, text, 1000), LMTP_MORE);
	strcat(text, "250 x\r\n");
	cr_expect_eq(read_all(&reply, text, 1000), LMTP_BROKEN);
	free(text);
}

Test(lmtp, nul_in_a_reply_ends_its_text_only)
{
	static const char octets[] = "250 a\0b\r\n";
	struct lmtp_reply reply;
	size_t taken;

	lmtp_reply_begin(&reply);
	cr_expect_eq(lmtp_reply_take(&reply, octets, sizeof octets - 1, &taken),
	    LMTP_COMPLETE);
	cr_expect_str_eq(reply.text, "a");
}

/* ---- Commands ------------------------------------------------------------ */

Test(lmtp, mail_says_what_the_server_announced)
{
	const struct lmtp_features none = {0}, all = {true, true, true};
	char out[LMTP_COMMAND_SIZE];

	lmtp_write_mail(out, "a@b", 12, true, &none);
	cr_expect_str_eq(out, "MAIL FROM:<a@b>\r\n");
	lmtp_write_mail(out, "", 12, true, &all);
	cr_expect_str_eq(out, "MAIL FROM:<> SIZE=12 BODY=8BITMIME\r\n");
	lmtp_write_mail(out, "", 12, false, &all);
	cr_expect_str_eq(out, "MAIL FROM:<> SIZE=12\r\n");
	lmtp_write_rcpt(out, "jim");
	cr_expect_str_eq(out, "RCPT TO:<jim>\r\n");
}

/* ---- A message ----------------------------------------------------------- */

/* However the octets come, the same goes out. */
static void check(const char *in, const char *expected)
{
	for (size_t step = 1; step <= strlen(in) + 1; step++) {
		struct lmtp_body body = {.inside_line = false};
		char out[256];
		size_t used = 0;

		for (size_t at = 0; at < strlen(in); at += step) {
			size_t n = strlen(in) - at;
			char *room;
			size_t made;

			n = n < step ? n : step;
			room = malloc(LMTP_BODY_ROOM(n));
			made = lmtp_body_convert(&body, in + at, n, room);
			cr_assert_leq(made, LMTP_BODY_ROOM(n));
			memcpy(out + used, room, made);
			used += made;
			free(room);
		}
		used += lmtp_body_finish(&body, out + used);
		out[used] = '\0';
		cr_expect_str_eq(out, expected, "'%s' by %zu", in, step);
	}
}

Test(lmtp, line_ends_are_crlf_and_dots_are_stuffed)
{
	check("a\n\nb\n", "a\r\n\r\nb\r\n.\r\n");
	check(".\n..\n.x\nx.\n", "..\r\n...\r\n..x\r\nx.\r\n.\r\n");
	check("", ".\r\n");
	check("\n", "\r\n.\r\n");
}

Test(lmtp, last_line_is_ended)
{
	check("a", "a\r\n.\r\n");
	check(".", "..\r\n.\r\n");
	check("a\r", "a\r\r\n.\r\n");
}

Test(lmtp, lone_cr_is_data_but_in_front_of_a_dot)
{
	check("a\rb\r\r\n", "a\rb\r\r\r\n.\r\n");
	check("a\r.\r\n", "a .\r\r\n.\r\n");
	check("\r.\n", " .\r\n.\r\n");
	check("\n\r.\r", "\r\n .\r\r\n.\r\n");
}
