/*
 * line-end.c - CRLF made LF, however the octets are split.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/text/line-end.h"
#include "tests/unit/base/guard.h"

/* Converts in pieces of step octets, each against the end of the readable
 * world and into no more room than promised. */
static void check_step(const char *in, const char *expected, size_t step)
{
	struct line_end line_end = {.cr = false};
	char out[256];
	size_t length = strlen(in), used = 0;

	for (size_t at = 0; at < length; at += step) {
		size_t n = length - at < step ? length - at : step;
		char *piece = guarded(in + at, n);
		size_t came;

		out[used + n + 1] = '!';
		came = line_end_convert(&line_end, piece, n, out + used);
		cr_assert_leq(came, n + 1);
		cr_assert_eq(out[used + n + 1], '!');
		used += came;
	}
	used += line_end_finish(&line_end, out + used);
	out[used] = '\0';
	cr_assert_str_eq(out, expected, "in pieces of %zu", step);
}

static void check(const char *in, const char *expected)
{
	for (size_t step = 1; step <= strlen(in); step++)
		check_step(in, expected, step);
}

Test(line_end, crlf_becomes_lf)
{
	check("a\r\nbc\r\n\r\nd\r\n", "a\nbc\n\nd\n");
}

Test(line_end, lone_lf_stays)
{
	check("a\nb\n", "a\nb\n");
}

Test(line_end, lone_cr_is_data)
{
	check("a\rb\r\r\nc", "a\rb\r\nc");
	check("\r", "\r");
	check("x\r\r\r", "x\r\r\r");
}

Test(line_end, lf_cr_is_no_line_end)
{
	check("a\n\rb", "a\n\rb");
}

/* Three lines of one length, of which the second has these octets at a place.
 */
static void check_equal_lines(size_t length, size_t at, const char *octets)
{
	char in[256], expected[256], line[64];
	char *to = expected;

	memset(line, 'x', length);
	line[length] = '\0';
	snprintf(in, sizeof in, "%s\r\n%s\r\n%s\r\n", line, line, line);
	memcpy(in + length + 2 + at, octets, strlen(octets));
	for (const char *from = in; *from != '\0'; from++)
		if (strncmp(from, "\r\n", 2) != 0)
			*to++ = *from;
	*to = '\0';
	check_step(in, expected, strlen(in));
	check_step(in, expected, 50);
}

/* As those of an attachment, and one that only seems to be. */
Test(line_end, lines_of_one_length)
{
	static const size_t lengths[] = {14, 15, 16, 17, 30, 31, 32, 33, 47};

	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		for (size_t at = 0; at + 1 < lengths[i]; at++) {
			check_equal_lines(lengths[i], at, "\n");
			check_equal_lines(lengths[i], at, "\r");
			check_equal_lines(lengths[i], at, "\r\n");
		}
}

Test(line_end, lines_of_other_lengths)
{
	check("0123456789abcdef\r\n0123456789abcdefg\r\n"
	      "0123456789abcde\r\n0123456789abcdef\r\r\n\r\n"
	      "0123456789abcdefg\r\n0123456789abcdefg",
	    "0123456789abcdef\n0123456789abcdefg\n"
	    "0123456789abcde\n0123456789abcdef\r\n\n"
	    "0123456789abcdefg\n0123456789abcdefg");
}

Test(line_end, nothing_becomes_nothing)
{
	struct line_end line_end = {.cr = false};
	char out[1];

	cr_assert_eq(line_end_convert(&line_end, "", 0, out), 0);
	cr_assert_eq(line_end_finish(&line_end, out), 0);
}

Test(line_end, a_nul_is_data)
{
	struct line_end line_end = {.cr = false};
	char out[8];

	cr_assert_eq(line_end_convert(&line_end, "a\0\r\nb", 5, out), 4);
	cr_assert_eq(memcmp(out, "a\0\nb", 4), 0);
}
