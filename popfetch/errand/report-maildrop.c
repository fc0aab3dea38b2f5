/*
 * report-maildrop.c - the maildrop as numbers: stat, list, uidl, check, last,
 * noop, capa.
 */
#include "popfetch/errand/report.h"

#include <stdio.h>

#include "popfetch/maildrop/message-row.h"
#include "popfetch/maildrop/selection.h"

enum exit_status report_stat(struct visit *visit)
{
	struct row *row = &visit->row;
	struct pop3_drop_listing drop;

	if (pop3_session_stat(visit->session, &drop) != POP3_OK)
		return visit_failed(visit);
	row_begin(row);
	row_number(row, "count", drop.count);
	row_number(row, "octets", drop.octets);
	row_end(row);
	return EXIT_DONE;
}

enum exit_status report_last(struct visit *visit)
{
	struct row *row = &visit->row;
	uint32_t msgno;

	if (pop3_session_last(visit->session, &msgno) != POP3_OK)
		return visit_failed(visit);
	row_begin(row);
	row_number(row, "last", msgno);
	row_end(row);
	return EXIT_DONE;
}

enum exit_status report_noop(struct visit *visit)
{
	if (pop3_session_noop(visit->session) != POP3_OK)
		return visit_failed(visit);
	return EXIT_DONE;
}

struct capabilities {
	struct row *row;
	bool logged_in;
};

/* A form with names says itself what it has replaced. */
static const char *capability_text(const struct row *row, const char *line,
    size_t length, char *text, size_t size)
{
	if (!row_is_named(row))
		return pop3_printable(text, size, line, length);
	snprintf(text, size, "%.*s", (int)length, line);
	return text;
}

static void print_capability(void *context, const char *line, size_t length)
{
	struct capabilities *capabilities = context;
	struct row *row = capabilities->row;
	char text[1024];

	row_begin(row);
	row_text(row, "capability",
	    capability_text(row, line, length, text, sizeof text));
	if (row_is_named(row))
		row_truth(row, "logged_in", capabilities->logged_in, NULL);
	row_end(row);
}

static enum exit_status print_capabilities(struct visit *visit, bool logged_in)
{
	struct capabilities capabilities = {&visit->row, logged_in};

	if (pop3_session_capa(
		visit->session, print_capability, &capabilities) != POP3_OK)
		return visit_failed(visit);
	return EXIT_DONE;
}

/* What the server can do before login, an empty line, and after it. */
enum exit_status report_capa(struct visit *visit)
{
	enum exit_status status = print_capabilities(visit, false);

	if (status == EXIT_DONE)
		status = visit_login_connected(visit);
	if (status != EXIT_DONE)
		return status;
	row_gap(&visit->row);
	return print_capabilities(visit, true);
}

/* Those that there are of what was asked for. */
static void print_marked(struct row *row, const struct selection *selection,
    void (*print)(struct row *row, const struct pop3_listed *listed))
{
	if (selection->marks == NULL)
		return;
	for (size_t i = 0; i < selection->listing.count; i++) {
		if (!selection->marks[i])
			continue;
		row_begin(row);
		print(row, &selection->listing.listed[i]);
		selection_row_known(row, selection, i);
		row_end(row);
	}
}

enum exit_status report_list(struct visit *visit)
{
	struct row *row = &visit->row;
	struct selection selection;
	enum exit_status status =
	    selection_make(visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		selection_seen_of(row), &selection);

	print_marked(row, &selection, message_row_listed);
	selection_clear(&selection);
	return status;
}

/* Where columns are counted there are two of them. */
static void print_unique_id(struct row *row, const struct pop3_listed *listed)
{
	if (row_is_named(row)) {
		message_row_listed(row, listed);
		return;
	}
	row_number(row, "number", listed->msgno);
	row_uid(row, listed->uid, listed->uid_length);
}

enum exit_status report_uidl(struct visit *visit)
{
	struct row *row = &visit->row;
	struct selection selection;
	const unsigned more = row_is_named(row) ? POP3_LISTING_OCTETS : 0;
	enum exit_status status = selection_make(visit,
	    POP3_LISTING_UIDS | more, selection_seen_of(row), &selection);

	if (selection.listing.has_uids)
		print_marked(row, &selection, print_unique_id);
	else if (status == EXIT_DONE)
		status = visit_lacks(visit, "the server has no UIDL");
	selection_clear(&selection);
	return status;
}

enum exit_status report_check(struct visit *visit)
{
	struct row *row = &visit->row;
	struct pop3_drop_listing drop;
	struct selection selection = {0};
	size_t count = 0;
	enum exit_status status;

	if (pop3_session_stat(visit->session, &drop) != POP3_OK)
		return visit_failed(visit);
	status = selection_make(
	    visit, POP3_LISTING_UIDS, SELECTION_SEEN, &selection);
	if (status == EXIT_DONE) {
		for (size_t i = 0; i < selection.listing.count; i++)
			count += selection.is_new[i];
		row_begin(row);
		row_number(row, "new", count);
		row_number(row, "count", drop.count);
		row_number(row, "octets", drop.octets);
		row_end(row);
		status = count > 0 ? EXIT_DONE : EXIT_NOTHING_NEW;
	}
	selection_clear(&selection);
	return status;
}
