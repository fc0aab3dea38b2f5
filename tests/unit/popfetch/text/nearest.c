/*
 * nearest.c - "did you mean".
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/text/nearest.h"

/* The nearest of some options, or "-". */
static const char *nearest_option(const char *wanted)
{
	static const char *const options[] = {"keep", "keep-newest", "maildir",
	    "mbox", "max-size", "tls", "timeout"};
	struct nearest nearest = nearest_to(wanted);

	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
		nearest_offer(&nearest, options[i]);
	return nearest.word != NULL ? nearest.word : "-";
}

Test(nearest, finds_what_was_mistyped)
{
	cr_expect_str_eq(nearest_option("maildr"), "maildir");
	cr_expect_str_eq(nearest_option("maillldir"), "maildir");
	cr_expect_str_eq(nearest_option("mqildir"), "maildir");
	cr_expect_str_eq(nearest_option("keep-newst"), "keep-newest");
	cr_expect_str_eq(nearest_option("timeout"), "timeout");
}

/* In a word of four letters one mistake is allowed, and this is one. */
Test(nearest, neighbours_that_changed_places_are_one_mistake)
{
	cr_expect_str_eq(nearest_option("kepe"), "keep");
	cr_expect_str_eq(nearest_option("mobx"), "mbox");
	cr_expect_str_eq(nearest_option("exke"), "-");
}

Test(nearest, what_is_far_is_no_guess)
{
	cr_expect_str_eq(nearest_option("mailbox"), "-");
	cr_expect_str_eq(nearest_option("recursive"), "-");
	cr_expect_str_eq(nearest_option("time"), "-");
	cr_expect_str_eq(nearest_option(""), "-");
}

Test(nearest, even_the_shortest_word_may_have_one_mistake)
{
	cr_expect_str_eq(nearest_option("tl"), "tls");
	cr_expect_str_eq(nearest_option("t"), "-");
}

Test(nearest, first_of_equals_wins_and_a_nearer_one_beats_it)
{
	struct nearest nearest = nearest_to("abcdef");

	nearest_offer(&nearest, "abcdxx");
	nearest_offer(&nearest, "xxcdef");
	cr_expect_str_eq(nearest.word, "abcdxx");
	nearest_offer(&nearest, "xbcdef");
	cr_expect_str_eq(nearest.word, "xbcdef");
	nearest_offer(&nearest, "xxcdef");
	cr_expect_str_eq(nearest.word, "xbcdef");
}

/* Words come from the command line and have any length. */
Test(nearest, words_that_nobody_has_are_near_to_nothing)
{
	char wanted[66], candidate[66];
	struct nearest nearest;

	memset(wanted, 'a', sizeof wanted);
	memset(candidate, 'a', sizeof candidate);
	wanted[65] = candidate[65] = '\0';
	nearest = nearest_to(wanted);
	nearest_offer(&nearest, candidate);
	cr_expect_null(nearest.word);
	wanted[64] = '\0';
	nearest = nearest_to(wanted);
	nearest_offer(&nearest, candidate);
	cr_expect_null(nearest.word);
	candidate[64] = '\0';
	nearest_offer(&nearest, candidate);
	cr_expect_eq(nearest.word, candidate);
}
