/*
 * cell.h - a text in a table: made fit for the terminal, measured, and cut
 * to the width that its column gets.
 */
#ifndef POPFETCH_CELL_H
#define POPFETCH_CELL_H

#include <stdbool.h>
#include <stdio.h>

/* Where a cell stands in its column, and what is cut off of it. */
enum cell_side {
	CELL_LEFT = 0, /* cut behind */
	CELL_RIGHT,
	CELL_MIDDLE_CUT /* on the left; the beginning and the end stay */
};

struct cell {
	enum cell_side side;
	char *text;	  /* NULL: empty */
	unsigned columns; /* how wide it would like to be */
};

/* Takes as much of the text as can be shown in so many columns, and a little;
 * false when memory ran out. */
bool cell_set(struct cell *cell, const char *text, unsigned columns_max);

/* Puts a text behind what is there; likewise. */
bool cell_append(struct cell *cell, const char *text, unsigned columns_max);

void cell_clear(struct cell *cell);

/* Prints it over exactly so many columns. */
void cell_print(FILE *stream, const struct cell *cell, unsigned columns);

/* The same without blanks behind it. */
void cell_print_last(FILE *stream, const struct cell *cell, unsigned columns);

#endif
