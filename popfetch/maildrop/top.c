/*
 * top.c - what CAPA said of it (RFC 2449, section 6.1), and else what TOP says
 * itself.
 *
 * In front of the sink there is another then, which hears of refusals and tells
 * none: whoever is refused is asked for again once it is known that there is
 * such a command at all.
 */
#include "popfetch/maildrop/top.h"

#include <string.h>

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
	bool refused;
};

static int begin_tried(void *context, const struct pop3_target *target)
{
	const struct pop3_sink *sink = ((struct trial *)context)->sink;

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

static void note_refusal(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct trial *trial = context;

	(void)target, (void)status, (void)text;
	trial->refused = true;
}

static void put_first(struct pop3_target *targets, size_t i)
{
	const struct pop3_target first = targets[i];

	memmove(&targets[1], &targets[0], i * sizeof *targets);
	targets[0] = first;
}

/* The first few alone: a single one may be refused for a reason of its own. */
static enum pop3_status try_some(const struct visit *visit, uint32_t lines,
    struct pop3_target *targets, size_t count, const struct pop3_sink *sink)
{
	struct trial trial = {.sink = sink};
	const struct pop3_sink before = {.begin = begin_tried,
	    .data = take_tried,
	    .end = end_tried,
	    .refused = note_refusal,
	    .context = &trial};

	for (size_t i = 0; i < count && i < TRIES; i++) {
		enum pop3_status status = pop3_session_top(
		    visit->session, &targets[i], 1, lines, &before);

		if (status == POP3_OK && !trial.refused)
			put_first(targets, i);
		if (status != POP3_OK || !trial.refused)
			return status;
		trial.refused = false;
	}
	return POP3_E_UNSUPPORTED;
}

enum pop3_status top_run(const struct visit *visit, uint32_t lines,
    struct pop3_target *targets, size_t count, const struct pop3_sink *sink)
{
	bool tries = count > 0 && top_find(visit) != TOP_ANNOUNCED;
	enum pop3_status status =
	    tries ? try_some(visit, lines, targets, count, sink) : POP3_OK;

	if (status != POP3_OK)
		return status;
	return pop3_session_top(
	    visit->session, targets + tries, count - tries, lines, sink);
}
