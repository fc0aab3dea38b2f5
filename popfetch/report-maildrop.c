/*
 * report-maildrop.c - the maildrop as numbers: stat, list, uidl, check, last,
 * noop, capa.
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

#include "output.h"
#include "selection.h"

enum exit_status report_stat(struct visit *visit)
{
	struct pop3_drop_listing drop;

	if (pop3_session_stat(visit->session, &drop) != POP3_OK)
		return visit_failed(visit);
	printf("%" PRIu32 "\t%" PRIu64 "\n", drop.count, drop.octets);
	return EXIT_DONE;
}

enum exit_status report_last(struct visit *visit)
{
	uint32_t msgno;

	if (pop3_session_last(visit->session, &msgno) != POP3_OK)
		return visit_failed(visit);
	printf("%" PRIu32 "\n", msgno);
	return EXIT_DONE;
}

enum exit_status report_noop(struct visit *visit)
{
	if (pop3_session_noop(visit->session) != POP3_OK)
		return visit_failed(visit);
	return EXIT_DONE;
}

static void print_line(void *context, const char *line, size_t length)
{
	char text[1024];

	(void)context;
	puts(pop3_printable(text, sizeof text, line, length));
}

/* What the server can do before login, an empty line, and after it. */
enum exit_status report_capa(struct visit *visit)
{
	enum exit_status status;

	if (pop3_session_capa(visit->session, print_line, NULL) != POP3_OK)
		return visit_failed(visit);
	status = visit_login_connected(visit);
	if (status != EXIT_DONE)
		return status;
	putchar('\n');
	if (pop3_session_capa(visit->session, print_line, NULL) != POP3_OK)
		return visit_failed(visit);
	return EXIT_DONE;
}

static void print_listed(const struct pop3_listed *listed)
{
	printf("%" PRIu32 "\t", listed->msgno);
	if (listed->has_octets)
		printf("%" PRIu64, listed->octets);
	putchar('\t');
	output_uid(listed->uid, listed->uid_length);
	putchar('\n');
}

enum exit_status report_list(struct visit *visit)
{
	struct selection selection;
	enum exit_status status =
	    selection_make(visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		SELECTION_SEEN_IF_NEEDED, &selection);

	for (size_t i = 0;
	     selection.marks != NULL && i < selection.listing.count; i++)
		if (selection.marks[i])
			print_listed(&selection.listing.listed[i]);
	selection_clear(&selection);
	return status;
}

enum exit_status report_uidl(struct visit *visit)
{
	struct selection selection;
	enum exit_status status = selection_make(
	    visit, POP3_LISTING_UIDS, SELECTION_SEEN_IF_NEEDED, &selection);

	if (status == EXIT_DONE && !selection.listing.has_uids) {
		talk_error(&visit->talk, "the server has no UIDL");
		status = exit_status_of(POP3_E_UNSUPPORTED);
	}
	for (size_t i = 0;
	     selection.marks != NULL && selection.listing.has_uids &&
	     i < selection.listing.count;
	     i++) {
		const struct pop3_listed *listed = &selection.listing.listed[i];

		if (!selection.marks[i])
			continue;
		printf("%" PRIu32 "\t", listed->msgno);
		output_uid(listed->uid, listed->uid_length);
		putchar('\n');
	}
	selection_clear(&selection);
	return status;
}

enum exit_status report_check(struct visit *visit)
{
	struct pop3_drop_listing drop;
	struct selection selection = {0};
	size_t count = 0;
	enum exit_status status;

	if (pop3_session_stat(visit->session, &drop) != POP3_OK)
		return visit_failed(visit);
	status = selection_make(
	    visit, POP3_LISTING_UIDS, SELECTION_SEEN, &selection);
	if (status == EXIT_DONE && !selection_knows_new(&selection)) {
		talk_error(&visit->talk,
		    "the server has neither UIDL nor TOP: what is new cannot "
		    "be known");
		status = exit_status_of(POP3_E_UNSUPPORTED);
	}
	if (status == EXIT_DONE) {
		for (size_t i = 0; i < selection.listing.count; i++)
			count += selection.is_new[i];
		printf("%zu\t%" PRIu32 "\t%" PRIu64 "\n", count, drop.count,
		    drop.octets);
		status = count > 0 ? EXIT_DONE : EXIT_NOTHING_NEW;
	}
	selection_clear(&selection);
	return status;
}
