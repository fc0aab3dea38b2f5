/*
 * Lines of --shell that are being typed.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/shell/shell-typing.h"

static struct shell_completion completed(const char *text)
{
	return shell_complete(text, strlen(text));
}

static bool hides(const char *text)
{
	return shell_secret_follows(text, strlen(text));
}

Test(shell_typing, only_verb_that_fits_is_completed_with_a_blank)
{
	cr_assert_str_eq(completed("st").insert, "at ");
	cr_assert_str_eq(completed("RET").insert, "r ");
	cr_assert_str_eq(completed("stat").insert, " ");
	cr_assert_str_eq(completed(" -de").insert, "le ");
	cr_assert_str_eq(completed("st").list, "");
}

Test(shell_typing, several_are_completed_as_far_as_they_agree)
{
	cr_assert_str_eq(completed("l").insert, "");
	cr_assert_str_eq(completed("l").list, "list  last  lang");
	cr_assert_str_eq(completed("la").list, "last  lang");
}

Test(shell_typing, nothing_is_made_of_what_is_no_verb)
{
	cr_assert_str_eq(completed("x").insert, "");
	cr_assert_str_eq(completed("x").list, "");
	cr_assert_str_eq(completed("retr s").insert, "");
	cr_assert_str_eq(completed("retr ").list, "");
	cr_assert_str_eq(completed("statx").insert, "");
}

Test(shell_typing, empty_line_lists_all_that_are_explained)
{
	cr_assert_not_null(strstr(completed("").list, "retr"));
	cr_assert_not_null(strstr(completed("").list, "help"));
	cr_assert_null(strstr(completed("").list, "pass"));
}

Test(shell_typing, help_is_completed_with_a_verb)
{
	cr_assert_str_eq(completed("help re").insert, "tr ");
	cr_assert_not_null(strstr(completed("help ").list, "retr"));
	cr_assert_str_eq(completed("help retr s").insert, "");
}

Test(shell_typing, password_is_hidden_from_the_blank_on)
{
	cr_assert(hides("pass"));
	cr_assert(hides("PASS"));
	cr_assert(hides(" -pass "));
	cr_assert(hides("pass x y"));
	cr_assert_not(hides(""));
	cr_assert_not(hides("pas"));
	cr_assert_not(hides("passage"));
	cr_assert_not(hides("user"));
	cr_assert_not(hides("retr pass"));
}

Test(shell_typing, name_and_mechanism_may_be_seen)
{
	cr_assert_not(hides("apop"));
	cr_assert(hides("apop jim"));
	cr_assert_not(hides("auth"));
	cr_assert(hides("AUTH PLAIN"));
}

Test(shell_typing, lines_with_secrets_are_known)
{
	cr_assert(shell_secret_is_in("pass s3cret"));
	cr_assert(shell_secret_is_in("  Pass"));
	cr_assert(shell_secret_is_in("-auth x"));
	cr_assert_not(shell_secret_is_in("stat"));
	cr_assert_not(shell_secret_is_in(""));
}
