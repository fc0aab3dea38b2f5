/*
 * What is known of a terminal.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "popfetch/system/terminal.h"

static int open_terminal(unsigned short columns)
{
	const int master = posix_openpt(O_RDWR | O_NOCTTY);
	const struct winsize size = {.ws_row = 24, .ws_col = columns};
	int slave;

	cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	slave = open(ptsname(master), O_RDWR | O_NOCTTY);
	cr_assert(slave >= 0);
	cr_assert(ioctl(master, TIOCSWINSZ, &size) == 0);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	unsetenv("COLUMNS");
	return slave;
}

Test(terminal, is_one)
{
	cr_assert(terminal_is(open_terminal(80)));
}

Test(terminal, a_pipe_is_none)
{
	int ends[2];

	setenv("TERM", "xterm", 1);
	cr_assert(pipe(ends) == 0);
	cr_assert_not(terminal_is(ends[1]));
	cr_assert_not(terminal_redraws(ends[1]));
	cr_assert_not(terminal_colour(ends[1]));
}

Test(terminal, redraws_and_has_colours)
{
	const int terminal = open_terminal(80);

	cr_assert(terminal_redraws(terminal));
	cr_assert(terminal_colour(terminal));
}

Test(terminal, that_is_dumb_does_neither)
{
	const int terminal = open_terminal(80);

	setenv("TERM", "dumb", 1);
	cr_assert_not(terminal_redraws(terminal));
	cr_assert_not(terminal_colour(terminal));
	unsetenv("TERM");
	cr_assert_not(terminal_redraws(terminal));
}

Test(terminal, has_no_colours_with_no_color)
{
	const int terminal = open_terminal(80);

	setenv("NO_COLOR", "1", 1);
	cr_assert_not(terminal_colour(terminal));
	cr_assert(terminal_redraws(terminal));
	setenv("NO_COLOR", "", 1);
	cr_assert(terminal_colour(terminal));
}

Test(terminal, says_how_wide_it_is)
{
	const int terminal = open_terminal(20);

	setenv("COLUMNS", "132", 1);
	cr_assert_eq(terminal_columns(terminal), 20);
}

Test(terminal, that_does_not_know_its_width_has_that_of_columns)
{
	const int terminal = open_terminal(0);

	setenv("COLUMNS", "132", 1);
	cr_assert_eq(terminal_columns(terminal), 132);
}

Test(terminal, columns_must_make_sense)
{
	const int terminal = open_terminal(0);
	const char *const words[] = {"", "0", "-5", "80x", "99999999999"};

	cr_assert_eq(terminal_columns(terminal), 80);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		setenv("COLUMNS", words[i], 1);
		cr_assert_eq(terminal_columns(terminal), 80);
	}
}

Test(terminal, says_how_many_lines_it_has)
{
	int ends[2];

	cr_assert_eq(terminal_rows(open_terminal(80)), 24);
	cr_assert(pipe(ends) == 0);
	cr_assert_eq(terminal_rows(ends[1]), 24);
}

/* One that does not control us has no foreground for us to be in. */
Test(terminal, of_somebody_else_may_be_drawn_on)
{
	cr_assert(terminal_is_ours(open_terminal(80)));
}
