/*
 * Questions, answered by a pipe in place of a terminal.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/configure/question.h"
#include "popfetch/system/interrupt.h"

TestSuite(question, .init = scene_begin, .fini = scene_end, .timeout = 60);

static struct pop3_cancel *cancel;

/* The answers stand on standard input, which ends behind them. */
static void answer(const char *text)
{
	int ends[2];

	scene_listen();
	pop3_cancel_free(cancel);
	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	interrupt_install(cancel);
	cr_assert_eq(pipe(ends), 0);
	cr_assert_eq(write(ends[1], text, strlen(text)), (ssize_t)strlen(text));
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
}

static const char *check_digit(void *context, const char *text)
{
	(void)context;
	return text[0] >= '0' && text[0] <= '9' ? NULL : "a digit is wanted";
}

static void expect_answer(
    const char *typed, const char *proposal, const char *wanted)
{
	char *got = NULL;

	answer(typed);
	cr_assert_eq(
	    question_ask("How many", proposal, check_digit, NULL, &got),
	    EXIT_DONE);
	cr_expect_str_eq(got, wanted);
	free(got);
}

Test(question, is_answered_by_a_line)
{
	expect_answer("12\nmore\n", NULL, "12");
	expect_answer("  1 2\t\r\n", NULL, "1 2");
}

Test(question, proposal_is_taken_by_return)
{
	expect_answer("\n", "7", "7");
	cr_expect_str_eq(scene_said(), "How many [7]: ");
	expect_answer("8\n", "7", "8");
}

Test(question, is_asked_again_after_what_will_not_do)
{
	expect_answer("none\n\n1\033[A\n5\n", NULL, "5");
	cr_expect_str_eq(scene_said(),
	    "How many:   a digit is wanted\n"
	    "How many:   an answer is needed; Ctrl-C ends this\n"
	    "How many:   there is a control character in it\n"
	    "How many: ");
}

Test(question, an_endless_answer_is_not_taken)
{
	char typed[QUESTION_ANSWER_MAX + 8], longest[QUESTION_ANSWER_MAX + 1];

	memset(typed, '1', sizeof typed);
	strcpy(typed + QUESTION_ANSWER_MAX + 1, "\n2\n");
	expect_answer(typed, NULL, "2");
	memset(longest, '1', sizeof longest - 1);
	longest[QUESTION_ANSWER_MAX] = '\0';
	snprintf(typed, sizeof typed, "%s\n", longest);
	expect_answer(typed, NULL, longest);
}

Test(question, ends_with_the_input)
{
	char *got = NULL;

	answer("none");
	cr_assert_eq(question_ask("How many", "7", check_digit, NULL, &got),
	    EXIT_NO_INPUT);
	cr_expect_null(got);
}

Test(question, does_not_go_on_for_ever)
{
	char typed[4096], *got = NULL;

	memset(typed, '\n', sizeof typed - 1);
	typed[sizeof typed - 1] = '\0';
	answer(typed);
	cr_assert_eq(
	    question_ask("How many", NULL, NULL, NULL, &got), EXIT_NO_INPUT);
}

Test(question, is_cancelled_while_it_waits)
{
	char *got = NULL;
	int ends[2];

	answer("");
	cr_assert_eq(pipe(ends), 0);
	dup2(ends[0], STDIN_FILENO);
	pop3_cancel_fire(cancel);
	cr_assert_eq(
	    question_ask("How many", "7", NULL, NULL, &got), EXIT_TRY_LATER);
	cr_expect_null(got);
}

Test(question, yes_and_no_may_be_short)
{
	static const struct {
		const char *typed;
		bool proposal, yes;
	} cases[] = {
	    {"y\n", false, true},
	    {"Yes\n", false, true},
	    {"n\n", true, false},
	    {"NO\n", true, false},
	    {"\n", true, true},
	    {"\n", false, false},
	    {"yesterday\nno\n", true, false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool yes = !cases[i].yes;

		answer(cases[i].typed);
		cr_assert_eq(question_confirm("Well?", cases[i].proposal, &yes),
		    EXIT_DONE);
		cr_expect_eq(yes, cases[i].yes, "%zu", i);
	}
}
