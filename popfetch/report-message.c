/*
 * report-message.c - top and retr: messages on standard output.
 *
 * Nothing is held back until a message is whole: this is for looking, and
 * the exit status tells when one was cut off.
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "message-out.h"
#include "selection.h"

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
	return ferror(stdout);
}

static int end_message(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct messages *messages = context;

	(void)target;
	(void)octets;
	message_out_end(&messages->out);
	return ferror(stdout);
}

static void refuse_message(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct messages *messages = context;

	(void)status;
	talk_error(&messages->visit->talk, "no message %" PRIu32 ": %s",
	    target->msgno, text);
	messages->status = EXIT_DATA;
}

/* Which command shows them. */
typedef enum pop3_status show_fn(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink);

static enum pop3_status show_top(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return pop3_session_top(
	    visit->session, targets, count, visit->settings->lines, sink);
}

static enum pop3_status show_whole(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return pop3_session_retrieve(visit->session, targets, count, sink);
}

static enum exit_status show_marked(struct visit *visit,
    const struct selection *selection, enum message_format format,
    show_fn *show)
{
	struct messages messages = {.visit = visit};
	const struct pop3_sink sink = {
	    .begin = begin_message,
	    .data = write_message,
	    .end = end_message,
	    .refused = refuse_message,
	    .context = &messages,
	};
	struct pop3_target *targets = selection_targets(selection);
	enum pop3_status status = POP3_E_NO_MEMORY;

	if (targets != NULL && message_out_init(&messages.out, format))
		status = show(visit, targets, selection->marked, &sink);
	message_out_clear(&messages.out);
	free(targets);
	if (status == POP3_OK)
		return messages.status;
	if (status == POP3_E_SINK)
		return EXIT_IO; /* output_finish() says why */
	if (status != POP3_E_NO_MEMORY)
		return visit_failed(visit);
	talk_error(&visit->talk, "out of memory");
	return EXIT_SYSTEM;
}

static enum exit_status show_set(struct visit *visit, show_fn *show)
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
	return show_set(visit, show_top);
}

enum exit_status report_retr(struct visit *visit)
{
	return show_set(visit, show_whole);
}
