/*
 * status-lines.c - a frame is one write: back to the first line, each line over
 * the one that stood there, and what is left of that erased.  Nothing is blank
 * between two frames, so nothing flickers.  The sequences are those of ECMA-48
 * that every terminal knows: CUU, EL, ED.
 *
 * A line stays a column narrower than the terminal, or the cursor might be in
 * the next one, and some terminals differ in that; and two more, in which the
 * terminal itself shows a ^C.
 *
 * Who has stopped us (Control-Z) or put us into the background has written
 * there since: what was drawn is left as it is, and drawn anew below once the
 * terminal is ours again.
 */
#include "popfetch/jobs/status-lines.h"

#include <signal.h>
#include <stdlib.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/terminal.h"

#define KEPT_FREE 3 /* columns */

static volatile sig_atomic_t was_stopped;

static void note_stop(int number)
{
	(void)number;
	was_stopped = 1;
}

void status_lines_init(struct status_lines *lines, int descriptor)
{
	struct sigaction action = {.sa_handler = note_stop};

	*lines = (struct status_lines){.descriptor = descriptor};
	action.sa_flags = SA_RESTART;
	sigemptyset(&action.sa_mask);
	sigaction(SIGCONT, &action, NULL);
}

unsigned status_lines_columns(const struct status_lines *lines)
{
	const unsigned columns = terminal_columns(lines->descriptor);

	return columns > KEPT_FREE ? columns - KEPT_FREE : 1;
}

unsigned status_lines_max(const struct status_lines *lines)
{
	const unsigned rows = terminal_rows(lines->descriptor);

	return rows > 1 ? rows - 1 : 1;
}

static bool may_draw(struct status_lines *lines)
{
	const bool is_ours = terminal_is_ours(lines->descriptor);

	if (was_stopped || !is_ours)
		lines->rows = 0;
	was_stopped = 0;
	return is_ours;
}

/* What cannot be drawn is not seen; nothing hangs on it. */
static void put(const struct status_lines *lines, const char *octets, size_t n)
{
	(void)disk_write(lines->descriptor, octets, n);
}

static void to_first(const struct status_lines *lines, FILE *frame)
{
	fputc('\r', frame);
	if (lines->rows > 1)
		fprintf(frame, "\033[%zuA", lines->rows - 1);
}

FILE *status_lines_frame(struct status_lines *lines)
{
	if (!may_draw(lines))
		return NULL;
	lines->made = 0;
	lines->frame = open_memstream(&lines->octets, &lines->length);
	if (lines->frame != NULL)
		to_first(lines, lines->frame);
	return lines->frame;
}

void status_lines_next(struct status_lines *lines)
{
	if (lines->made > 0)
		fputs("\033[K\n", lines->frame);
	lines->made++;
}

void status_lines_show(struct status_lines *lines)
{
	fputs(lines->made < lines->rows ? "\033[J" : "\033[K", lines->frame);
	if (fclose(lines->frame) == 0) {
		put(lines, lines->octets, lines->length);
		lines->rows = lines->made;
	}
	free(lines->octets);
	lines->octets = NULL;
	lines->frame = NULL;
}

void status_lines_erase(struct status_lines *lines)
{
	char text[32];
	int length;

	if (!may_draw(lines) || lines->rows == 0)
		return;
	length = lines->rows > 1 ? snprintf(text, sizeof text,
				       "\r\033[%zuA\033[J", lines->rows - 1)
				 : snprintf(text, sizeof text, "\r\033[J");
	put(lines, text, (size_t)length);
	lines->rows = 0;
}
