/*
 * terminal.c - the environment is believed in what only it can know, and the
 * terminal in the rest.
 *
 * COLUMNS comes second: a shell that exports it says how wide the window was
 * when the command was started.
 */
#include "popfetch/system/terminal.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80
#define COLUMNS_MAX	10000 /* beyond it somebody jokes */
#define ROWS_DEFAULT	24

bool terminal_is(int descriptor)
{
	const int sys_errno = errno;
	const bool is = isatty(descriptor) == 1;

	errno = sys_errno;
	return is;
}

bool terminal_is_attended(void)
{
	return terminal_is(STDIN_FILENO) && terminal_is(STDERR_FILENO);
}

bool terminal_redraws(int descriptor)
{
	const char *kind = getenv("TERM");

	return terminal_is(descriptor) && kind != NULL && kind[0] != '\0' &&
	       strcmp(kind, "dumb") != 0;
}

bool terminal_colour(int descriptor)
{
	const char *none = getenv("NO_COLOR");

	return terminal_redraws(descriptor) &&
	       (none == NULL || none[0] == '\0');
}

struct window {
	unsigned columns, rows; /* 0: it does not say */
};

static struct window window_of(int descriptor)
{
	const int sys_errno = errno;
	struct window window = {0};
#ifdef TIOCGWINSZ
	struct winsize size = {0};

	if (ioctl(descriptor, TIOCGWINSZ, &size) == 0)
		window = (struct window){size.ws_col, size.ws_row};
#endif
	errno = sys_errno;
	return window;
}

static unsigned columns_of_environment(void)
{
	const char *text = getenv("COLUMNS");
	unsigned long columns;

	if (text == NULL || text[0] < '1' || text[0] > '9' ||
	    strspn(text, "0123456789") != strlen(text) || strlen(text) > 5)
		return 0;
	columns = strtoul(text, NULL, 10);
	return columns <= COLUMNS_MAX ? (unsigned)columns : 0;
}

unsigned terminal_columns(int descriptor)
{
	unsigned columns = window_of(descriptor).columns;

	if (columns == 0)
		columns = columns_of_environment();
	return columns != 0 ? columns : COLUMNS_DEFAULT;
}

unsigned terminal_rows(int descriptor)
{
	const unsigned rows = window_of(descriptor).rows;

	return rows != 0 ? rows : ROWS_DEFAULT;
}

bool terminal_is_ours(int descriptor)
{
	const int sys_errno = errno;
	const pid_t foreground = tcgetpgrp(descriptor);

	errno = sys_errno;
	return foreground < 0 || foreground == getpgrp();
}
