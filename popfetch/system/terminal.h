/*
 * terminal.h - what is known of the terminal that a descriptor may be.
 */
#ifndef POPFETCH_TERMINAL_H
#define POPFETCH_TERMINAL_H

#include <stdbool.h>

/* Whether it is one. */
bool terminal_is(int descriptor);

/* Whether somebody can be asked: standard input and standard error are one. */
bool terminal_is_attended(void);

/* Whether it is one on which a line can be erased and written anew: TERM says
 * which, and does not say "dumb". */
bool terminal_redraws(int descriptor);

/* Whether words on it may be coloured: as above, and NO_COLOR is not set, or
 * to nothing (no-color.org). */
bool terminal_colour(int descriptor);

/* How wide it is now, at least 1: what it says itself, else COLUMNS, else
 * 80.  It may be another width the next time. */
unsigned terminal_columns(int descriptor);

/* How many lines it has now, at least 1; else 24. */
unsigned terminal_rows(int descriptor);

/* Whether we may draw on it: false where it is the terminal that controls us,
 * and others are in its foreground. */
bool terminal_is_ours(int descriptor);

#endif
