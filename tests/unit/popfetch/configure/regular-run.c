/*
 * Lines for a shell, for cron and for systemd, each in its own quotes.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "popfetch/configure/regular-run.h"
#include "popfetch/invocation/shell-word.h"

static void expect(char *got, const char *wanted)
{
	cr_expect_str_eq(got, wanted);
	free(got);
}

Test(shell_word, is_as_it_is_where_that_is_the_same)
{
	expect(shell_word("jim@example.org"), "jim@example.org");
	expect(shell_word("/usr/bin/popfetch-1.0"), "/usr/bin/popfetch-1.0");
}

Test(shell_word, is_quoted_where_it_is_not)
{
	expect(shell_word(""), "''");
	expect(shell_word("a b"), "'a b'");
	expect(shell_word("$HOME"), "'$HOME'");
	expect(shell_word("~jim"), "'~jim'");
	expect(shell_word("it's"), "'it'\\''s'");
}

/* What a shell makes of it is the text again. */
Test(shell_word, is_read_by_a_shell_as_it_was)
{
	static const char text[] = "a'b\"c\\d $(x) `y` *?[z] #;&|<>\xc3\xbc%";
	char *word = shell_word(text), command[256], line[256] = "";
	FILE *shell;

	snprintf(command, sizeof command, "printf %%s %s", word);
	shell = popen(command, "r");
	cr_assert_not_null(shell);
	cr_assert_not_null(fgets(line, sizeof line, shell));
	cr_expect_eq(pclose(shell), 0);
	cr_expect_str_eq(line, text);
	free(word);
}

Test(shell_word, percent_signs_end_no_line_of_cron)
{
	expect(shell_word_cron("50%"), "'50\\%'");
	expect(shell_word_cron("50"), "50");
}

/* Behind the minute, which is drawn from the name. */
static void expect_cron(char *line, const char *wanted)
{
	cr_assert(line[0] >= '0' && line[0] <= '9');
	cr_expect_str_eq(line + 1, wanted);
	free(line);
}

Test(regular_run, cron_has_a_line_for_the_account)
{
	expect_cron(regular_run_cron("/usr/bin/popfetch", NULL, "work"),
	    "-59/10 * * * * /usr/bin/popfetch --lock-timeout 5m work");
	expect_cron(
	    regular_run_cron("/my bin/popfetch", "/etc/p.conf", "o'work%"),
	    "-59/10 * * * * '/my bin/popfetch' --lock-timeout 5m --config "
	    "/etc/p.conf 'o'\\''work\\%'");
}

Test(regular_run, a_run_by_hand_names_the_configuration_where_it_must)
{
	expect(regular_run_now(NULL, "work"), " work");
	expect(regular_run_now("/x y", "w w"), " --config '/x y' 'w w'");
}

Test(regular_run, a_timer_is_the_account_s_or_that_of_all)
{
	expect(regular_run_timer("jim@example.org"),
	    "systemctl --user enable --now popfetch@jim@example.org.timer");
	expect(regular_run_timer("my-isp_1:2"),
	    "systemctl --user enable --now popfetch@my-isp_1:2.timer");
	expect(regular_run_timer("my isp"),
	    "systemctl --user enable --now popfetch.timer");
	expect(regular_run_timer("b\xc3\xbc"
				 "cher"),
	    "systemctl --user enable --now popfetch.timer");
}
