/*
 * status-lines.h - lines at the end of what stands on a terminal, that are
 * drawn again and again and leave no trace.
 *
 *	FILE *frame = status_lines_frame(&lines);
 *	for each: status_lines_next(&lines); (print it to frame)
 *	status_lines_show(&lines);
 */
#ifndef POPFETCH_STATUS_LINES_H
#define POPFETCH_STATUS_LINES_H

#include <stdio.h>

struct status_lines {
	int descriptor;
	size_t rows; /* that stand there, the cursor behind the last */
	FILE *frame; /* in the making; NULL: none */
	char *octets;
	size_t length;
	size_t made; /* rows of the frame */
};

void status_lines_init(struct status_lines *lines, int descriptor);

/* How wide one may be, at least 1, and how many there may be, at least 1. */
unsigned status_lines_columns(const struct status_lines *lines);
unsigned status_lines_max(const struct status_lines *lines);

/* NULL: the terminal is somebody else's now, or memory ran out; else
 * status_lines_show() is due. */
FILE *status_lines_frame(struct status_lines *lines);

/* A line begins. */
void status_lines_next(struct status_lines *lines);

/* In place of those that stand there. */
void status_lines_show(struct status_lines *lines);

/* The cursor is where it was before the first of them was drawn. */
void status_lines_erase(struct status_lines *lines);

#endif
