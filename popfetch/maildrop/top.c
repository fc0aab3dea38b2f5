/*
 * top.c - what CAPA said of it (RFC 2449, section 6.1), and else what TOP says
 * itself.
 *
 * In front of the sink there is another then, which keeps refusals to itself
 * until a message comes, and with it the proof that there is such a command.
 */
#include "popfetch/maildrop/top.h"

#include <stdio.h>

/* So many messages are asked for before there is no TOP. */
#define TRIES 3

enum top top_find(const struct visit *visit)
{
	const struct pop3_capabilities *announced =
	    pop3_session_capabilities(visit->session);

	if (announced == NULL)
		return TOP_MAYBE;
	return (announced->flags & POP3_CAPA_TOP) != 0 ? TOP_ANNOUNCED
						       : TOP_ABSENT;
}

struct trial {
	const struct pop3_sink *sink;
	const struct pop3_target *targets;
	struct pop3_error refusals[TRIES]; /* of the first targets */
	size_t refused;
	bool came;
};

static int begin_tried(void *context, const struct pop3_target *target)
{
	struct trial *trial = context;
	const struct pop3_sink *sink = trial->sink;

	trial->came = true;
	for (size_t i = 0; i < trial->refused; i++)
		sink->refused(sink->context, &trial->targets[i],
		    trial->refusals[i].status, trial->refusals[i].text);
	return sink->begin(sink->context, target);
}

static int take_tried(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	const struct pop3_sink *sink = ((struct trial *)context)->sink;

	return sink->data(sink->context, target, octets, length);
}

static int end_tried(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	const struct pop3_sink *sink = ((struct trial *)context)->sink;

	return sink->end(sink->context, target, octets);
}

static void keep_refusal(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct trial *trial = context;
	struct pop3_error *refusal = &trial->refusals[trial->refused++];

	(void)target;
	refusal->status = status;
	snprintf(refusal->text, sizeof refusal->text, "%s", text);
}

/* The first few alone: a single one may be refused for a reason of its own. */
static enum pop3_status try_some(const struct visit *visit, uint32_t lines,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink, size_t *out_tried)
{
	struct trial trial = {.sink = sink, .targets = targets};
	const struct pop3_sink before = {.begin = begin_tried,
	    .data = take_tried,
	    .end = end_tried,
	    .refused = keep_refusal,
	    .context = &trial};
	enum pop3_status status = POP3_OK;
	size_t i;

	for (i = 0; i < count && i < TRIES && !trial.came; i++) {
		status = pop3_session_top(
		    visit->session, &targets[i], 1, lines, &before);
		if (status != POP3_OK)
			return status;
	}
	*out_tried = i;
	return trial.came ? POP3_OK : POP3_E_UNSUPPORTED;
}

enum pop3_status top_run(const struct visit *visit, uint32_t lines,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	const bool tries = count > 0 && top_find(visit) != TOP_ANNOUNCED;
	size_t tried = 0;
	enum pop3_status status =
	    tries ? try_some(visit, lines, targets, count, sink, &tried)
		  : POP3_OK;

	if (status != POP3_OK)
		return status;
	return pop3_session_top(
	    visit->session, targets + tried, count - tried, lines, sink);
}

enum pop3_status top_prove(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	size_t tried;

	if (count == 0 || top_find(visit) == TOP_ANNOUNCED)
		return POP3_OK;
	return try_some(visit, 0, targets, count, sink, &tried);
}
