/*
 * report-headers.c - the scan listing for people: date, from and subject of
 * each message beside it.
 */
#include "popfetch/errand/report.h"

#include <stdlib.h>

#include "popfetch/errand/header-rows.h"

static enum exit_status report_marked(
    struct visit *visit, const struct selection *selection)
{
	struct pop3_target *targets = selection_targets(selection);
	enum exit_status status;

	if (targets == NULL)
		return visit_out_of_memory(visit);
	status = header_rows_print(
	    visit, &visit->row, selection, targets, selection->marked);
	free(targets);
	return status;
}

enum exit_status report_headers(struct visit *visit)
{
	struct selection selection;
	enum exit_status status =
	    selection_make(visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		selection_seen_of(&visit->row), &selection);

	if (selection.marked > 0)
		status =
		    exit_status_worse(status, report_marked(visit, &selection));
	selection_clear(&selection);
	return status;
}
