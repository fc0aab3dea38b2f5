/*
 * words.c - a command line cut into words.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/options/words.h"

/* The words, each in brackets; or "?" and why there are none. */
static const char *cut(const char *text)
{
	static char out[512];
	struct words words = {0};
	const char *why = words_split(text, &words);
	size_t used = 0;

	out[0] = '\0';
	if (why != NULL) {
		snprintf(out, sizeof out, "?%s", why);
		cr_expect_null(words.list);
		return out;
	}
	for (size_t i = 0; i < words.count; i++)
		used += (size_t)snprintf(
		    out + used, sizeof out - used, "[%s]", words.list[i]);
	cr_expect_null(words.list[words.count]);
	words_clear(&words);
	return out;
}

Test(words, are_cut_at_blanks)
{
	cr_expect_str_eq(cut("procmail"), "[procmail]");
	cr_expect_str_eq(cut("  a\t b\nc "), "[a][b][c]");
	cr_expect_str_eq(cut("a b c d e f g h"), "[a][b][c][d][e][f][g][h]");
}

Test(words, quotes_keep_them_together)
{
	cr_expect_str_eq(cut("a 'b  c' d"), "[a][b  c][d]");
	cr_expect_str_eq(cut("a \"b  c\" d"), "[a][b  c][d]");
	cr_expect_str_eq(cut("a b\\ c\\\\"), "[a][b c\\]");
	cr_expect_str_eq(cut("a'b'\"c\"d"), "[abcd]");
	cr_expect_str_eq(cut("'' \"\" a"), "[][][a]");
	cr_expect_str_eq(cut("'a\\' 'b\"c' \"d'e\""), "[a\\][b\"c][d'e]");
}

Test(words, backslash_in_double_quotes_quotes_four_signs_only)
{
	cr_expect_str_eq(cut("\"\\\" \\\\ \\$ \\` \\n\""), "[\" \\ $ ` \\n]");
}

Test(words, nothing_is_expanded)
{
	cr_expect_str_eq(cut("$HOME *.c ~ `id` $(id) a|b; c&"),
	    "[$HOME][*.c][~][`id`][$(id)][a|b;][c&]");
}

Test(words, what_is_not_closed_or_empty_is_refused)
{
	cr_expect_str_eq(cut(""), "?it is empty");
	cr_expect_str_eq(cut(" \t"), "?it is empty");
	cr_expect_str_eq(cut("a 'b"), "?a quote is not closed");
	cr_expect_str_eq(cut("a \"b\\\""), "?a quote is not closed");
	cr_expect_str_eq(cut("a\\"), "[a\\]");
}
