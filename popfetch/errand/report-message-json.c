/*
 * report-message-json.c - top and retr as JSON: an object a message.
 *
 * Each message is held until it is whole (held-message.c), for two reasons:
 * only then it is known whether its octets are text; and of one that breaks
 * off nothing is printed, so that each line is an object whatever happens.
 */
#include "popfetch/errand/report.h"

#include <errno.h>
#include <inttypes.h>

#include "popfetch/maildrop/message-row.h"
#include "popfetch/maildrop/selection.h"
#include "popfetch/result/row-json.h"
#include "popfetch/talk/failure.h"
#include "popfetch/talk/output.h"

struct objects {
	struct visit *visit;
	const struct selection *selection;
	struct held_message held;
	enum exit_status status;
};

/* Says why; what the receiver of a message returns then. */
static int cannot(const struct objects *objects, const char *verb,
    const struct pop3_target *target)
{
	talk_error(&objects->visit->talk,
	    "cannot %s message %" PRIu32 " in a temporary file: %s", verb,
	    target->msgno, talk_reason(errno));
	return -1;
}

static int begin_message(void *context, const struct pop3_target *target)
{
	struct objects *objects = context;

	return held_message_begin(&objects->held)
		   ? 0
		   : cannot(objects, "hold", target);
}

static int hold_message(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct objects *objects = context;

	return held_message_add(&objects->held, octets, length)
		   ? 0
		   : cannot(objects, "hold", target);
}

static int write_message(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct objects *objects = context;
	const struct selection *selection = objects->selection;
	struct row *row = &objects->visit->row;

	(void)octets;
	if (!held_message_end(&objects->held))
		return cannot(objects, "hold", target);
	row_begin(row);
	message_row_listed(row, &selection->listing.listed[target->tag]);
	selection_row_known(row, selection, target->tag);
	if (!row_json_end_message(row, &objects->held))
		return cannot(objects, "read", target);
	return output_has_failed();
}

static void refuse_message(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct objects *objects = context;

	(void)status;
	talk_error(&objects->visit->talk, "no message %" PRIu32 ": %s",
	    target->msgno, failure_words(text));
	objects->status = EXIT_DATA;
}

static enum exit_status show_set(struct visit *visit, showing_fn *show)
{
	struct selection selection;
	struct objects objects = {.visit = visit, .selection = &selection};
	const struct pop3_sink sink = {
	    .begin = begin_message,
	    .data = hold_message,
	    .end = write_message,
	    .refused = refuse_message,
	    .context = &objects,
	};
	enum exit_status status =
	    selection_make(visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
		SELECTION_SEEN_IF_UIDS, &selection);

	if (selection.marked > 0)
		status = exit_status_worse(
		    status, selection_show(visit, &selection, show, &sink));
	held_message_clear(&objects.held);
	selection_clear(&selection);
	return exit_status_worse(status, objects.status);
}

enum exit_status report_top_json(struct visit *visit)
{
	return show_set(visit, showing_top);
}

enum exit_status report_retr_json(struct visit *visit)
{
	return show_set(visit, showing_whole);
}
