/*
 * Lines of --shell, read by the table of verbs.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/shell/shell-verb.h"

static struct shell_line line_of(const char *text)
{
	struct shell_line line;
	char why[256] = "";

	cr_assert(
	    shell_line_read(text, &line, why, sizeof why), "%s: %s", text, why);
	return line;
}

static const char *why_not(const char *text)
{
	static char why[256];
	struct shell_line line;

	why[0] = '\0';
	cr_assert_not(
	    shell_line_read(text, &line, why, sizeof why), "%s", text);
	return why;
}

Test(shell_verb, verbs_are_read_in_any_case)
{
	static const char *const texts[] = {"retr 3", "RETR 3", " Retr\t3 "};

	for (size_t i = 0; i < 3; i++) {
		struct shell_line line = line_of(texts[i]);

		cr_assert_eq(line.verb->act, SHELL_SEND);
		cr_assert_eq(line.command.verb, POP3_VERB_RETR);
		cr_assert_eq(line.command.msgno, 3);
		cr_assert_null(line.pipe);
		cr_assert_not(line.forgiving);
	}
}

Test(shell_verb, each_row_can_be_typed_as_it_is_explained)
{
	const struct shell_verb *verb;

	for (size_t i = 0; (verb = shell_verb_at(i)) != NULL; i++) {
		struct shell_line line = {.verb = NULL};
		char text[64], why[256] = "";

		snprintf(text, sizeof text, "%s %s", verb->name,
		    strcmp(verb->arguments, "N") == 0 ? "1"
		    : verb->arguments[0] == 'N'	      ? "1 2"
						      : "");
		cr_assert(shell_line_read(text, &line, why, sizeof why),
		    "%s: %s", text, why);
		cr_assert_eq(line.verb, verb);
		cr_assert_eq(
		    shell_verb_find(verb->name, strlen(verb->name)), verb);
	}
}

Test(shell_verb, optional_arguments_may_be_left_out)
{
	cr_assert_eq(line_of("list").command.msgno, 0);
	cr_assert_eq(line_of("list 2").command.msgno, 2);
	cr_assert_eq(line_of("top 2").command.lines, 0);
	cr_assert_eq(line_of("top 2 17").command.lines, 17);
	cr_assert_null(line_of("lang").command.language);
}

Test(shell_verb, language_points_into_the_line)
{
	struct shell_line line;
	char why[256];

	cr_assert(shell_line_read("lang de-AT", &line, why, sizeof why));
	cr_assert_str_eq(line.command.language, "de-AT");
}

Test(shell_verb, numbers_must_be_message_numbers)
{
	static const char *const texts[] = {"dele 0", "dele 1x", "dele -1",
	    "dele 4294967296", "dele 99999999999999999999", "list 1-3"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		cr_assert_not_null(
		    strstr(why_not(texts[i]), "is no message-number"), "%s",
		    texts[i]);
	cr_assert_eq(line_of("dele 4294967295").command.msgno, UINT32_MAX);
}

Test(shell_verb, too_little_and_too_much_is_told_with_what_it_should_be)
{
	cr_assert_str_eq(why_not("retr"), "'retr' needs more: retr N");
	cr_assert_str_eq(why_not("TOP"), "'top' needs more: top N [LINES]");
	cr_assert_str_eq(why_not("retr 1 2"), "too much: it is 'retr N'");
	cr_assert_str_eq(why_not("stat 1"), "too much: it is 'stat'");
	cr_assert_str_eq(why_not("top 1 x"), "'x' is no number of lines");
}

Test(shell_verb, unknown_verb_suggests_a_near_one)
{
	cr_assert_str_eq(
	    why_not("delt 1"), "unknown verb 'delt'; did you mean 'dele'?");
	cr_assert_str_eq(why_not("frobnicate"),
	    "unknown verb 'frobnicate': 'help' lists "
	    "them");
}

Test(shell_verb, what_is_behind_the_bar_is_the_commands)
{
	struct shell_line line;
	char why[256];

	cr_assert(shell_line_read(
	    "retr 3 |  grep 'a|b' | wc -l", &line, why, sizeof why));
	cr_assert_eq(line.command.msgno, 3);
	cr_assert_str_eq(line.pipe, "grep 'a|b' | wc -l");
	cr_assert(shell_line_read("stat|cat", &line, why, sizeof why));
	cr_assert_str_eq(line.pipe, "cat");
	cr_assert_str_eq(
	    why_not("retr 3 | "), "there is no command behind the bar");
	cr_assert_str_eq(
	    why_not("quit | cat"), "'quit' gives nothing to a command");
	cr_assert_str_eq(
	    why_not("help|cat"), "'help' gives nothing to a command");
	cr_assert_str_eq(why_not("| cat"), "there is no verb");
}

Test(shell_verb, nothing_is_in_blanks_and_comments)
{
	cr_assert_null(line_of("").verb);
	cr_assert_null(line_of(" \t ").verb);
	cr_assert_null(line_of("  # retr 3").verb);
}

Test(shell_verb, dash_forgives)
{
	struct shell_line line = line_of("-last");

	cr_assert(line.forgiving);
	cr_assert_eq(line.command.verb, POP3_VERB_LAST);
	cr_assert_str_eq(why_not("-"), "there is no verb");
}

Test(shell_verb, what_logs_in_is_explained_and_not_looked_at)
{
	cr_assert_eq(line_of("pass s3cret | x").verb->act, SHELL_EXPLAIN);
	cr_assert_eq(line_of("USER jim").verb->act, SHELL_EXPLAIN);
	cr_assert_eq(line_of("auth plain AGE=").verb->act, SHELL_EXPLAIN);
	cr_assert_eq(line_of("stls").verb->act, SHELL_EXPLAIN);
}

Test(shell_verb, help_is_wanted_of_a_verb_or_of_all)
{
	cr_assert_null(line_of("help").topic);
	cr_assert_str_eq(line_of("help RETR").topic->name, "retr");
	cr_assert_str_eq(
	    why_not("help x"), "there is no verb 'x': 'help' lists them");
}

static bool is_multiline(const char *text)
{
	const struct shell_line line = line_of(text);

	return shell_command_is_multiline(&line.command);
}

Test(shell_verb, multiline_answers_are_those_of_the_rfcs)
{
	cr_assert(is_multiline("list"));
	cr_assert_not(is_multiline("list 1"));
	cr_assert(is_multiline("retr 1"));
	cr_assert(is_multiline("capa"));
	cr_assert(is_multiline("lang"));
	cr_assert_not(is_multiline("lang de"));
	cr_assert_not(is_multiline("stat"));
}
