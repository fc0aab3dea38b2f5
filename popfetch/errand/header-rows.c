/*
 * header-rows.c - one pipelined TOP of no lines for each message.
 *
 * The rows come out as the answers do, in order of message-number, so that
 * nothing but one header is ever held.
 *
 * Without TOP the rows are those of the scan listing.
 */
#include "popfetch/errand/header-rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/maildrop/message-row.h"
#include "popfetch/maildrop/showing.h"
#include "popfetch/talk/failure.h"

/* The part of a header that is looked at: trace fields and signatures can
 * make it long, but not this long. */
#define HEADER_OCTETS_MAX (256u * 1024)

struct headers {
	struct visit *visit;
	struct row *row;
	const struct selection *selection;
	const struct pop3_listed *listed; /* indexed by a target's tag */
	char *octets;			  /* HEADER_OCTETS_MAX of them */
	size_t length;
	enum exit_status status; /* EXIT_DATA: a header was refused */
};

static int begin_header(void *context, const struct pop3_target *target)
{
	struct headers *headers = context;

	(void)target;
	headers->length = 0;
	return 0;
}

static int take_header(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct headers *headers = context;
	size_t room = HEADER_OCTETS_MAX - headers->length;

	(void)target;
	if (length > room)
		length = room;
	memcpy(headers->octets + headers->length, octets, length);
	headers->length += length;
	return 0;
}

/* In the sender's own zone. */
static void add_date(const struct headers *headers)
{
	struct row *row = headers->row;
	struct pop3_field field;
	int64_t seconds;
	int offset_min;

	if (pop3_header_find(
		headers->octets, headers->length, "Date", &field) &&
	    pop3_header_date(&field, &seconds, &offset_min))
		row_time(row, "date", seconds, offset_min);
	else
		row_absent(row, "date", "");
}

/* The field as text, NULL where there is none; the caller frees it. */
static char *field_text(const struct headers *headers, const char *field_name)
{
	struct pop3_field field;
	char *text = NULL;

	if (!pop3_header_find(
		headers->octets, headers->length, field_name, &field))
		return NULL;
	if (pop3_header_text(&field, row_charset(headers->row), &text) !=
		POP3_OK &&
	    pop3_header_text(&field, "US-ASCII", &text) != POP3_OK)
		return NULL;
	return text;
}

static void add_field(
    const struct headers *headers, const char *name, const char *field_name)
{
	struct row *row = headers->row;
	char *text = field_text(headers, field_name);

	if (text != NULL)
		row_text(row, name, text);
	else
		row_absent(row, name, "");
	free(text);
}

static int end_header(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct headers *headers = context;
	struct row *row = headers->row;

	(void)octets;
	row_begin(row);
	message_row_listed(row, &headers->listed[target->tag]);
	add_date(headers);
	add_field(headers, "from", "From");
	add_field(headers, "subject", "Subject");
	if (row_is_named(row)) {
		add_field(headers, "to", "To");
		add_field(headers, "message_id", "Message-ID");
	}
	selection_row_known(row, headers->selection, target->tag);
	row_end(row);
	return ferror(headers->row->stream);
}

/* The message is there all the same: its row stays, and has no header. */
static void add_bare_row(const struct headers *headers, size_t place)
{
	struct row *row = headers->row;

	row_begin(row);
	message_row_listed(row, &headers->listed[place]);
	row_absent(row, "date", "");
	row_absent(row, "from", "");
	row_absent(row, "subject", "");
	selection_row_known(row, headers->selection, place);
	row_end(row);
}

static void refuse_header(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct headers *headers = context;

	(void)status;
	add_bare_row(headers, target->tag);
	talk_error(&headers->visit->talk,
	    "no header of message %" PRIu32 ": %s", target->msgno,
	    failure_words(text));
	headers->status = EXIT_DATA;
}

static enum exit_status list_without(const struct headers *headers,
    const struct pop3_target *targets, size_t count)
{
	const enum exit_status status = visit_lacks(headers->visit,
	    "the server has no TOP: dates, senders and subjects stay unknown");

	for (size_t i = 0; i < count && !ferror(headers->row->stream); i++)
		add_bare_row(headers, targets[i].tag);
	return status;
}

static enum exit_status list_all(
    struct headers *headers, const struct pop3_target *targets, size_t count)
{
	const struct pop3_sink sink = {
	    .begin = begin_header,
	    .data = take_header,
	    .end = end_header,
	    .refused = refuse_header,
	    .context = headers,
	};
	bool lacks;
	/* What the stream refuses, output_finish() says. */
	const enum exit_status status = showing_run(
	    headers->visit, showing_header, targets, count, &sink, &lacks);

	if (lacks)
		return list_without(headers, targets, count);
	return status == EXIT_DONE ? headers->status : status;
}

enum exit_status header_rows_print(struct visit *visit, struct row *row,
    const struct selection *selection, const struct pop3_target *targets,
    size_t count)
{
	struct headers headers = {
	    .visit = visit,
	    .row = row,
	    .selection = selection,
	    .listed = selection->listing.listed,
	    .octets = malloc(HEADER_OCTETS_MAX),
	};
	enum exit_status status;

	if (headers.octets == NULL)
		return visit_out_of_memory(visit);
	status = list_all(&headers, targets, count);
	free(headers.octets);
	return status;
}
