#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"
#include "libpop3/engine/dot.h"

static char data[1024];
static size_t data_length;

/* Reads octets that come in the pieces the cuts make; returns the octets
 * that the message and its terminator took, 0 when no terminator came. */
static size_t take_pieces(struct p3_dot dot, const char *octets, size_t length,
    const size_t *cuts, size_t count)
{
	size_t at = 0;

	data_length = 0;
	for (size_t i = 0; i <= count; i++) {
		size_t end = i < count ? cuts[i] : length;
		char *piece = guarded(octets + at, end - at);
		size_t left = end - at, used;
		struct pop3_span span;
		enum p3_dot_found found;

		while ((found = p3_dot_take(&dot, piece, left, &span, &used)) ==
		       P3_DOT_DATA) {
			cr_assert_gt(span.length, 0);
			memcpy(data + data_length, span.octets, span.length);
			data_length += span.length;
			piece += used;
			left -= used;
			at += used;
		}
		if (found == P3_DOT_END)
			return at + used;
		cr_assert_leq(left, 2, "holds back more than dot and CR");
	}
	return 0;
}

static void check(struct p3_dot dot, const char *wire, size_t wire_length,
    const char *message, size_t taken)
{
	cr_assert_eq(take_pieces(dot, wire, wire_length, NULL, 0), taken);
	cr_assert_eq(data_length, strlen(message));
	cr_assert_arr_eq(data, message, data_length);
	for (size_t a = 0; a < wire_length; a++)
		for (size_t b = a; b < wire_length; b++) {
			size_t cuts[] = {a, b};

			cr_assert_eq(
			    take_pieces(dot, wire, wire_length, cuts, 2), taken,
			    "cut at %zu and %zu", a, b);
			cr_assert_eq(data_length, strlen(message));
			cr_assert_arr_eq(data, message, data_length);
		}
}

/* A message that is whole, and octets of the next reply behind it. */
static void is_message(const char *wire, const char *message)
{
	char with_next[256];
	size_t n = strlen(wire);

	memcpy(with_next, wire, n);
	memcpy(with_next + n, "+OK\r\n.", 6);
	check((struct p3_dot){0}, with_next, n + 6, message, n);
}

static void is_unfinished(const char *wire, const char *message)
{
	check((struct p3_dot){0}, wire, strlen(wire), message, 0);
}

static void is_bare_lf_message(const char *wire, const char *message)
{
	check((struct p3_dot){.bare_lf = true}, wire, strlen(wire), message,
	    strlen(wire));
}

Test(dot, message_ends_at_its_terminator)
{
	is_message("a\r\n.\r\n", "a\r\n");
	is_message("Subject: x\r\n\r\nworld.\r\n.\r\n",
	    "Subject: x\r\n\r\nworld.\r\n");
}

Test(dot, empty_message)
{
	is_message(".\r\n", "");
	is_message("\r\n.\r\n", "\r\n");
}

Test(dot, stuffed_dots_go)
{
	is_message("..\r\n.\r\n", ".\r\n");
	is_message("a\r\n..b\r\n...\r\n.\r\n", "a\r\n.b\r\n..\r\n");
	is_message("..\r\n..\r\n.\r\n", ".\r\n.\r\n");
}

Test(dot, unstuffed_dot_at_a_line_start_goes_too)
{
	is_message("a\r\n.b\r\n.\r\n", "a\r\nb\r\n");
}

Test(dot, dot_inside_a_line_is_data)
{
	is_message("a.\r\n.\r\n", "a.\r\n");
	is_message("a..b\r\n.\r\n", "a..b\r\n");
}

Test(dot, bare_lf_before_a_dot_is_no_line_end)
{
	is_unfinished("a\n.\r\n", "a\n.\r\n");
	is_unfinished("a\n.\n", "a\n.\n");
	is_unfinished("a\n..b\r\n", "a\n..b\r\n");
	is_message("a\n.\nb\r\n.\r\n", "a\n.\nb\r\n");
}

Test(dot, bare_lf_behind_a_dot_is_no_terminator)
{
	is_message("a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n");
	is_message("a\r\n..\nb\r\n.\r\n", "a\r\n.\nb\r\n");
}

Test(dot, lone_cr_is_data)
{
	is_message("a\rb\r\n.\r\n", "a\rb\r\n");
	is_message("a\r.\r\n.\r\n", "a\r.\r\n");
	is_message("a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n");
	is_message("a\r\r\n.\r\n", "a\r\r\n");
	is_message("a\r\n.\r\r\n.\r\n", "a\r\n\r\r\n");
}

Test(dot, terminator_needs_all_of_its_octets)
{
	is_unfinished("a\r\n.", "a\r\n");
	is_unfinished("a\r\n.\r", "a\r\n");
	is_unfinished("a\r\n", "a\r\n");
	is_unfinished("a.\r\n", "a.\r\n");
	is_unfinished("a\r\n. \r\n", "a\r\n \r\n");
}

Test(dot, nul_and_8_bit_octets_pass)
{
	static const char wire[] = "a\0\xFF\r\n.\0\r\n.\r\n";
	struct pop3_span span;
	struct p3_dot dot = {0};
	size_t used;

	cr_assert_eq(p3_dot_take(&dot, wire, sizeof wire - 1, &span, &used),
	    P3_DOT_DATA);
	cr_assert_arr_eq(span.octets, "a\0\xFF\r\n", 5);
	cr_assert_eq(span.length, 5);
	cr_assert_eq(p3_dot_take(&dot, wire + used, sizeof wire - 1 - used,
			 &span, &used),
	    P3_DOT_DATA);
	cr_assert_arr_eq(span.octets, "\0\r\n", 3);
}

Test(dot, bare_lf_server_ends_lines_in_lf)
{
	is_bare_lf_message("a\n.\n", "a\n");
	is_bare_lf_message("a\n..b\n.\n", "a\n.b\n");
	is_bare_lf_message(".\n", "");
	is_bare_lf_message("a\r\n.\r\n", "a\r\n");
}

/* However the octets are looked at. */
Test(dot, dot_is_found_wherever_it_stands)
{
	enum {
		AROUND = 150
	};
	char wire[AROUND + 16], message[AROUND + 16];

	for (size_t at = 0; at <= AROUND; at++) {
		int before = (int)at, behind = (int)(AROUND - at);

		for (size_t cut = 0; cut < AROUND; cut += 7) {
			snprintf(wire, sizeof wire, "%0*d\r\n..%0*d\r\n.\r\n",
			    before, 0, behind, 0);
			snprintf(message, sizeof message, "%0*d\r\n.%0*d\r\n",
			    before, 0, behind, 0);
			cr_assert_eq(take_pieces((struct p3_dot){0}, wire,
					 strlen(wire), &cut, 1),
			    strlen(wire), "%zu", at);
			cr_assert_eq(data_length, strlen(message));
			cr_assert_arr_eq(data, message, data_length);
		}
	}
}

Test(dot, span_is_as_large_as_the_input)
{
	size_t n = 100000;
	char *octets = malloc(n);
	struct p3_dot dot = {0};
	struct pop3_span span;
	size_t used;

	for (size_t i = 0; i < n; i++)
		octets[i] = "x.\r\n\ny"[i % 6];
	cr_assert_eq(p3_dot_take(&dot, octets, n, &span, &used), P3_DOT_DATA);
	cr_assert_eq(span.length, n);
	cr_assert_eq(span.octets, octets, "copied");
	free(octets);
}
