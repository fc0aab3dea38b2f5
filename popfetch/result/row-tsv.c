/*
 * row-tsv.c - rows as lines of columns with one tab between, for cut(1), awk
 * and the like; what is no table comes so to a terminal, too.
 *
 * Columns are known by their place alone, so there are never more or fewer
 * of them: what is not known is an empty one.
 */
#include "popfetch/result/row.h"

#include <inttypes.h>

#include "popfetch/result/table.h"
#include "popfetch/talk/screen.h"
#include "popfetch/text/uid-text.h"

#define UID_PIECE ((size_t)256)

static void begin_line(struct row *row)
{
	row->columns = 0;
}

static void begin_column(struct row *row)
{
	if (row->columns++ > 0)
		putc('\t', row->stream);
}

static void print_number(struct row *row, const char *name, uint64_t number)
{
	(void)name;
	begin_column(row);
	fprintf(row->stream, "%" PRIu64, number);
}

static void print_text(struct row *row, const char *name, const char *text)
{
	(void)name;
	begin_column(row);
	if (row->table != NULL && row->table->descriptor >= 0)
		screen_text(row->stream, text);
	else
		fputs(text, row->stream);
}

/* In pieces, since it may be long. */
static void print_uid(struct row *row, const char *uid, size_t length)
{
	char text[UID_TEXT_ROOM(UID_PIECE)];

	begin_column(row);
	while (length > 0) {
		const size_t piece = length < UID_PIECE ? length : UID_PIECE;

		fputs(uid_text(text, uid, piece), row->stream);
		uid += piece;
		length -= piece;
	}
}

static void print_moment(
    struct row *row, const char *name, int64_t seconds, const char *text)
{
	(void)seconds;
	print_text(row, name, text);
}

static void print_word(
    struct row *row, const char *name, bool truth, const char *word)
{
	(void)truth;
	print_text(row, name, word);
}

static void print_remark(struct row *row, const char *words)
{
	fputs(words, row->stream);
}

static void end_line(struct row *row)
{
	putc('\n', row->stream);
}

const struct row_form row_tsv = {
    .begin = begin_line,
    .number = print_number,
    .text = print_text,
    .uid = print_uid,
    .moment = print_moment,
    .truth = print_word,
    .end = end_line,
    .absent = print_text,
    .remark = print_remark,
    .gap = end_line,
};
