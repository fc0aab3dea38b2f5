/*
 * line-end.c - CRLF made LF, however the octets are split.
 */
#include <criterion/criterion.h>
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
