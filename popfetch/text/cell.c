/*
 * cell.c - columns are counted once, when the text comes; what is kept is
 * bounded by the terminal's width and not by what a server sends.
 */
#include "popfetch/text/cell.h"

#include <stdlib.h>
#include <string.h>

#include "popfetch/text/glyph.h"

/* Marks that one character may have; more of them are somebody's joke. */
#define MARKS_MAX 4

struct cutting {
	unsigned columns; /* so far */
	unsigned marks;	  /* on the last character */
};

/* Whether the glyph still fits. */
static bool fits(
    struct cutting *cutting, const struct glyph *glyph, unsigned columns)
{
	if (glyph->columns == 0) {
		cutting->marks++;
		return true;
	}
	if (glyph->columns > columns - cutting->columns)
		return false;
	cutting->columns += glyph->columns;
	cutting->marks = 0;
	return true;
}

/* A mark needs something to stand on. */
static bool is_shown(const struct cutting *cutting, const struct glyph *glyph)
{
	return glyph->columns > 0 ||
	       (cutting->columns > 0 && cutting->marks <= MARKS_MAX);
}

/* Text has room for the whole of it; returns the columns used. */
static unsigned cut_to(char *to, const char *text, unsigned columns)
{
	struct cutting cutting = {0};
	size_t left = strlen(text);

	while (left > 0) {
		const struct glyph glyph = glyph_read(text, left);

		if (!fits(&cutting, &glyph, columns))
			break;
		if (is_shown(&cutting, &glyph)) {
			memcpy(to, glyph.octets, glyph.length);
			to += glyph.length;
		}
		text += glyph.taken;
		left -= glyph.taken;
	}
	*to = '\0';
	return cutting.columns;
}

bool cell_append(struct cell *cell, const char *text, unsigned columns_max)
{
	const size_t used = cell->text != NULL ? strlen(cell->text) : 0;
	char *whole = realloc(cell->text, used + strlen(text) + 1), *fit;

	if (whole == NULL)
		return false;
	/* One column more than there are shows that something is cut. */
	cell->columns +=
	    cut_to(whole + used, text, columns_max + 1 - cell->columns);
	fit = realloc(whole, strlen(whole) + 1);
	cell->text = fit != NULL ? fit : whole;
	return true;
}

bool cell_set(struct cell *cell, const char *text, unsigned columns_max)
{
	cell_clear(cell);
	return cell_append(cell, text, columns_max);
}

void cell_clear(struct cell *cell)
{
	free(cell->text);
	*cell = (struct cell){.side = cell->side};
}

/* ---- Printing ------------------------------------------------------------ */

static unsigned print_head(FILE *stream, const char *text, unsigned columns)
{
	struct cutting cutting = {0};
	size_t left = strlen(text);

	while (left > 0) {
		const struct glyph glyph = glyph_read(text, left);

		if (!fits(&cutting, &glyph, columns))
			break;
		fwrite(glyph.octets, 1, glyph.length, stream);
		text += glyph.taken;
		left -= glyph.taken;
	}
	return cutting.columns;
}

/* Of a text whose characters are all one octet and one column. */
static unsigned print_middle_cut(
    FILE *stream, const struct cell *cell, unsigned columns)
{
	const unsigned tail = columns / 2, head = columns - 1 - tail;

	fprintf(stream, "%.*s%s%s", (int)head, cell->text, glyph_ellipsis(),
	    cell->text + strlen(cell->text) - tail);
	return columns;
}

static unsigned print_fitted(
    FILE *stream, const struct cell *cell, unsigned columns)
{
	unsigned used;

	if (cell->text == NULL || columns == 0)
		return 0;
	if (cell->columns <= columns) {
		fputs(cell->text, stream);
		return cell->columns;
	}
	if (cell->side == CELL_MIDDLE_CUT)
		return print_middle_cut(stream, cell, columns);
	used = print_head(stream, cell->text, columns - 1);
	fputs(glyph_ellipsis(), stream);
	return used + 1;
}

static void print_blanks(FILE *stream, unsigned count)
{
	fprintf(stream, "%*s", (int)count, "");
}

void cell_print(FILE *stream, const struct cell *cell, unsigned columns)
{
	if (cell->side == CELL_RIGHT && cell->columns < columns)
		print_blanks(stream, columns - cell->columns);
	columns -= print_fitted(stream, cell, columns);
	if (cell->side != CELL_RIGHT)
		print_blanks(stream, columns);
}

void cell_print_last(FILE *stream, const struct cell *cell, unsigned columns)
{
	if (cell->side == CELL_RIGHT)
		cell_print(stream, cell, columns);
	else
		print_fitted(stream, cell, columns);
}
