/*
 * row.h - a result: a row of columns, which scripts cut at tabs (row-tsv.c)
 * and people read as a table (row-table.c), or an object of members with names
 * (row-json.c).
 *
 * Whoever reports makes each row once, column by column, and does not know
 * which form it takes; the form is chosen once a run.  What there is no
 * column for, and never will be since columns are counted, is asked of forms
 * with names only: see row_is_named().
 */
#ifndef POPFETCH_ROW_H
#define POPFETCH_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

struct row;
struct table;

/* How rows are written; the functions below say what each is for, and the last
 * four are NULL where the form has nothing to do. */
struct row_form {
	bool named;	     /* members have names, and may be many and long */
	const char *charset; /* of its texts; NULL: the locale's */
	void (*begin)(struct row *row);
	void (*number)(struct row *row, const char *name, uint64_t number);
	void (*text)(struct row *row, const char *name, const char *text);
	void (*uid)(struct row *row, const char *uid, size_t length);
	void (*moment)(struct row *row, const char *name, int64_t seconds,
	    const char *text); /* as RFC 3339 has it */
	void (*truth)(
	    struct row *row, const char *name, bool truth, const char *word);
	void (*end)(struct row *row);
	void (*absent)(struct row *row, const char *name, const char *filler);
	void (*remark)(struct row *row, const char *words);
	void (*gap)(struct row *row);
	void (*finish)(struct row *row);
};

extern const struct row_form row_tsv;
extern const struct row_form row_table;
extern const struct row_form row_json;

/* The row in the making; form, stream, account, human_readable, table and
 * foreseen are the caller's, the rest is the form's. */
struct row {
	const struct row_form *form;
	FILE *stream;
	const char *account; /* whose it is */
	struct table *table; /* of the run; table.h */
	bool human_readable; /* octets in a table have units */
	struct {
		uint64_t number, octets;
	} foreseen; /* the largest ones of the listing */
	unsigned columns;
	struct json_t *object;
	bool replaced;	/* a text had octets that are none */
	bool no_memory; /* some row is not what it should be */
};

/* What people at a terminal get to see. */
enum row_shape {
	ROW_LINES = 0, /* the same as scripts */
	ROW_TABLE
};

/* The form that the settings ask for; table is what is known of the terminal
 * (table_init()). */
const struct row_form *row_form_of(const struct settings *settings,
    enum row_shape shape, const struct table *table);

/* Whether what has no column may be added. */
bool row_is_named(const struct row *row);

/* The charset that row_text() wants. */
const char *row_charset(const struct row *row);

/* One row: begin, columns in their order, end. */
void row_begin(struct row *row);
void row_end(struct row *row);

void row_number(struct row *row, const char *name, uint64_t number);

/* One line of text, without control characters. */
void row_text(struct row *row, const char *name, const char *text);

/* "uid": any octets; NULL where the server names none. */
void row_uid(struct row *row, const char *uid, size_t length);

/* A moment, Unix seconds, of a clock that is so many minutes east of UTC: as
 * RFC 3339 has it, or in a table by the clock here. */
void row_time(
    struct row *row, const char *name, int64_t seconds, int offset_min);

/* word is what a form without names shows. */
void row_truth(struct row *row, const char *name, bool truth, const char *word);

/* Nothing is known; filler holds the column. */
void row_absent(struct row *row, const char *name, const char *filler);

/* More words for people in the last column, where members say it better. */
void row_remark(struct row *row, const char *words);

/* Between two parts of a report, where rows do not say which they are of. */
void row_gap(struct row *row);

/* After the last row: EXIT_DONE, or EXIT_SYSTEM once said why. */
enum exit_status row_finish(struct row *row, const struct talk *talk);

#endif
