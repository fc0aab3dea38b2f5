/*
 * import-format.c - lines of other programs' files.  Each line is read from
 * memory that ends where the line does.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/errand/import-format.h"
#include "tests/unit/base/guard.h"

static const struct import_format *format;
static struct import_reader reader;

static void begin(const char *name)
{
	format = import_format_named(name, strlen(name));
	cr_assert_not_null(format);
	reader =
	    (struct import_reader){.user = "jim", .host = "pop.example.org"};
}

/* "entry UID SECONDS", "other", "none" or "broken". */
static const char *read_octets(const char *line, size_t length)
{
	static char text[6000];
	char *copy = guarded(line, length);
	struct import_entry entry = {0};
	enum import_line kind;

	kind = format->read(&reader, copy, length, &entry);
	snprintf(text, sizeof text, "%s",
	    kind == IMPORT_OTHER  ? "other"
	    : kind == IMPORT_NONE ? "none"
				  : "broken");
	if (kind == IMPORT_ENTRY)
		snprintf(text, sizeof text, "entry %.*s %lld",
		    (int)entry.length, entry.uid, (long long)entry.retrieved);
	return text;
}

static const char *read_line(const char *line)
{
	return read_octets(line, strlen(line));
}

Test(import_format, mpop_has_sections)
{
	begin("mpop");
	cr_expect_str_eq(read_line("# a comment"), "none");
	cr_expect_str_eq(read_line("#"), "none");
	cr_expect_str_eq(read_line("uid-without-section 5"), "broken");
	cr_expect_str_eq(read_line(" 2 pop.example.org tim"), "none");
	cr_expect_str_eq(read_line("a 1700000000"), "other");
	cr_expect_str_eq(read_line(" 3 POP.example.org jim"), "none");
	cr_expect_str_eq(read_line("#7 1700000001"), "entry #7 1700000001");
	cr_expect_str_eq(
	    read_line("with blank 1700000002"), "entry with blank 1700000002");
	cr_expect_str_eq(read_line("of-old"), "entry of-old 0");
	cr_expect_str_eq(read_line(" 1 pop.example.org Jim"), "none");
	cr_expect_str_eq(read_line("b 1700000000"), "other");
}

Test(import_format, mpop_lines_that_are_broken)
{
	static const char *const lines[] = {"", "a x", "a 1x", "a -1",
	    "a 99999999999", "a ", " ", "  ", " x pop.example.org jim", " 1",
	    " 1 ", " 1  jim", " 1 pop.example.org", " 1 pop.example.org "};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		begin("mpop");
		cr_expect_str_eq(read_line(" 1 pop.example.org jim"), "none");
		cr_expect_str_eq(
		    read_line(lines[i]), "broken", "'%s'", lines[i]);
		if (lines[i][0] == ' ')
			cr_expect_str_eq(read_line("a 1"), "broken");
	}
}

Test(import_format, fetchmail_names_the_account_in_each_line)
{
	begin("fetchmail");
	cr_expect_str_eq(read_line("jim@pop.example.org 0001"), "entry 0001 0");
	cr_expect_str_eq(
	    read_line("JIM@Pop.Example.org <a@b>"), "entry <a@b> 0");
	cr_expect_str_eq(read_line("tim@pop.example.org 0001"), "other");
	cr_expect_str_eq(read_line("jim@example.org 0001"), "other");
	cr_expect_str_eq(read_line("jim@x@pop.example.org 0001"), "other");
	reader.user = "jim@x";
	cr_expect_str_eq(
	    read_line("jim@x@pop.example.org 0001"), "entry 0001 0");
}

Test(import_format, fetchmail_has_users_with_blanks)
{
	begin("fetchmail");
	cr_expect_str_eq(
	    read_line("john doe/acme@pop.example.org 0001"), "other");
	cr_expect_str_eq(
	    read_line("john doe@acme@pop.example.org a@b"), "other");
	reader.user = "john doe/acme";
	cr_expect_str_eq(
	    read_line("john doe/acme@pop.example.org a@b"), "entry a@b 0");
}

Test(import_format, fetchmail_lines_that_are_broken)
{
	static const char *const lines[] = {"", " ", "x", "@", "jim@ 1",
	    "@pop.example.org 1", "jim@pop.example.org", "jim@pop.example.org ",
	    "jim@pop.example.org 1 2", "jimpop.example.org 1@2"};

	begin("fetchmail");
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		cr_expect_str_eq(
		    read_line(lines[i]), "broken", "'%s'", lines[i]);
}

Test(import_format, getmail_has_a_nul_and_a_time)
{
	begin("getmail");
	cr_expect(format->of_one_account);
	cr_expect_str_eq(read_octets("a b\0"
				     "1700000000",
			     14),
	    "entry a b 1700000000");
	cr_expect_str_eq(read_octets("a\0"
				     "17x",
			     5),
	    "broken");
	cr_expect_str_eq(read_octets("a\0", 2), "broken");
	cr_expect_str_eq(read_octets("\0"
				     "1",
			     2),
	    "broken");
	cr_expect_str_eq(read_octets("a\0b\0"
				     "1",
			     5),
	    "broken");
	cr_expect_str_eq(read_line("a"), "broken");
	cr_expect_str_eq(read_line(""), "broken");
	begin("getmail6");
}

Test(import_format, other_names_are_unknown)
{
	cr_expect_null(import_format_named("mpop", 3));
	cr_expect_null(import_format_named("", 0));
	cr_expect_null(import_format_named("fdm", 3));
	cr_expect_not(import_format_named("mpop", 4)->of_one_account);
}
