/*
 * ~/.netrc: whose password is found, and what is no netrc.  Each text ends at
 * a page that may not be read.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/secret/netrc.h"
#include "popfetch/secret/secret.h"
#include "tests/unit/base/guard.h"

static enum netrc_result find(const char *text, const char *host,
    const char *user, char **out_password, unsigned *out_line)
{
	const size_t length = strlen(text);

	return netrc_password(
	    guarded(text, length), length, host, user, out_password, out_line);
}

static void expect(
    const char *text, const char *host, const char *user, const char *password)
{
	char *found = NULL;
	unsigned line = 0;
	const enum netrc_result result = find(text, host, user, &found, &line);

	if (password == NULL) {
		cr_expect_eq(result, NETRC_NONE, "%s", text);
		return;
	}
	cr_expect_eq(result, NETRC_FOUND, "%s", text);
	cr_expect_str_eq(found, password, "%s", text);
	secret_free(found);
}

static void expect_bad(const char *text, unsigned wanted)
{
	char *found = NULL;
	unsigned line = 0;

	cr_expect_eq(
	    find(text, "h", "jim", &found, &line), NETRC_BAD, "%s", text);
	cr_expect_eq(line, wanted, "%s: line %u", text, line);
	cr_expect_null(found);
}

#define SEVERAL                                                                \
	"machine one login jim password a\n"                                   \
	"machine two\n\tlogin jim\n\tpassword b\n"                             \
	"machine two login ann password c\n"                                   \
	"machine three password d account x\n"                                 \
	"default login jim password e\n"

Test(netrc, entry_is_found_by_host_and_user)
{
	expect(SEVERAL, "one", "jim", "a");
	expect(SEVERAL, "two", "jim", "b");
	expect(SEVERAL, "two", "ann", "c");
	expect(SEVERAL, "two", "bob", NULL);
	expect(SEVERAL, "two", "JIM", NULL);
}

Test(netrc, host_has_no_case)
{
	expect(SEVERAL, "ONE", "jim", "a");
}

Test(netrc, entry_without_a_login_is_anybodys)
{
	expect(SEVERAL, "three", "bob", "d");
}

Test(netrc, default_comes_last_and_is_one_users)
{
	expect(SEVERAL, "four", "jim", "e");
	expect(SEVERAL, "four", "bob", NULL);
}

Test(netrc, entry_without_a_password_is_passed_over)
{
	expect("machine h login jim\nmachine h login jim password x", "h",
	    "jim", "x");
	expect("machine h login jim", "h", "jim", NULL);
}

Test(netrc, quotes_hold_blanks_and_escapes)
{
	expect("machine h login jim password \"a b\\\"c\\\\d#\"", "h", "jim",
	    "a b\"c\\d#");
	expect("machine h login jim password a\"b", "h", "jim", "a\"b");
	expect("machine h login jim password \"\"", "h", "jim", "");
	expect("machine h password \"a b\" login jim\n"
	       "machine h login \"ann\" password \"c d\"",
	    "h", "ann", "c d");
}

Test(netrc, words_of_an_entry_come_in_any_order)
{
	expect("machine h account x password y login jim", "h", "jim", "y");
	expect("machine h password x login login", "h", "login", "x");
}

Test(netrc, number_sign_is_a_comment_only_before_a_keyword)
{
	expect("# machine h login jim password x\nmachine h # here\n"
	       "login jim password #a\n",
	    "h", "jim", "#a");
	expect("# one\n\n# two\n  # three\nmachine h login jim password x", "h",
	    "jim", "x");
}

Test(netrc, macro_ends_at_an_empty_line)
{
	expect("macdef init\nmachine h login jim password wrong\n\n"
	       "machine h login jim password right\n",
	    "h", "jim", "right");
	expect("macdef init\r\nmachine h login jim password wrong\r\n\r\n"
	       "machine h login jim password right\r\n",
	    "h", "jim", "right");
	expect("macdef init\ncd x\n\ty\nq\nmachine h password wrong\n\n"
	       "machine h login jim password right\n",
	    "h", "jim", "right");
	expect("macdef init\nmachine h login jim password wrong\n", "h", "jim",
	    NULL);
	expect("macdef init", "h", "jim", NULL);
}

Test(netrc, what_is_none_is_told_with_its_line)
{
	expect_bad("nonsense", 1);
	expect_bad("machine x login y password z\nlogout\n", 2);
	expect_bad("\nmachine", 2);
	expect_bad("machine h login", 1);
	expect_bad("\"machine", 1);
	expect_bad("machine h\npassword \"x", 2);
	expect_bad("machine h password \"x\\", 1);
	expect_bad("machine h password \"x\\\"", 1);
	expect_bad("machine g password \"x\ny\"\nnonsense", 3);
	expect_bad("macdef", 1);
	expect_bad("macdef init\nq\n\nnonsense", 4);
}

Test(netrc, mistake_behind_the_entry_does_not_matter)
{
	expect("machine h login jim password x\nmachine g login a\nnonsense",
	    "h", "jim", "x");
}

Test(netrc, nul_and_word_without_end_are_refused)
{
	char text[NETRC_WORD_MAX + 64] = "machine h login jim password ";
	const size_t prefix = strlen(text);
	char *found = NULL;
	unsigned line = 0;

	memset(text + prefix, 'x', NETRC_WORD_MAX - 1);
	expect(text, "h", "jim", text + prefix);
	memset(text + prefix, 'x', NETRC_WORD_MAX);
	expect_bad(text, 1);
	expect_bad(text + prefix, 1);
	memset(text + prefix, '"', NETRC_WORD_MAX + 2);
	memset(text + prefix + 1, 'x', NETRC_WORD_MAX);
	expect_bad(text, 1);
	cr_expect_eq(netrc_password(guarded("machine h\0x", 11), 11, "h", "jim",
			 &found, &line),
	    NETRC_BAD);
}

Test(netrc, empty_text_has_nothing)
{
	expect("", "h", "jim", NULL);
	expect(" \n\t", "h", "jim", NULL);
	expect("# only this", "h", "jim", NULL);
}

#define WRONG "machine h login jim password a\nnonsense\n"
#define TWICE "machine h login jim password a\nmachine h login jim password b\n"

Test(netrc, login_is_told_only_where_there_is_one)
{
	const size_t length = strlen(SEVERAL);
	const char *text = guarded(SEVERAL, length);
	char *login = NULL;

	cr_expect_eq(netrc_login(text, length, "one", &login), NETRC_FOUND);
	cr_expect_str_eq(login, "jim");
	free(login);
	login = NULL;
	cr_expect_eq(
	    netrc_login(TWICE, strlen(TWICE), "h", &login), NETRC_FOUND);
	cr_expect_str_eq(login, "jim");
	free(login);
	login = NULL;
	cr_expect_eq(netrc_login(text, length, "two", &login), NETRC_NONE);
	cr_expect_eq(netrc_login(text, length, "three", &login), NETRC_NONE);
	cr_expect_eq(netrc_login(text, length, "four", &login), NETRC_NONE);
	cr_expect_null(login);
	cr_expect_eq(netrc_login(WRONG, strlen(WRONG), "h", &login), NETRC_BAD);
	cr_expect_null(login);
}
