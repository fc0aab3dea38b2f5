/*
 * letter-case.c - names and words in which case does not matter.
 */
#include <criterion/criterion.h>

#include "popfetch/text/letter-case.h"

Test(letter_case, words_are_the_same_but_for_case)
{
	cr_expect(words_match("QUIT", "quit"));
	cr_expect(words_match("", ""));
	cr_expect_not(words_match("quit", "quits"));
	cr_expect_not(words_match("quits", "quit"));
	cr_expect_not(words_match("quit", "exit"));
}

Test(letter_case, nothing_but_letters_has_a_case)
{
	cr_expect_not(words_match("@", "`"));
	cr_expect_not(words_match("[", "{"));
	cr_expect_not(words_match("\xC4", "\xE4"));
	cr_expect_eq(letter_lower('Z'), 'z');
	cr_expect_eq(letter_lower('\xC4'), '\xC4');
}

Test(letter_case, no_more_is_compared_than_is_wanted)
{
	const char one[] = {'L', 'i', 's', 't', 'x'};

	cr_expect(words_match_within(one, "list", 4));
	cr_expect_not(words_match_within(one, "lisp", 4));
	cr_expect(words_match_within("q", "quit", 1));
	cr_expect(words_match_within("quit", "QUIT", 100));
	cr_expect_not(words_match_within("quit", "q", 4));
	cr_expect(words_match_within("a", "b", 0));
}
