/*
 * showing.c - one bulk call, and what became of it.
 *
 * In front of the sink there is another, which counts: whoever looks at a
 * maildrop, from a script or to know messages without UIDL, does not want to
 * wait for ever for a server that does not end either.
 */
#include "popfetch/maildrop/showing.h"

#include <inttypes.h>

#include "popfetch/maildrop/endless.h"
#include "popfetch/maildrop/top.h"

struct counted {
	const struct pop3_sink *sink;
	uint64_t octets; /* of the message that comes */
	bool endless;
	struct pop3_target target; /* which one it is */
};

static int begin_counted(void *context, const struct pop3_target *target)
{
	struct counted *counted = context;

	counted->octets = 0;
	return counted->sink->begin(counted->sink->context, target);
}

static int count_data(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct counted *counted = context;
	const struct pop3_sink *sink = counted->sink;

	counted->octets += length;
	counted->endless = endless_is(target, counted->octets);
	counted->target = *target;
	if (counted->endless)
		return -1;
	return sink->data(sink->context, target, octets, length);
}

static int end_counted(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	const struct counted *counted = context;

	return counted->sink->end(counted->sink->context, target, octets);
}

static void refuse_counted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	const struct counted *counted = context;

	counted->sink->refused(counted->sink->context, target, status, text);
}

/* ---- The calls ----------------------------------------------------------- */

enum pop3_status showing_header(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return top_run(visit, 0, targets, count, sink);
}

enum pop3_status showing_top(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return top_run(visit, visit->settings->lines, targets, count, sink);
}

enum pop3_status showing_whole(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return pop3_session_retrieve(visit->session, targets, count, sink);
}

static enum exit_status give_up(
    const struct visit *visit, const struct pop3_target *target)
{
	char why[ENDLESS_TEXT_MAX];

	endless_text(why, target);
	talk_error(&visit->talk, "message %" PRIu32 " is given up: %s",
	    target->msgno, why);
	return EXIT_PROTOCOL;
}

enum exit_status showing_run(const struct visit *visit, showing_fn *show,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink, bool *out_lacks)
{
	struct counted counted = {.sink = sink};
	const struct pop3_sink before = {
	    .begin = begin_counted,
	    .data = count_data,
	    .end = end_counted,
	    .refused = refuse_counted,
	    .context = &counted,
	};
	enum pop3_status status = show(visit, targets, count, &before);

	*out_lacks = status == POP3_E_UNSUPPORTED;
	if (status == POP3_OK || *out_lacks)
		return EXIT_DONE;
	if (status != POP3_E_SINK)
		return visit_failed(visit);
	return counted.endless ? give_up(visit, &counted.target) : EXIT_IO;
}
