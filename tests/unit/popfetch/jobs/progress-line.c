/*
 * The line of an account, on terminals wide and narrow.
 */
#include <criterion/criterion.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/jobs/progress-line.h"

#define M (UINT64_C(1) << 20)

static void use_utf8(void)
{
	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
}

TestSuite(progress_line, .init = use_utf8);

/* 3.1M of 10M in 2.5 seconds. */
static const struct progress_counts usual = {12, 40, 3250585, 10 * M};

static struct progress progress_of(const struct progress_counts *counts)
{
	const struct progress_counts begun = {
	    0, counts->of_messages, 0, counts->of_octets};
	struct progress progress = {0};

	progress_note(&progress, &begun, 0);
	progress_note(&progress, counts, 2500);
	return progress;
}

/* What is printed of some accounts, lines ending in "|"; static storage. */
static const char *printed(
    struct progress_line *lines, size_t count, unsigned columns)
{
	static char text[4096];
	const struct progress_layout layout =
	    progress_line_lay_out(lines, count, columns);
	FILE *stream = fmemopen(text, sizeof text, "w");

	cr_assert_not_null(stream);
	for (size_t i = 0; i < count; i++) {
		progress_line_print(stream, &lines[i], &layout);
		fputs("|", stream);
		progress_line_clear(&lines[i]);
	}
	fclose(stream);
	return text;
}

static const char *line_of(
    const char *name, const struct progress_counts *counts, unsigned columns)
{
	const struct progress progress = progress_of(counts);
	struct progress_line line;

	progress_line_make(&line, name, &progress, 2500);
	return printed(&line, 1, columns);
}

static void expect(unsigned columns, const char *expected)
{
	const char *text = line_of("work", &usual, columns);

	cr_expect_str_eq(text, expected, "%u: '%s'", columns, text);
}

Test(progress_line, says_it_all_where_there_is_room)
{
	expect(200, "work  12/40 messages  3.1M of 10M  1.3M/s  0:06 left|");
	expect(53, "work  12/40 messages  3.1M of 10M  1.3M/s  0:06 left|");
}

Test(progress_line, says_less_where_there_is_less)
{
	expect(52, "work  12/40 messages  3.1M of 10M  1.3M/s  0:06 left|");
	expect(51, "work  12/40  3.1M of 10M  1.3M/s  0:06 left|");
	expect(43, "work  12/40  3.1M of 10M  1.3M/s  0:06 left|");
	expect(42, "work  12/40  3.1M of 10M  0:06 left|");
	expect(34, "work  12/40  3.1M  0:06 left|");
	expect(27, "work  12/40  0:06 left|");
	expect(20, "work  12/40  3.1M|");
	expect(16, "work  12/40|");
	expect(10, "wo…  12/40|");
	expect(8, "…  12/40|");
	expect(7, "12/40|");
	expect(4, "12/…|");
	expect(1, "…|");
}

/* Columns of text in UTF-8 without wide characters and marks, to the "|". */
static unsigned columns_of(const char *text)
{
	unsigned columns = 0;

	for (; *text != '|'; text++)
		columns += ((unsigned char)*text & 0xc0) != 0x80;
	return columns;
}

Test(progress_line, is_never_wider_than_it_may_be)
{
	const struct progress_counts many = {
	    3999999, 4000000, UINT64_MAX / 2, UINT64_MAX};
	static const char *const names[] = {
	    "work", "", "pop://jim@pop.example.org:11000", "b\xc3\xbcro"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		for (unsigned columns = 1; columns < 120; columns++) {
			cr_expect_leq(
			    columns_of(line_of(names[i], &usual, columns)),
			    columns);
			cr_expect_leq(
			    columns_of(line_of(names[i], &many, columns)),
			    columns);
		}
}

Test(progress_line, shortens_a_long_name_before_it_says_less)
{
	const char *name = "pop://jim@pop.example.org";

	cr_expect_str_eq(line_of(name, &usual, 80),
	    "pop://jim@pop.example.org  12/40 messages  3.1M of 10M  1.3M/s  "
	    "0:06 left|");
	cr_expect_str_eq(line_of(name, &usual, 60),
	    "pop://jim@pop.exampl…  12/40  3.1M of 10M  1.3M/s  0:06 left|");
	cr_expect_str_eq(line_of(name, &usual, 40),
	    "pop://ji…  12/40  3.1M of 10M  0:06 left|");
}

Test(progress_line, measures_names_as_terminals_do)
{
	cr_expect_str_eq(line_of("\xe5\x8f\x97\xe4\xbf\xa1", &usual, 20),
	    "\xe5\x8f\x97\xe4\xbf\xa1  12/40  3.1M|");
	cr_expect_str_eq(line_of("\xe5\x8f\x97\xe4\xbf\xa1", &usual, 10),
	    "\xe5\x8f\x97…  12/40|");
}

Test(progress_line, has_no_controls)
{
	cr_expect_null(strchr(line_of("a\033[2Jb\r\n", &usual, 80), '\033'));
}

Test(progress_line, does_without_what_nobody_knows)
{
	const struct progress_counts counts = {1, 1, 2048, 0};

	cr_expect_str_eq(
	    line_of("work", &counts, 80), "work  1/1 message  2.0K  819/s|");
	cr_expect_str_eq(line_of("work", &counts, 20), "work  1/1  2.0K|");
}

Test(progress_line, at_the_end_has_nothing_left)
{
	const struct progress_counts counts = {40, 40, 10 * M, 10 * M};

	cr_expect_str_eq(line_of("work", &counts, 80),
	    "work  40/40 messages  10M of 10M  4.0M/s|");
}

Test(progress_line, does_not_guess_days)
{
	const struct progress_counts counts = {0, 2, 3, 10 * M};

	cr_expect_str_eq(
	    line_of("work", &counts, 80), "work  0/2 messages  3 of 10M  1/s|");
}

Test(progress_line, of_several_stand_in_columns)
{
	const struct progress_counts few = {3, 9, 1000, 2048};
	const struct progress one = progress_of(&usual);
	const struct progress other = progress_of(&few);
	struct progress_line lines[2];

	for (unsigned columns = 80; columns > 20; columns -= 30) {
		progress_line_make(&lines[0], "work", &one, 2500);
		progress_line_make(&lines[1], "private", &other, 2500);
		cr_expect_str_eq(printed(lines, 2, columns),
		    columns == 80
			? "work     12/40 messages  3.1M of 10M   1.3M/s  "
			  "0:06 left|"
			  "private    3/9 messages  1000 of 2.0K   400/s  "
			  "0:03 left|"
			: "work     12/40  3.1M of 10M   1.3M/s  0:06 left|"
			  "private    3/9  1000 of 2.0K   400/s  0:03 left|");
	}
}
