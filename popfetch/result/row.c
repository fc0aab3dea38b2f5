/*
 * row.c - what is the same in all forms.
 */
#include "popfetch/result/row.h"

#include <langinfo.h>

#include "popfetch/result/table.h"
#include "popfetch/text/date-time.h"

const struct row_form *row_form_of(const struct settings *settings,
    enum row_shape shape, const struct table *table)
{
	if (settings->json)
		return &row_json;
	return shape == ROW_TABLE && table->descriptor >= 0 ? &row_table
							    : &row_tsv;
}

bool row_is_named(const struct row *row)
{
	return row->form->named;
}

const char *row_charset(const struct row *row)
{
	return row->form->charset != NULL ? row->form->charset
					  : nl_langinfo(CODESET);
}

void row_begin(struct row *row)
{
	row->form->begin(row);
}

void row_end(struct row *row)
{
	row->form->end(row);
}

void row_number(struct row *row, const char *name, uint64_t number)
{
	row->form->number(row, name, number);
}

void row_text(struct row *row, const char *name, const char *text)
{
	row->form->text(row, name, text);
}

void row_uid(struct row *row, const char *uid, size_t length)
{
	if (uid != NULL)
		row->form->uid(row, uid, length);
	else
		row_absent(row, "uid", "");
}

void row_time(
    struct row *row, const char *name, int64_t seconds, int offset_min)
{
	char text[DATE_TIME_MAX];

	if (date_time_text(text, seconds, offset_min))
		row->form->moment(row, name, seconds, text);
	else
		row_absent(row, name, "");
}

void row_truth(struct row *row, const char *name, bool truth, const char *word)
{
	row->form->truth(row, name, truth, word);
}

void row_absent(struct row *row, const char *name, const char *filler)
{
	if (row->form->absent != NULL)
		row->form->absent(row, name, filler);
}

void row_remark(struct row *row, const char *words)
{
	if (row->form->remark != NULL)
		row->form->remark(row, words);
}

void row_gap(struct row *row)
{
	if (row->form->gap != NULL)
		row->form->gap(row);
}

enum exit_status row_finish(struct row *row, const struct talk *talk)
{
	if (row->form->finish != NULL)
		row->form->finish(row);
	if (!row->no_memory)
		return EXIT_DONE;
	row->no_memory = false;
	talk_error(talk, "out of memory: not all is printed");
	return EXIT_SYSTEM;
}
