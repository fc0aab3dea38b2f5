/*
 * showing.c - one bulk call, and what became of it.
 */
#include "showing.h"

#include <stdlib.h>

enum pop3_status showing_top(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return pop3_session_top(
	    visit->session, targets, count, visit->settings->lines, sink);
}

enum pop3_status showing_whole(const struct visit *visit,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink)
{
	return pop3_session_retrieve(visit->session, targets, count, sink);
}

enum exit_status showing_marked(struct visit *visit,
    const struct selection *selection, showing_fn *show,
    const struct pop3_sink *sink)
{
	struct pop3_target *targets = selection_targets(selection);
	enum pop3_status status;

	if (targets == NULL)
		return visit_out_of_memory(visit);
	status = show(visit, targets, selection->marked, sink);
	free(targets);
	if (status == POP3_OK)
		return EXIT_DONE;
	return status == POP3_E_SINK ? EXIT_IO : visit_failed(visit);
}
