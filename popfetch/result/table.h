/*
 * table.h - an aligned table with a header line, for people at a terminal: one
 * for all accounts of a run.
 */
#ifndef POPFETCH_TABLE_H
#define POPFETCH_TABLE_H

#include "popfetch/options/settings.h"
#include "popfetch/text/cell.h"

/* Rows that are held until their columns are laid out. */
#define TABLE_ROWS 64

/* One more than any report has, for the account. */
#define TABLE_COLUMNS 8

struct table_column {
	const struct table_kind *kind;
	unsigned natural; /* what the widest cell so far would like */
	unsigned width;	  /* what it gets */
	bool filled;	  /* some cell is not empty */
	bool hidden;
};

struct table {
	int descriptor;	  /* of the terminal; -1: there is none, no table */
	unsigned columns; /* of the terminal */
	bool bold;	  /* the header line is */
	bool names;	  /* rows begin with the account's name */
	unsigned longest_name; /* octets */
	bool begun;	       /* the header line is out */
	struct table_column column[TABLE_COLUMNS];
	size_t column_count;
	struct cell cell[TABLE_ROWS][TABLE_COLUMNS];
	size_t row_count;
	size_t cell_count; /* of the row in the making */
};

/*
 * What is known of the stream's terminal, once a run: the process that writes
 * may be behind a pipe to the one that has it.  Rows of several accounts begin
 * with the name of theirs.
 */
void table_init(struct table *table, FILE *stream,
    const struct settings *accounts, size_t count);

/*
 * One row: begin, the same columns for each, end.  A column is known by the
 * name that its member has in JSON; one that is not known, is left out.  widest
 * is how wide it will be at least, 0 where that is not known.  False when
 * memory ran out, and the cell is empty.
 */
void table_begin_row(struct table *table);
bool table_put(
    struct table *table, const char *name, const char *text, unsigned widest);
void table_end_row(struct table *table, FILE *stream);

/* Puts more words into the last cell. */
bool table_append(struct table *table, const char *text);

/* Prints the rows that are held. */
void table_print(struct table *table, FILE *stream);

#endif
