/*
 * Tables on terminals of any width.
 */
#include <criterion/criterion.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/result/table.h"

static struct table table;
static char *printed;
static size_t length;
static FILE *stream;

static void begin(unsigned columns)
{
	setlocale(LC_CTYPE, "C.UTF-8");
	table = (struct table){.columns = columns};
	stream = open_memstream(&printed, &length);
	cr_assert_not_null(stream);
}

static void put(const char *name, const char *text)
{
	cr_expect(table_put(&table, name, text, 0));
}

static void listed(const char *number, const char *octets, const char *uid)
{
	table_begin_row(&table);
	put("number", number);
	put("octets", octets);
	put("uid", uid);
	table_end_row(&table, stream);
}

static void with_headers(const char *uid, const char *from, const char *subject)
{
	table_begin_row(&table);
	put("number", "1");
	put("octets", "100");
	put("uid", uid);
	put("date", "2026-11-02 08:15");
	put("from", from);
	put("subject", subject);
	table_end_row(&table, stream);
}

static void expect(const char *expected)
{
	table_print(&table, stream);
	fclose(stream);
	cr_expect_str_eq(printed, expected, "%s", printed);
	free(printed);
}

Test(table, numbers_are_on_the_right_and_texts_on_the_left)
{
	begin(80);
	listed("1", "1234", "abc");
	listed("12", "5", "abcdefghijkl");
	expect("NO  OCTETS  UNIQUE-ID\n"
	       " 1    1234  abc\n"
	       "12       5  abcdefghijkl\n");
}

Test(table, without_rows_is_nothing)
{
	begin(80);
	expect("");
}

Test(table, wide_characters_and_marks_stay_in_their_columns)
{
	begin(80);
	with_headers("u", "\xE5\xB1\xB1\xE5\xB1\xB1", "one");
	with_headers("u", "Ze\xCC\x81", "two");
	expect("NO  OCTETS  UNIQUE-ID  DATE              FROM  SUBJECT\n"
	       " 1     100  u          2026-11-02 08:15  "
	       "\xE5\xB1\xB1\xE5\xB1\xB1  one\n"
	       " 1     100  u          2026-11-02 08:15  Ze\xCC\x81    two\n");
}

Test(table, texts_are_cut_before_unique_ids)
{
	begin(64);
	with_headers("0123456789", "somebody somewhere", "a long subject");
	expect("NO  OCTETS  UNIQUE-ID   DATE              FROM      SUBJECT\n"
	       " 1     100  0123456789  2026-11-02 08:15  somebod\xE2\x80\xA6  "
	       "a long subj\xE2\x80\xA6\n");
}

Test(table, a_wide_character_is_not_cut_in_two)
{
	begin(20);
	table_begin_row(&table);
	put("number", "1");
	put("subject", "aaaa aaaa aa \xE5\xB1\xB1\xE5\xB1\xB1\xE5\xB1\xB1");
	table_end_row(&table, stream);
	table_begin_row(&table);
	put("number", "2");
	put("subject", "aaaa aaaa aaa\xE5\xB1\xB1\xE5\xB1\xB1\xE5\xB1\xB1");
	table_end_row(&table, stream);
	expect("NO  SUBJECT\n"
	       " 1  aaaa aaaa aa \xE5\xB1\xB1\xE2\x80\xA6\n"
	       " 2  aaaa aaaa aaa\xE5\xB1\xB1\xE2\x80\xA6\n");
}

Test(table, unique_ids_keep_both_ends)
{
	begin(24);
	listed("1", "1234", "0000000123456789abcdef");
	expect("NO  OCTETS  UNIQUE-ID\n"
	       " 1    1234  00000\xE2\x80\xA6"
	       "abcdef\n");
}

Test(table, of_20_columns_keeps_number_and_subject)
{
	begin(20);
	with_headers("0123456789", "somebody somewhere", "a long subject");
	expect("NO  UNIQU\xE2\x80\xA6  SUBJECT\n"
	       " 1  01\xE2\x80\xA6"
	       "789  a long \xE2\x80\xA6\n");
}

/* The ellipsis is three octets and one column. */
static size_t columns_of(const char *line)
{
	size_t wide = strlen(line);

	for (; (line = strstr(line, "\xE2\x80\xA6")) != NULL; line++)
		wide -= 2;
	return wide;
}

/* Whatever comes, no line is wider than the terminal. */
Test(table, keeps_to_every_width_from_20_on)
{
	for (unsigned columns = 20; columns < 150; columns++) {
		char *rest, *line, *at;

		begin(columns);
		with_headers("0000000100000002000000030000000400000005",
		    "somebody <somebody@somewhere.example.org>",
		    "a long subject that has many words in it, too many");
		with_headers("1", "a", "b");
		table_print(&table, stream);
		fclose(stream);
		rest = printed;
		while ((line = strtok_r(rest, "\n", &at)) != NULL) {
			cr_expect_leq(
			    columns_of(line), columns, "%u: %s", columns, line);
			rest = NULL;
		}
		free(printed);
	}
}

Test(table, rows_come_out_while_others_are_to_come)
{
	char number[24];

	begin(80);
	for (int i = 1; i <= TABLE_ROWS + 1; i++) {
		snprintf(number, sizeof number, "%d", i);
		listed(number, "1", "u");
	}
	fflush(stream);
	cr_expect_not_null(strstr(printed, "\n64       1  u\n"));
	cr_expect_null(strstr(printed, "\n65       1  u\n"));
	table_print(&table, stream);
	fflush(stream);
	cr_expect_not_null(strstr(printed, "\n65       1  u\n"));
	cr_expect_null(strstr(strstr(printed, "NO") + 1, "NO"));
	fclose(stream);
	free(printed);
}

Test(table, columns_are_as_wide_as_what_will_come)
{
	begin(80);
	table_begin_row(&table);
	cr_expect(table_put(&table, "number", "7", 5));
	cr_expect(table_put(&table, "uid", "u", 0));
	table_end_row(&table, stream);
	expect("   NO  UNIQUE-ID\n    7  u\n");
}

Test(table, what_nobody_tells_is_no_column)
{
	begin(80);
	listed("1", "2", "");
	expect("NO  OCTETS\n 1       2\n");
}

Test(table, marks_without_end_are_left_out)
{
	static char text[4096] = "a";

	for (size_t i = 1; i + 2 < sizeof text; i += 2)
		memcpy(text + i, "\xCC\x81", 2);
	begin(80);
	table_begin_row(&table);
	put("subject", text);
	table_end_row(&table, stream);
	expect("SUBJECT\na\xCC\x81\xCC\x81\xCC\x81\xCC\x81\n");
}

Test(table, last_words_are_added_to_the_last_cell)
{
	begin(30);
	table_begin_row(&table);
	put("act", "keep");
	put("why", "failed before");
	cr_expect(table_append(&table, " (3 times)"));
	table_end_row(&table, stream);
	expect("ACT   WHY\nkeep  failed before (3 times)\n");
}

Test(table, the_header_line_is_bold_where_there_are_colours)
{
	begin(80);
	table.bold = true;
	listed("1", "2", "u");
	expect("\033[1mNO  OCTETS  UNIQUE-ID\033[0m\n 1       2  u\n");
}
