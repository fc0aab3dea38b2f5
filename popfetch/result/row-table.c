/*
 * row-table.c - rows in a table.
 */
#include "popfetch/result/row.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "popfetch/result/table.h"
#include "popfetch/text/octets-text.h"
#include "popfetch/text/uid-text.h"

static void put_as_wide(
    struct row *row, const char *name, const char *text, unsigned widest)
{
	if (!table_put(row->table, name, text, widest))
		row->no_memory = true;
}

static void put(struct row *row, const char *name, const char *text)
{
	put_as_wide(row, name, text, 0);
}

static bool is_scaled(const struct row *row, const char *name)
{
	return row->human_readable && strcmp(name, "octets") == 0;
}

static unsigned width_foreseen(const struct row *row, const char *name)
{
	char text[24];

	if (strcmp(name, "number") == 0)
		return (unsigned)snprintf(
		    text, sizeof text, "%" PRIu64, row->foreseen.number);
	if (strcmp(name, "octets") == 0 && !is_scaled(row, name))
		return (unsigned)snprintf(
		    text, sizeof text, "%" PRIu64, row->foreseen.octets);
	return 0;
}

static void put_number(struct row *row, const char *name, uint64_t number)
{
	char text[OCTETS_TEXT_MAX];

	if (is_scaled(row, name))
		octets_text(text, number);
	else
		snprintf(text, sizeof text, "%" PRIu64, number);
	put_as_wide(row, name, text, width_foreseen(row, name));
}

static void put_uid(struct row *row, const char *uid, size_t length)
{
	char *text = malloc(UID_TEXT_ROOM(length));

	if (text == NULL)
		row->no_memory = true;
	put(row, "uid", text != NULL ? uid_text(text, uid, length) : "");
	free(text);
}

/* By the clock of who reads. */
static void put_moment(
    struct row *row, const char *name, int64_t seconds, const char *text)
{
	const time_t moment = (time_t)seconds;
	struct tm tm;
	char here[40];

	(void)text;
	if (localtime_r(&moment, &tm) == NULL ||
	    strftime(here, sizeof here, "%Y-%m-%d %H:%M", &tm) == 0)
		here[0] = '\0';
	put(row, name, here);
}

static void put_word(
    struct row *row, const char *name, bool truth, const char *word)
{
	(void)truth;
	put(row, name, word);
}

static void add_remark(struct row *row, const char *words)
{
	if (!table_append(row->table, words))
		row->no_memory = true;
}

static void begin_row(struct row *row)
{
	table_begin_row(row->table);
	if (row->table->names)
		put_as_wide(
		    row, "account", row->account, row->table->longest_name);
}

static void end_row(struct row *row)
{
	table_end_row(row->table, row->stream);
}

static void print_rest(struct row *row)
{
	table_print(row->table, row->stream);
}

const struct row_form row_table = {
    .begin = begin_row,
    .number = put_number,
    .text = put,
    .uid = put_uid,
    .moment = put_moment,
    .truth = put_word,
    .end = end_row,
    .absent = put,
    .remark = add_remark,
    .finish = print_rest,
};
