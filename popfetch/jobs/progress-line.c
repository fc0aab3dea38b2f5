/*
 * progress-line.c - what people want to know least goes first where there is
 * no room: the word "messages", then the rate, the octets in all, the octets.
 * How many messages there are of how many stays.  A name is shortened before
 * more than the word is lost, but keeps some columns, by which accounts can be
 * told from each other.
 */
#include "popfetch/jobs/progress-line.h"

#include <inttypes.h>
#include <string.h>

#include "popfetch/text/duration-text.h"
#include "popfetch/text/octets-text.h"

#define NAME_MAX_COLUMNS 40u
#define NAME_FLOOR	 8u

/* Longer is a guess that helps nobody. */
#define LEFT_MAX_S (UINT64_C(100) * 60 * 60)

#define BIT(piece) (1u << (piece))
#define MESSAGES   BIT(PIECE_MESSAGES)
#define WORD	   BIT(PIECE_WORD)
#define OCTETS	   BIT(PIECE_OCTETS)
#define OF	   BIT(PIECE_OF)
#define RATE	   BIT(PIECE_RATE)
#define LEFT	   BIT(PIECE_LEFT)

/* From wide to narrow. */
static const struct form {
	unsigned pieces;
	unsigned name_floor;
} forms[] = {
    {MESSAGES | WORD | OCTETS | OF | RATE | LEFT, NAME_MAX_COLUMNS},
    {MESSAGES | OCTETS | OF | RATE | LEFT, NAME_MAX_COLUMNS},
    {MESSAGES | OCTETS | OF | RATE | LEFT, NAME_FLOOR},
    {MESSAGES | OCTETS | OF | LEFT, NAME_FLOOR},
    {MESSAGES | OCTETS | LEFT, NAME_FLOOR},
    {MESSAGES | LEFT, NAME_FLOOR},
    {MESSAGES | OCTETS, NAME_FLOOR},
    {MESSAGES, 0},
};
#define FORM_COUNT (sizeof forms / sizeof forms[0])

/* ---- Its pieces ---------------------------------------------------------- */

static void put_octets(struct progress_line *line, enum progress_piece piece,
    const char *format, uint64_t octets)
{
	char text[OCTETS_TEXT_MAX];

	octets_text(text, octets);
	snprintf(line->piece[piece], sizeof line->piece[piece], format, text);
}

static void put_left(struct progress_line *line, uint64_t seconds)
{
	char text[DURATION_TEXT_MAX];

	if (seconds >= LEFT_MAX_S)
		return;
	duration_text(text, seconds);
	snprintf(line->piece[PIECE_LEFT], sizeof line->piece[PIECE_LEFT],
	    "%s left", text);
}

void progress_line_make(struct progress_line *out_line, const char *name,
    const struct progress *progress, int64_t now_ms)
{
	const struct progress_counts *counts = &progress->counts;
	uint64_t number;

	*out_line = (struct progress_line){0};
	/* Without memory it has no name. */
	(void)cell_set(&out_line->name, name, NAME_MAX_COLUMNS);
	snprintf(out_line->piece[PIECE_MESSAGES],
	    sizeof out_line->piece[PIECE_MESSAGES], "%" PRIu64 "/%" PRIu64,
	    counts->messages, counts->of_messages);
	strcpy(out_line->piece[PIECE_WORD],
	    counts->of_messages == 1 ? "message" : "messages");
	put_octets(out_line, PIECE_OCTETS, "%s", counts->octets);
	if (counts->of_octets > 0)
		put_octets(out_line, PIECE_OF, "of %s", counts->of_octets);
	if (progress_rate(progress, now_ms, &number))
		put_octets(out_line, PIECE_RATE, "%s/s", number);
	if (progress_left(progress, now_ms, &number))
		put_left(out_line, number);
}

void progress_line_clear(struct progress_line *line)
{
	cell_clear(&line->name);
}

/* ---- Laying them out ----------------------------------------------------- */

/* Whether it belongs to the piece in front of it. */
static bool follows(enum progress_piece piece)
{
	return piece == PIECE_WORD || piece == PIECE_OF;
}

static unsigned gap_before(enum progress_piece piece)
{
	return follows(piece) ? 1 : 2;
}

static unsigned widest(
    const struct progress_line *lines, size_t count, enum progress_piece piece)
{
	unsigned columns = 0;

	for (size_t i = 0; i < count; i++) {
		const size_t length = strlen(lines[i].piece[piece]);

		if (length > columns)
			columns = (unsigned)length;
	}
	return columns;
}

static unsigned widest_name(const struct progress_line *lines, size_t count)
{
	unsigned columns = 0;

	for (size_t i = 0; i < count; i++)
		if (lines[i].name.columns > columns)
			columns = lines[i].name.columns;
	return columns < NAME_MAX_COLUMNS ? columns : NAME_MAX_COLUMNS;
}

/* How wide the pieces of the form are, with the gaps in front of them. */
static unsigned width(const struct progress_layout *natural, unsigned pieces)
{
	unsigned columns = 0;

	for (enum progress_piece i = 0; i < PIECE_COUNT; i++)
		if ((pieces & BIT(i)) != 0 && natural->piece[i] > 0)
			columns += natural->piece[i] + gap_before(i);
	return columns;
}

static struct progress_layout take_form(
    const struct progress_layout *natural, unsigned pieces, unsigned columns)
{
	const unsigned rest = width(natural, pieces);
	struct progress_layout layout = *natural;

	for (enum progress_piece i = 0; i < PIECE_COUNT; i++)
		if ((pieces & BIT(i)) == 0)
			layout.piece[i] = 0;
	if (rest >= columns)
		layout.name = 0;
	else if (layout.name > columns - rest)
		layout.name = columns - rest;
	if (layout.piece[PIECE_MESSAGES] > columns)
		layout.piece[PIECE_MESSAGES] = columns;
	return layout;
}

struct progress_layout progress_line_lay_out(
    const struct progress_line *lines, size_t count, unsigned columns)
{
	struct progress_layout natural = {.name = widest_name(lines, count)};
	size_t form = 0;

	for (enum progress_piece i = 0; i < PIECE_COUNT; i++)
		natural.piece[i] = widest(lines, count, i);
	for (; form < FORM_COUNT - 1; form++) {
		const unsigned floor = forms[form].name_floor;
		const unsigned name =
		    natural.name < floor ? natural.name : floor;

		if (name + width(&natural, forms[form].pieces) <= columns)
			break;
	}
	return take_form(&natural, forms[form].pieces, columns);
}

/* ---- Printing ------------------------------------------------------------ */

static size_t last_of(
    const struct progress_line *line, const struct progress_layout *layout)
{
	size_t last = PIECE_COUNT - 1;

	while (last > 0 &&
	       (layout->piece[last] == 0 || line->piece[last][0] == '\0'))
		last--;
	return last;
}

static void print_piece(FILE *stream, const struct progress_line *line,
    enum progress_piece piece, unsigned columns)
{
	const struct cell cell = {
	    .side = follows(piece) ? CELL_LEFT : CELL_RIGHT,
	    .text = (char *)line->piece[piece],
	    .columns = (unsigned)strlen(line->piece[piece]),
	};

	cell_print(stream, &cell, columns);
}

void progress_line_print(FILE *stream, const struct progress_line *line,
    const struct progress_layout *layout)
{
	const size_t last = last_of(line, layout);

	if (layout->name > 0)
		cell_print(stream, &line->name, layout->name);
	for (enum progress_piece i = 0; i <= last; i++) {
		if (layout->piece[i] == 0)
			continue;
		if (i > 0 || layout->name > 0)
			fprintf(stream, "%*s", (int)gap_before(i), "");
		print_piece(stream, line, i, layout->piece[i]);
	}
}
