/*
 * report-message.c - top and retr: messages on standard output.
 *
 * Nothing is held back until a message is whole: this is for looking, and
 * the exit status tells when one was cut off.
 */
#include "popfetch/errand/report.h"

#include <inttypes.h>

#include "popfetch/errand/message-out.h"
#include "popfetch/maildrop/selection.h"
#include "popfetch/talk/failure.h"
#include "popfetch/talk/output.h"

struct messages {
	const struct visit *visit;
	struct message_out out;
	enum exit_status status;
};

static int begin_message(void *context, const struct pop3_target *target)
{
	struct messages *messages = context;

	(void)target;
	message_out_begin(&messages->out);
	return 0;
}

static int write_message(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct messages *messages = context;

	(void)target;
	message_out_data(&messages->out, octets, length);
	return output_has_failed();
}

static int end_message(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct messages *messages = context;

	(void)target;
	(void)octets;
	message_out_end(&messages->out);
	return output_has_failed();
}

static void refuse_message(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct messages *messages = context;

	(void)status;
	talk_error(&messages->visit->talk, "no message %" PRIu32 ": %s",
	    target->msgno, failure_words(text));
	messages->status = EXIT_DATA;
}

/* What standard output refuses, output_finish() says. */
static enum exit_status show_marked(struct visit *visit,
    const struct selection *selection, enum message_format format,
    showing_fn *show)
{
	struct messages messages = {.visit = visit};
	const struct pop3_sink sink = {
	    .begin = begin_message,
	    .data = write_message,
	    .end = end_message,
	    .refused = refuse_message,
	    .context = &messages,
	};
	enum exit_status status;

	if (!message_out_init(&messages.out, format))
		return visit_out_of_memory(visit);
	status = selection_show(visit, selection, show, &sink);
	message_out_break(&messages.out);
	message_out_clear(&messages.out);
	return exit_status_worse(status, messages.status);
}

static enum exit_status show_set(struct visit *visit, showing_fn *show)
{
	struct selection selection;
	enum exit_status status = selection_make(
	    visit, POP3_LISTING_OCTETS, SELECTION_SEEN_IF_NEEDED, &selection);
	enum message_format format =
	    set_is_single(visit->set) && selection.marked == 1
		? MESSAGE_AS_IT_IS
		: MESSAGE_MBOXRD;

	if (selection.marked > 0)
		status = exit_status_worse(
		    status, show_marked(visit, &selection, format, show));
	selection_clear(&selection);
	return status;
}

enum exit_status report_top(struct visit *visit)
{
	return show_set(visit, showing_top);
}

enum exit_status report_retr(struct visit *visit)
{
	return show_set(visit, showing_whole);
}
