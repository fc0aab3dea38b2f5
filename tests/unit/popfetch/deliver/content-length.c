/*
 * content-length.c - the field that other programs wrote is gone.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/deliver/content-length.h"

/* However the octets come, the same goes out; taken says how many of them
 * belong to the header. */
static void check(const char *in, const char *expected, size_t taken)
{
	const size_t length = strlen(in);

	for (size_t step = 1; step <= length; step++) {
		struct content_length field = {.count = 0};
		char out[1024];
		size_t at = 0, used = 0, all = 0;

		while (at < length && field.state != CONTENT_LENGTH_OVER) {
			const size_t n =
			    length - at < step ? length - at : step;
			const size_t room = n + CONTENT_LENGTH_HELD_MAX;
			char *piece = malloc(room);
			size_t seen, made = content_length_remove(
					 &field, in + at, n, piece, &seen);

			cr_assert_leq(made, room);
			cr_expect(
			    seen == n || field.state == CONTENT_LENGTH_OVER);
			memcpy(out + used, piece, made);
			used += made;
			all += seen;
			at += n;
			free(piece);
		}
		if (field.state != CONTENT_LENGTH_OVER)
			used += content_length_finish(&field, out + used);
		out[used] = '\0';
		cr_expect_str_eq(out, expected, "'%s' by %zu", in, step);
		cr_expect_eq(all, taken, "'%s' by %zu: %zu", in, step, all);
	}
}

static void check_header(const char *in, const char *expected)
{
	check(in, expected, strlen(in));
}

Test(content_length, the_field_goes_and_its_neighbours_stay)
{
	check_header("A: b\nContent-Length: 12\nC: d\n", "A: b\nC: d\n");
	check_header("Content-Length: 1\nContent-Length: 2\nA: b\n", "A: b\n");
	check_header("A: b\nContent-Length: 12", "A: b\n");
}

Test(content_length, the_name_may_be_in_any_case_with_blanks_behind_it)
{
	check_header(
	    "content-length:1\nCONTENT-LENGTH \t: 2\nA: b\n", "A: b\n");
}

Test(content_length, folded_lines_go_with_it)
{
	check_header("Content-Length:\n 12\n\t34\nA: b\n c\n", "A: b\n c\n");
	check_header("Content-Length: 1\n Content-Length: 2\nA: b\n", "A: b\n");
}

Test(content_length, what_only_looks_like_it_stays)
{
	static const char *const rows[] = {"Content-Lengths: 1\n",
	    "Content-Lengt: 1\n", "X-Content-Length: 1\n",
	    "A: b\n Content-Length: 1\n", "Content-Length\n",
	    "Content-Length x: 1\n", "Content-Leng", "Content-Length  ",
	    "Content_Length: 1\n"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		check_header(rows[i], rows[i]);
}

/* Whoever ends the last line then has ended no header. */
Test(content_length, a_line_that_was_not_ended_can_be_ended_yet)
{
	static const char *const rows[] = {
	    "A: b\nContent-Le", "Content-Length ", "C", "A: b\nX-C"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const size_t length = strlen(rows[i]);
		struct content_length field = {.count = 0};
		char out[128], expected[64];
		size_t taken, used = content_length_remove(
				  &field, rows[i], length, out, &taken);

		used += content_length_finish(&field, out + used);
		used +=
		    content_length_remove(&field, "\n", 1, out + used, &taken);
		out[used] = '\0';
		snprintf(expected, sizeof expected, "%s\n", rows[i]);
		cr_expect_str_eq(out, expected);
		cr_expect_neq(field.state, CONTENT_LENGTH_OVER);
	}
}

/* What is held back has a bound, so a line of blanks is none. */
Test(content_length, blanks_without_end_are_not_held)
{
	char line[128] = "Content-Length";

	memset(line + 14, ' ', 100);
	strcpy(line + 114, ": 1\n");
	check_header(line, line);
}

Test(content_length, what_follows_the_header_is_not_looked_at)
{
	check("A: b\nContent-Length: 1\n\nContent-Length: 2\n", "A: b\n", 23);
	check("\nContent-Length: 2\n", "", 0);
}
