#include <pop3/header.h>

#include <string.h>

#include <criterion/criterion.h>

#include "tests/unit/base/guard.h"

static void finds(const char *header, const char *name, const char *body)
{
	size_t length = strlen(header);
	const char *octets = guarded(header, length);
	struct pop3_field field;

	cr_assert(pop3_header_find(octets, length, name, &field), "%s", header);
	cr_expect_eq(field.length, strlen(body), "%zu octets in: %s",
	    field.length, header);
	cr_expect_eq(
	    strncmp(field.octets, body, field.length), 0, "%s", header);
	cr_expect(field.octets >= octets &&
		  field.octets + field.length <= octets + length);
}

static void misses(const char *header, const char *name)
{
	size_t length = strlen(header);
	struct pop3_field field = {header, 77};

	cr_expect_not(
	    pop3_header_find(guarded(header, length), length, name, &field),
	    "%s", header);
	cr_expect_eq(field.octets, header);
	cr_expect_eq(field.length, 77);
}

Test(find, a_field_is_found_by_its_name_in_any_case)
{
	static const char header[] =
	    "From: jim@example.org\r\nSUBJECT: one\r\nDate: now\r\n\r\n";

	finds(header, "Subject", " one");
	finds(header, "subject", " one");
	finds(header, "FROM", " jim@example.org");
	finds(header, "date", " now");
	misses(header, "Subj");
	misses(header, "Subjects");
	misses(header, "");
}

Test(find, the_first_of_several_is_found)
{
	finds("Received: by a\r\nReceived: by b\r\n", "received", " by a");
}

Test(find, line_ends_may_be_lf_alone)
{
	finds("A: 1\nB: 2\n\nC: 3\n", "B", " 2");
	misses("A: 1\nB: 2\n\nC: 3\n", "C");
}

Test(find, the_header_ends_at_the_first_empty_line)
{
	misses("From: jim\r\n\r\nSubject: of the text\r\n", "Subject");
	misses("\r\nSubject: of the text\r\n", "Subject");
	misses("\nSubject: of the text\n", "Subject");
}

Test(find, the_header_may_end_anywhere)
{
	finds("Subject: cut", "Subject", " cut");
	finds("Subject: cut\r", "Subject", " cut");
	finds("Subject:", "Subject", "");
	misses("Subject", "Subject");
	misses("", "Subject");
}

Test(find, folded_lines_belong_to_their_field)
{
	finds("Subject: one\r\n two\r\n\tthree\r\nTo: x\r\n", "Subject",
	    " one\r\n two\r\n\tthree");
	finds("Subject:\r\n behind the fold\r\n", "Subject",
	    "\r\n behind the fold");
	finds("A: 1\r\n B: no field\r\nB: 2\r\n", "B", " 2");
}

Test(find, a_line_of_blanks_continues_and_ends_nothing)
{
	finds("A: 1\r\n \r\nB: 2\r\n\r\n", "B", " 2");
	finds("A: 1\r\n\t\r\n x\r\nB: 2\r\n", "A", " 1\r\n\t\r\n x");
}

Test(find, blanks_before_the_colon_are_allowed)
{
	finds("Subject : old\r\n", "Subject", " old");
	finds("Subject \t: old\r\n", "Subject", " old");
	misses("Sub ject: no\r\n", "Subject");
	misses(" Subject: continues nothing\r\n", "Subject");
}

Test(find, lines_that_are_no_field_are_passed_over)
{
	finds("From jim Thu Jan  1 00:00:00 1970\r\nSubject: x\r\n", "Subject",
	    " x");
	finds(">From jim\r\n what\r\n: \r\nSubject: x\r\n", "Subject", " x");
}

Test(find, nul_octets_are_octets)
{
	static const char header[] = "A: \0\r\n\0: \r\nB: 2\0\r\n";
	struct pop3_field field;

	cr_assert(pop3_header_find(guarded(header, sizeof header - 1),
	    sizeof header - 1, "B", &field));
	cr_expect_eq(field.length, 3);
	cr_expect_eq(memcmp(field.octets, " 2", 3), 0);
}

Test(find, no_header_at_all_has_no_field)
{
	struct pop3_field field;

	cr_expect_not(pop3_header_find(NULL, 0, "Subject", &field));
}

/* Nor need there be octets where none are to be read. */
Test(find, a_field_without_octets_may_be_nowhere)
{
	const struct pop3_field nowhere = {NULL, 0};
	char *text = NULL, *address = NULL;
	int64_t seconds;
	int offset_min;

	cr_assert_eq(pop3_header_text(&nowhere, NULL, &text), POP3_OK);
	cr_expect_str_eq(text, "");
	free(text);
	cr_assert_eq(pop3_header_address(&nowhere, &address), POP3_OK);
	cr_expect_str_eq(address, "");
	free(address);
	cr_expect_not(pop3_header_date(&nowhere, &seconds, &offset_min));
}
