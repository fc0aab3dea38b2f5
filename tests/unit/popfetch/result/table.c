/*
 * Tables on terminals of any width.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

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
	put("no-such-column", "x");
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

Test(table, unique_id_that_is_wider_than_the_terminal_keeps_both_ends)
{
	begin(24);
	listed("1", "1234", "00000000000000000000000000000000000000abcdef");
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

/* The one that has more to lose. */
Test(table, the_longest_text_is_cut)
{
	begin(60);
	with_headers("0123", "somebody", "a long subject with many words");
	expect("NO  OCTETS  UNIQUE-ID  DATE              FROM      SUBJECT\n"
	       " 1     100  0123       2026-11-02 08:15  somebody  a long "
	       "s\xE2\x80\xA6\n");
}

static void expect_account(unsigned columns, const char *expected)
{
	begin(columns);
	table_begin_row(&table);
	put("account", "work-and-play");
	put("host", "pop.example.org");
	put("user", "jim@example.net");
	put("enabled", "disabled");
	table_end_row(&table, stream);
	expect(expected);
}

Test(table, of_accounts_the_state_goes_first_and_then_the_user)
{
	expect_account(57,
	    "ACCOUNT        HOST             USER             STATE\n"
	    "work-and-play  pop.example.org  jim@example.net  disabled\n");
	expect_account(50, "ACCOUNT       HOST          USER          STATE\n"
			   "work-and-pl\xE2\x80\xA6  pop.example\xE2\x80\xA6  "
			   "jim@example\xE2\x80\xA6  disabled\n");
	expect_account(35, "ACCOUNT  HOST      USER    STATE\n"
			   "work-a\xE2\x80\xA6  pop.exa\xE2\x80\xA6  "
			   "jim@e\xE2\x80\xA6  disabled\n");
	expect_account(34, "ACCOUNT     HOST        USER\n"
			   "work-and-\xE2\x80\xA6  pop.examp\xE2\x80\xA6  "
			   "jim@examp\xE2\x80\xA6\n");
	expect_account(24, "ACCOUNT      HOST\n"
			   "work-and-p\xE2\x80\xA6  pop.exampl\xE2\x80\xA6\n");
}

static void expect_act(unsigned columns, const char *expected)
{
	begin(columns);
	table_begin_row(&table);
	put("act", "retrieve");
	put("number", "1");
	put("octets", "1234");
	put("uid", "0123456789abcdef");
	put("why", "not seen yet, then deleted");
	table_end_row(&table, stream);
	expect(expected);
}

Test(table, of_acts_the_octets_go_first_and_then_the_unique_id)
{
	expect_act(59, "ACT       NO  OCTETS  UNIQUE-ID         WHY\n"
		       "retrieve   1    1234  0123456789abcdef  not seen yet, "
		       "then\xE2\x80\xA6\n");
	expect_act(37, "ACT       NO  OCTETS  UNIQ\xE2\x80\xA6  WHY\n"
		       "retrieve   1    1234  01\xE2\x80\xA6"
		       "ef  not see\xE2\x80\xA6\n");
	expect_act(36, "ACT       NO  UNIQUE-ID     WHY\n"
		       "retrieve   1  01234\xE2\x80\xA6"
		       "abcdef  not see\xE2\x80\xA6\n");
	expect_act(29, "ACT       NO  UNIQ\xE2\x80\xA6  WHY\n"
		       "retrieve   1  01\xE2\x80\xA6"
		       "ef  not see\xE2\x80\xA6\n");
	expect_act(28, "ACT       NO  WHY\n"
		       "retrieve   1  not seen yet,\xE2\x80\xA6\n");
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
	cr_expect_not_null(strstr(printed, "\n64       1  u\n65       1  u\n"));
	cr_expect_null(strstr(strstr(printed, "NO") + 1, "NO"));
	fclose(stream);
	free(printed);
}

/* Its header line would be above another one. */
Test(table, under_a_header_line_that_is_out_no_column_goes)
{
	static const char last[] = "\n1000000  1000000000  \xE2\x80\xA6\n";

	begin(20);
	for (int i = 0; i < TABLE_ROWS; i++)
		listed("1", "1", "u");
	listed("1000000", "1000000000", "0123456789");
	table_print(&table, stream);
	fclose(stream);
	cr_expect_eq(strncmp(printed, "NO  OCTETS  UNIQUE-\xE2\x80\xA6\n", 23),
	    0, "%s", printed);
	cr_expect_str_eq(printed + length - strlen(last), last);
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

Test(table, what_one_row_has_is_a_column_of_all)
{
	begin(80);
	listed("1", "2", "u");
	listed("2", "3", "");
	expect("NO  OCTETS  UNIQUE-ID\n 1       2  u\n 2       3  \n");
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

/* ---- The terminal -------------------------------------------------------- */

static FILE *open_terminal(unsigned short columns)
{
	const int master = posix_openpt(O_RDWR | O_NOCTTY);
	const struct winsize size = {.ws_row = 24, .ws_col = columns};
	int terminal;

	cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
	cr_assert_eq(ioctl(terminal, TIOCSWINSZ, &size), 0);
	return fdopen(terminal, "w");
}

Test(table, knows_its_terminal_and_the_longest_name)
{
	char a[] = "a", longest[] = "the longest", one[] = "one";
	const struct settings accounts[] = {
	    {.account = a}, {.account = longest}, {.account = one}};
	FILE *terminal = open_terminal(97);

	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	table_init(&table, terminal, accounts, 3);
	cr_expect_eq(table.descriptor, fileno(terminal));
	cr_expect_eq(table.columns, 97);
	cr_expect(table.bold);
	cr_expect(table.names);
	cr_expect_eq(table.longest_name, strlen(longest));
	setenv("NO_COLOR", "1", 1);
	table_init(&table, terminal, accounts, 2);
	cr_expect_not(table.bold);
	cr_expect(table.names);
	cr_expect_eq(table.longest_name, strlen(longest));
	table_init(&table, terminal, accounts, 1);
	cr_expect_not(table.names);
	fclose(terminal);
}

Test(table, is_none_where_there_is_no_terminal)
{
	FILE *file = fopen("/dev/null", "w");

	table_init(&table, file, NULL, 0);
	cr_expect_eq(table.descriptor, -1);
	fclose(file);
}
