/*
 * table.c - rows are held until there are TABLE_ROWS of them or the report
 * ends, then laid out and printed.  So memory does not grow with the maildrop,
 * and the first rows of a long listing are seen while the last are on their
 * way.  Columns never become narrower from one lot to the next than their
 * cells want, and numbers are as wide from the beginning as the largest one
 * that will come, so that columns stand still in the usual case.
 *
 * Where the terminal is too narrow, texts are shortened, the widest one
 * first, down to a floor; then unique-ids, in their middle, for they are made
 * to be copied and differ at the end; then whole columns are left out, the
 * date first and the subject never.  A column that has nothing to show is none.
 */
#include "popfetch/result/table.h"

#include <string.h>

#include "popfetch/system/terminal.h"

#define GAP 2u

/* Longer than any unique-id that a session takes. */
#define UID_COLUMNS 32768u

/* How a column gives way. */
enum table_yield {
	YIELDS_NOTHING = 0,
	YIELDS_FIRST,
	YIELDS_LAST
};

struct table_kind {
	const char *name;
	const char *heading;
	enum cell_side side;
	enum table_yield yield;
	unsigned floor;	 /* columns that it keeps */
	unsigned weight; /* how much sooner than others it yields */
	unsigned leaves; /* left out in this order; 0: never */
};

/* clang-format off */
static const struct table_kind kinds[] = {
    {"account", "ACCOUNT", CELL_LEFT, YIELDS_FIRST, 7, 1, 0},
    {"act", "ACT", CELL_LEFT, YIELDS_NOTHING, 0, 0, 0},
    {"number", "NO", CELL_RIGHT, YIELDS_NOTHING, 0, 0, 0},
    {"new", "NEW", CELL_RIGHT, YIELDS_NOTHING, 0, 0, 0},
    {"count", "MESSAGES", CELL_RIGHT, YIELDS_NOTHING, 0, 0, 0},
    {"octets", "OCTETS", CELL_RIGHT, YIELDS_NOTHING, 0, 0, 2},
    {"uid", "UNIQUE-ID", CELL_MIDDLE_CUT, YIELDS_LAST, 5, 1, 4},
    {"date", "DATE", CELL_LEFT, YIELDS_NOTHING, 0, 0, 1},
    {"from", "FROM", CELL_LEFT, YIELDS_FIRST, 8, 2, 3},
    {"subject", "SUBJECT", CELL_LEFT, YIELDS_FIRST, 8, 1, 0},
    {"why", "WHY", CELL_LEFT, YIELDS_FIRST, 8, 1, 0},
    {"host", "HOST", CELL_LEFT, YIELDS_FIRST, 8, 1, 3},
    {"user", "USER", CELL_LEFT, YIELDS_FIRST, 6, 1, 2},
    {"enabled", "STATE", CELL_LEFT, YIELDS_NOTHING, 0, 0, 1},
};
/* clang-format on */

static const struct table_kind *kind_of(const char *name)
{
	const size_t count = sizeof kinds / sizeof kinds[0];

	for (size_t i = 0; i < count; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

void table_init(struct table *table, FILE *stream,
    const struct settings *accounts, size_t count)
{
	*table = (struct table){.descriptor = fileno(stream)};
	if (!terminal_is(table->descriptor)) {
		table->descriptor = -1;
		return;
	}
	table->bold = terminal_colour(table->descriptor);
	table->columns = terminal_columns(table->descriptor);
	table->names = count > 1;
	for (size_t i = 0; i < count; i++) {
		const size_t length = strlen(accounts[i].account);

		if (length > table->longest_name)
			table->longest_name = (unsigned)length;
	}
}

/* ---- Cells --------------------------------------------------------------- */

/* Headings are as good as cells, and so are numbers that will come. */
static void want(struct table_column *column, unsigned columns)
{
	if (columns > column->natural)
		column->natural = columns;
}

static struct table_column *column_at(
    struct table *table, size_t place, const struct table_kind *kind)
{
	struct table_column *column = &table->column[place];

	if (place < table->column_count)
		return column;
	table->column_count++;
	*column = (struct table_column){.kind = kind};
	want(column, (unsigned)strlen(kind->heading));
	return column;
}

void table_begin_row(struct table *table)
{
	table->cell_count = 0;
}

bool table_put(
    struct table *table, const char *name, const char *text, unsigned widest)
{
	const struct table_kind *kind = kind_of(name);
	const size_t place = table->cell_count;
	struct cell *cell = &table->cell[table->row_count][place];
	struct table_column *column;
	bool done;

	if (kind == NULL || place == TABLE_COLUMNS)
		return true;
	table->cell_count++;
	column = column_at(table, place, kind);
	cell->side = kind->side;
	done = cell_set(cell, text,
	    kind->side == CELL_MIDDLE_CUT ? UID_COLUMNS : table->columns);
	column->filled |= cell->columns > 0;
	want(column, cell->columns);
	want(column, widest);
	return done;
}

bool table_append(struct table *table, const char *text)
{
	const size_t place = table->cell_count - 1;
	struct cell *cell;
	bool done;

	if (table->cell_count == 0)
		return true;
	cell = &table->cell[table->row_count][place];
	done = cell_append(cell, text, table->columns);
	want(&table->column[place], cell->columns);
	return done;
}

/* ---- Layout -------------------------------------------------------------- */

static unsigned total_width(const struct table *table)
{
	unsigned total = 0;

	for (size_t i = 0; i < table->column_count; i++)
		if (!table->column[i].hidden)
			total += table->column[i].width + (total > 0 ? GAP : 0);
	return total;
}

/* Of those that yield then and are above their floor, the widest. */
static struct table_column *next_to_yield(
    struct table *table, enum table_yield yield, unsigned floor_max)
{
	struct table_column *widest = NULL;

	for (size_t i = 0; i < table->column_count; i++) {
		struct table_column *column = &table->column[i];
		const struct table_kind *kind = column->kind;
		const unsigned floor =
		    kind->floor < floor_max ? kind->floor : floor_max;

		if (column->hidden || kind->yield != yield ||
		    column->width <= floor)
			continue;
		if (widest == NULL || column->width * kind->weight >
					  widest->width * widest->kind->weight)
			widest = column;
	}
	return widest;
}

/* False when that is not enough. */
static bool shorten(struct table *table, unsigned floor_max)
{
	enum table_yield yield = YIELDS_FIRST;

	for (; yield <= YIELDS_LAST; yield++) {
		struct table_column *column;

		while (total_width(table) > table->columns) {
			column = next_to_yield(table, yield, floor_max);
			if (column == NULL)
				break;
			column->width--;
		}
	}
	return total_width(table) <= table->columns;
}

static bool leave_one_out(struct table *table)
{
	struct table_column *first = NULL;

	for (size_t i = 0; i < table->column_count; i++) {
		struct table_column *column = &table->column[i];

		if (column->hidden || column->kind->leaves == 0)
			continue;
		if (first == NULL || column->kind->leaves < first->kind->leaves)
			first = column;
	}
	if (first == NULL)
		return false;
	first->hidden = true;
	return true;
}

/* What a server does not tell is no column. */
static void hide_empty(struct table *table)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (!table->column[i].filled)
			table->column[i].hidden = true;
}

/* Under a header line that is out, no column can go. */
static void lay_out(struct table *table)
{
	if (!table->begun)
		hide_empty(table);
	do {
		for (size_t i = 0; i < table->column_count; i++)
			table->column[i].width = table->column[i].natural;
		if (shorten(table, UINT32_MAX))
			return;
	} while (!table->begun && leave_one_out(table));
	shorten(table, 1);
}

/* ---- Printing ------------------------------------------------------------ */

static size_t last_shown(const struct table *table)
{
	size_t last = table->column_count - 1;

	while (last > 0 && table->column[last].hidden)
		last--;
	return last;
}

static void print_line(
    const struct table *table, FILE *stream, const struct cell *cells)
{
	const size_t last = last_shown(table);
	const char *gap = "";

	for (size_t i = 0; i <= last; i++) {
		const struct table_column *column = &table->column[i];

		if (column->hidden)
			continue;
		fputs(gap, stream);
		gap = "  ";
		if (i < last)
			cell_print(stream, &cells[i], column->width);
		else
			cell_print_last(stream, &cells[i], column->width);
	}
}

static void print_header(const struct table *table, FILE *stream)
{
	struct cell cells[TABLE_COLUMNS];

	for (size_t i = 0; i < table->column_count; i++) {
		const struct table_kind *kind = table->column[i].kind;

		cells[i] = (struct cell){
		    .side = kind->side == CELL_RIGHT ? CELL_RIGHT : CELL_LEFT,
		    .text = (char *)kind->heading,
		    .columns = (unsigned)strlen(kind->heading),
		};
	}
	fputs(table->bold ? "\033[1m" : "", stream);
	print_line(table, stream, cells);
	fputs(table->bold ? "\033[0m\n" : "\n", stream);
}

void table_print(struct table *table, FILE *stream)
{
	if (table->row_count == 0)
		return;
	lay_out(table);
	if (!table->begun)
		print_header(table, stream);
	table->begun = true;
	for (size_t i = 0; i < table->row_count; i++) {
		print_line(table, stream, table->cell[i]);
		putc('\n', stream);
		for (size_t j = 0; j < TABLE_COLUMNS; j++)
			cell_clear(&table->cell[i][j]);
	}
	table->row_count = 0;
}

void table_end_row(struct table *table, FILE *stream)
{
	if (++table->row_count == TABLE_ROWS)
		table_print(table, stream);
}
