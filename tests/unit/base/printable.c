#include "libpop3/base/error.h"

#include <pop3/printable.h>

#include <string.h>

#include <criterion/criterion.h>

#include "tests/unit/base/guard.h"

static void expect(
    const char *octets, size_t length, size_t size, const char *expected)
{
	char room[64];
	char *text;

	memset(room, 'X', sizeof room);
	text = guarded(room, size);
	cr_expect_eq(
	    pop3_printable(text, size, guarded(octets, length), length), text);
	cr_expect_str_eq(text, expected);
}

#define EXPECT(octets, expected)                                               \
	expect(octets, sizeof(octets) - 1, 64, expected)

Test(printable, plain_text_stays)
{
	EXPECT("", "");
	EXPECT("maildrop locked [IN-USE] ~", "maildrop locked [IN-USE] ~");
}

Test(printable, valid_utf8_stays)
{
	EXPECT("bo\xC3\xAEte \xE9\x83\xB5\xE4\xBE\xBF \xF0\x9F\x93\xAC",
	    "bo\xC3\xAEte \xE9\x83\xB5\xE4\xBE\xBF \xF0\x9F\x93\xAC");
	EXPECT("\xC2\xA0\xF4\x8F\xBF\xBF", "\xC2\xA0\xF4\x8F\xBF\xBF");
}

Test(printable, controls_are_question_marks)
{
	EXPECT("a\0b\tc\r\n", "a?b?c??");
	EXPECT("\x1B[2J\x7F", "?[2J?");
}

Test(printable, c1_controls_are_question_marks)
{
	EXPECT("\xC2\x9B"
	       "2J",
	    "??2J");
	EXPECT("\x9B"
	       "2J",
	    "?2J");
}

Test(printable, what_turns_or_breaks_a_line_is_question_marks)
{
	EXPECT("a\xE2\x80\xAE"
	       "b",
	    "a???b");
	EXPECT("\xE2\x81\xA6|\xE2\x80\xA8|\xE2\x80\x8F|\xD8\x9C|\xEF\xBB\xBF",
	    "???|???|???|??|???");
}

Test(printable, what_is_no_utf8_is_question_marks)
{
	EXPECT("caf\xE9", "caf?");
	EXPECT("\xC0\xAF", "??");	    /* overlong */
	EXPECT("\xED\xA0\x80", "???");	    /* a surrogate */
	EXPECT("\xF4\x90\x80\x80", "????"); /* beyond the last */
	EXPECT("\xE2\x82", "??");	    /* cut off */
	EXPECT("\xE2\x82x", "??x");
}

Test(printable, what_fits_is_not_cut)
{
	expect("12345", 5, 6, "12345");
	expect("\xE2\x82\xAC", 3, 4, "\xE2\x82\xAC");
	expect("1234\x1B", 5, 6, "1234?");
}

Test(printable, what_is_cut_ends_in_three_dots)
{
	expect("123456", 6, 6, "12...");
	expect("12345", 5, 4, "...");
	expect("a\xE2\x82\xAC\xE2\x82\xAC", 7, 7, "a...");
}

Test(printable, where_three_dots_do_not_fit_there_are_none)
{
	expect("12345", 5, 3, "12");
	expect("12345", 5, 1, "");
}

Test(printable, nothing_is_written_where_there_is_no_room)
{
	char text = 'X';

	pop3_printable(&text, 0, "12345", 5);
	cr_expect_eq(text, 'X');
}

Test(printable, programs_have_it_too)
{
	char text[8];

	cr_expect_eq(pop3_printable(text, sizeof text, "\x1B[2Jlong", 8), text);
	cr_expect_str_eq(text, "?[2J...");
}
