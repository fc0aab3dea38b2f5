/*
 * report-headers.c - the scan listing for people: date, from and subject of
 * each message beside it, by one pipelined TOP of no lines each.
 *
 * The lines come out as the answers do, in order of message-number, so that
 * nothing but one header is ever held.
 */
#include "report.h"

#include <inttypes.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "output.h"
#include "selection.h"

/* The part of a header that is looked at: trace fields and signatures can
 * make it long, but not this long. */
#define HEADER_OCTETS_MAX (256u * 1024)

struct headers {
	const struct visit *visit;
	const struct pop3_listed *listed; /* indexed by a target's tag */
	const char *charset;
	char *octets; /* HEADER_OCTETS_MAX of them */
	size_t length;
	enum exit_status status;
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

/* RFC 3339, in the sender's own zone; nothing where there is no date. */
static void print_date(const struct headers *headers)
{
	struct pop3_field field;
	int64_t seconds;
	int offset_min;
	struct tm tm;
	time_t local;
	char text[40];

	if (!pop3_header_find(
		headers->octets, headers->length, "Date", &field) ||
	    !pop3_header_date(&field, &seconds, &offset_min))
		return;
	local = (time_t)(seconds + offset_min * 60);
	if (gmtime_r(&local, &tm) == NULL ||
	    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm) == 0)
		return;
	if (offset_min == 0)
		printf("%sZ", text);
	else
		printf("%s%c%02d:%02d", text, offset_min < 0 ? '-' : '+',
		    abs(offset_min) / 60, abs(offset_min) % 60);
}

static void print_text(const struct headers *headers, const char *name)
{
	struct pop3_field field;
	char *text = NULL;

	if (!pop3_header_find(headers->octets, headers->length, name, &field))
		return;
	if (pop3_header_text(&field, headers->charset, &text) != POP3_OK &&
	    pop3_header_text(&field, "US-ASCII", &text) != POP3_OK)
		return;
	fputs(text, stdout);
	free(text);
}

static void print_scan_listing(
    const struct headers *headers, const struct pop3_target *target)
{
	const struct pop3_listed *listed = &headers->listed[target->tag];

	printf("%" PRIu32 "\t", listed->msgno);
	if (listed->has_octets)
		printf("%" PRIu64, listed->octets);
	putchar('\t');
	output_uid(listed->uid, listed->uid_length);
	putchar('\t');
}

static int end_header(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct headers *headers = context;

	(void)octets;
	print_scan_listing(headers, target);
	print_date(headers);
	putchar('\t');
	print_text(headers, "From");
	putchar('\t');
	print_text(headers, "Subject");
	putchar('\n');
	return ferror(stdout);
}

/* The message is there all the same: its line stays, the columns are empty. */
static void refuse_header(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct headers *headers = context;

	(void)status;
	print_scan_listing(headers, target);
	fputs("\t\t\n", stdout);
	talk_error(&headers->visit->talk,
	    "no header of message %" PRIu32 ": %s", target->msgno, text);
	headers->status = EXIT_DATA;
}

static enum exit_status top_all(struct visit *visit,
    const struct selection *selection, const struct pop3_target *targets)
{
	struct headers headers = {
	    .visit = visit,
	    .listed = selection->listing.listed,
	    .charset = nl_langinfo(CODESET),
	    .octets = malloc(HEADER_OCTETS_MAX),
	};
	const struct pop3_sink sink = {
	    .begin = begin_header,
	    .data = take_header,
	    .end = end_header,
	    .refused = refuse_header,
	    .context = &headers,
	};
	enum pop3_status status = POP3_E_NO_MEMORY;

	if (headers.octets != NULL && targets != NULL)
		status = pop3_session_top(
		    visit->session, targets, selection->marked, 0, &sink);
	free(headers.octets);
	if (status == POP3_OK)
		return headers.status;
	if (status == POP3_E_SINK)
		return EXIT_IO; /* output_finish() says why */
	return visit_failed(visit);
}

enum exit_status report_headers(struct visit *visit)
{
	struct selection selection;
	enum exit_status status =
	    selection_make(visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		SELECTION_SEEN_IF_NEEDED, &selection);

	if (selection.marked > 0) {
		struct pop3_target *targets = selection_targets(&selection);

		status = exit_status_worse(
		    status, top_all(visit, &selection, targets));
		free(targets);
	}
	selection_clear(&selection);
	return status;
}
