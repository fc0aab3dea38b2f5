/*
 * row-tsv.c - rows as lines of columns with one tab between, for cut(1), awk
 * and people.
 *
 * Columns are known by their place alone, so there are never more or fewer
 * of them: what is not known is an empty one.
 */
#include "row.h"

#include <inttypes.h>

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
	fputs(text, row->stream);
}

/* RFC 1939 allows 0x21 to 0x7E, which stay as they are; other octets could
 * break the line or act on a terminal. */
static void print_uid(struct row *row, const char *uid, size_t length)
{
	begin_column(row);
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)uid[i];

		if (c >= 0x21 && c <= 0x7E)
			putc(c, row->stream);
		else
			fprintf(row->stream, "%%%02X", c);
	}
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
    .named = false,
    .charset = NULL,
    .begin = begin_line,
    .number = print_number,
    .text = print_text,
    .uid = print_uid,
    .truth = print_word,
    .absent = print_text,
    .remark = print_remark,
    .end = end_line,
    .gap = end_line,
};
