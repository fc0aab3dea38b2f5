/*
 * message-out.c - messages as --top and --retr print them.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/errand/message-out.h"
#include "popfetch/text/envelope.h"

#define OCTETS_MAX (1u << 20)

static void print_split(
    struct message_out *out, const char *message, size_t length, size_t step)
{
	message_out_begin(out);
	for (size_t at = 0; at < length; at += step)
		message_out_data(
		    out, message + at, length - at < step ? length - at : step);
	message_out_end(out);
}

/* Standard output goes into a file from here on. */
static FILE *file;

static void catch_output(void)
{
	file = tmpfile();
	cr_assert_not_null(file);
	fflush(stdout);
	cr_assert(dup2(fileno(file), STDOUT_FILENO) >= 0);
}

/* What has been printed so far, with a NUL behind; the caller frees it. */
static char *printed(void)
{
	char *text = calloc(1, OCTETS_MAX);

	fflush(stdout);
	cr_assert_not_null(text);
	rewind(file);
	cr_assert_gt(fread(text, 1, OCTETS_MAX - 1, file), 0);
	return text;
}

/* However the octets come, the same is printed. */
static void check_all_splits(
    enum message_format format, const char *message, const char *expected)
{
	size_t length = strlen(expected);
	struct message_out out;
	char *text;

	cr_assert(message_out_init(&out, format));
	for (size_t step = 1; step <= strlen(message); step++)
		print_split(&out, message, strlen(message), step);
	text = printed();
	cr_assert_eq(strlen(text), length * strlen(message));
	for (size_t i = 0; i < strlen(message); i++)
		cr_assert_eq(memcmp(text + i * length, expected, length), 0);
	free(text);
	message_out_clear(&out);
}

Test(message_out, one_message_is_as_it_is, .init = catch_output)
{
	check_all_splits(MESSAGE_AS_IT_IS, "A: b\r\n\r\nFrom x\ry\r\n\r",
	    "A: b\n\nFrom x\ry\n\r");
}

Test(message_out, several_are_an_mboxrd_stream, .init = catch_output)
{
	static const char message[] = "Return-Path: <jim@example.org>\r\n\r\n"
				      "From x\r\n>From y\r\nz";
	struct message_out out;
	char *text, *line_end;

	cr_assert(message_out_init(&out, MESSAGE_MBOXRD));
	print_split(&out, message, strlen(message), 7);
	print_split(&out, "\r\nFrom", 6, 1);
	message_out_clear(&out);
	text = printed();
	line_end = strchr(text, '\n');
	cr_assert_eq(strncmp(text, "From jim@example.org ", 21), 0);
	cr_assert_eq(strncmp(line_end + 1,
			 "Return-Path: <jim@example.org>\n\n"
			 ">From x\n>>From y\nz\n\nFrom MAILER-DAEMON ",
			 67),
	    0);
	cr_assert_not_null(strstr(line_end, "\n\nFrom\n\n"));
	free(text);
}

Test(
    message_out, a_header_longer_than_is_held_comes_whole, .init = catch_output)
{
	size_t length = ENVELOPE_HEAD_MAX * 3;
	char *message = malloc(length), *text, *line_end;
	struct message_out out;

	memset(message, 'x', length);
	memcpy(message, "Return-Path: <a@b>\n", 19);
	cr_assert(message_out_init(&out, MESSAGE_MBOXRD));
	print_split(&out, message, length, 10000);
	message_out_clear(&out);
	text = printed();
	line_end = strchr(text, '\n');
	cr_assert_eq(strncmp(text, "From a@b ", 9), 0);
	cr_assert_eq(memcmp(line_end + 1, message, length), 0);
	cr_assert_str_eq(line_end + 1 + length, "\n\n");
	free(text);
	free(message);
}

Test(message_out, one_that_breaks_off_is_no_part_of_the_next,
    .init = catch_output)
{
	size_t length = ENVELOPE_HEAD_MAX + 1;
	char *message = malloc(length), *text;
	struct message_out out;

	memset(message, 'x', length);
	cr_assert(message_out_init(&out, MESSAGE_MBOXRD));
	message_out_begin(&out);
	message_out_data(&out, message, length);
	message_out_break(&out);
	message_out_break(&out);
	print_split(&out, "A: b\r\n", 6, 6);
	message_out_begin(&out);
	message_out_data(&out, "C: d\r\n", 6);
	message_out_break(&out);
	message_out_clear(&out);
	text = printed();
	cr_expect_not_null(strstr(text, "xx\n\nFrom MAILER-DAEMON "));
	cr_expect_null(strstr(text, "xx\n\n\n"), "broken off only once");
	cr_expect_null(strstr(text, "C: d"), "what is held is not printed");
	free(text);
	free(message);
}
