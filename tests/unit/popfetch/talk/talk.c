/*
 * talk.c - lines for people.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>

#include "popfetch/talk/talk.h"

static void begin(void)
{
	scene_begin();
	scene_listen();
}

TestSuite(talk, .init = begin, .fini = scene_end);

static void say_all(const struct talk *talk)
{
	talk_error(talk, "an error");
	talk_warning(talk, "a warning");
	talk_detail(talk, "a detail");
	talk_trace(talk, "C: NOOP");
}

Test(talk, as_much_is_said_as_is_asked_for)
{
	const struct talk plain = {0}, quiet = {.quiet = true},
			  verbose = {.verbose = true};

	say_all(&plain);
	say_all(&quiet);
	say_all(&verbose);
	cr_expect_str_eq(scene_said(),
	    "popfetch: an error\npopfetch: a warning\nC: NOOP\n"
	    "popfetch: an error\nC: NOOP\n"
	    "popfetch: an error\npopfetch: a warning\npopfetch: a detail\n"
	    "C: NOOP\n");
}

Test(talk, several_accounts_are_told_apart)
{
	const struct talk talk = {.account = "work", .verbose = true};

	say_all(&talk);
	cr_expect_str_eq(scene_said(),
	    "popfetch: work: an error\npopfetch: work: a warning\n"
	    "popfetch: work: a detail\nwork: C: NOOP\n");
}

Test(talk, nothing_acts_on_a_terminal_or_makes_two_lines)
{
	const struct talk talk = {.account = "a\nb"};

	talk_error(&talk, "'%s'",
	    "x\r\n\x1B[2J\x7F\xC2\x9B"
	    "1m J\xC3\xBCrgen");
	cr_expect_str_eq(
	    scene_said(), "popfetch: a?b: 'x???[2J???1m J\xC3\xBCrgen'\n");
}

Test(talk, a_line_without_end_is_cut_and_says_so)
{
	const struct talk talk = {0};
	char *text = malloc(100001);
	size_t length;

	memset(text, 'x', 100000);
	text[100000] = '\0';
	talk_error(&talk, "%s", text);
	talk_error(&talk, "next");
	length = strlen(scene_said());
	cr_expect_gt(length, 1000);
	cr_expect_lt(length, 10000);
	cr_expect_str_eq(scene_text + length - 22, "xxx...\npopfetch: next\n");
	free(text);
}

Test(talk, an_account_without_end_does_not_hide_what_is_said)
{
	char *name = malloc(100001);
	const struct talk talk = {.account = name};

	memset(name, 'x', 100000);
	name[100000] = '\0';
	talk_error(&talk, "cannot connect");
	cr_expect_not_null(strstr(scene_said(), "cannot connect\n"));
	free(name);
}

/* People are told between a failure and its handling; whether anybody hears
 * it or not. */
Test(talk, errno_is_kept)
{
	const struct talk talk = {0};

	close(STDERR_FILENO);
	errno = EXDEV;
	say_all(&talk);
	cr_expect_eq(errno, EXDEV);
}

Test(talk, reasons_fit_into_our_lines)
{
	cr_expect_str_eq(talk_reason(EACCES), "permission denied");
	cr_expect_str_neq(talk_reason(123456), "");
}
