/*
 * progress-line.h - the progress of an account in a line, and of several in
 * lines that stand below each other.
 *
 *	work  12/40 messages  3.1M of 10M  1.2M/s  0:06 left
 */
#ifndef POPFETCH_PROGRESS_LINE_H
#define POPFETCH_PROGRESS_LINE_H

#include <stdio.h>

#include "popfetch/fetch/progress.h"
#include "popfetch/text/cell.h"

/* What a line is made of, behind the name. */
enum progress_piece {
	PIECE_MESSAGES = 0, /* "12/40" */
	PIECE_WORD,	    /* "messages" */
	PIECE_OCTETS,	    /* "3.1M" */
	PIECE_OF,	    /* "of 10M" */
	PIECE_RATE,	    /* "1.2M/s" */
	PIECE_LEFT,	    /* "0:06 left" */
	PIECE_COUNT
};

struct progress_line {
	struct cell name;
	char piece[PIECE_COUNT][48]; /* "": it has none */
};

/* What lines have in common: which pieces there is room for, and how wide each
 * is. */
struct progress_layout {
	unsigned name; /* columns; 0: it is left out */
	unsigned piece[PIECE_COUNT];
};

/* Free it with progress_line_clear(). */
void progress_line_make(struct progress_line *out_line, const char *name,
    const struct progress *progress, int64_t now_ms);
void progress_line_clear(struct progress_line *line);

/* For lines on a terminal of so many columns, at least 1. */
struct progress_layout progress_line_lay_out(
    const struct progress_line *lines, size_t count, unsigned columns);

/* Without a line end, and without blanks behind it. */
void progress_line_print(FILE *stream, const struct progress_line *line,
    const struct progress_layout *layout);

#endif
