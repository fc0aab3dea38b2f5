/*
 * dele.c - deleting by hand.
 *
 * The state file is left alone: what is gone from the server is forgotten by
 * the next fetch, after the grace that holds for every missing message.
 */
#include "dele.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "selection.h"

struct deletions {
	const struct visit *visit;
	enum exit_status status;
};

static void deleted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct deletions *deletions = context;

	if (status == POP3_OK) {
		talk_detail(&deletions->visit->talk,
		    "message %" PRIu32 " is marked for deletion",
		    target->msgno);
		return;
	}
	talk_error(&deletions->visit->talk,
	    "cannot delete message %" PRIu32 ": %s", target->msgno, text);
	deletions->status = EXIT_DATA;
}

static void say_what(const struct selection *selection)
{
	for (size_t i = 0; i < selection->listing.count; i++) {
		const struct pop3_listed *listed =
		    &selection->listing.listed[i];

		if (selection->marks[i])
			fprintf(stderr,
			    "delete message %" PRIu32 ", %" PRIu64 " octets\n",
			    listed->msgno, listed->octets);
	}
}

/* Without a terminal to ask at, the command line has said it all. */
static bool is_wanted(
    const struct visit *visit, const struct selection *selection)
{
	char answer[8] = "";

	if (!isatty(STDERR_FILENO))
		return true;
	say_what(selection);
	if (visit->settings->yes || !isatty(STDIN_FILENO))
		return true;
	fprintf(stderr, "Delete %zu %s from the server? [y/N] ",
	    selection->marked, selection->marked == 1 ? "message" : "messages");
	return fgets(answer, sizeof answer, stdin) != NULL &&
	       (answer[0] == 'y' || answer[0] == 'Y');
}

static enum exit_status delete_marked(
    struct visit *visit, const struct selection *selection)
{
	struct deletions deletions = {.visit = visit};
	struct pop3_target *targets = selection_targets(selection);
	enum pop3_status status = POP3_E_NO_MEMORY;

	if (targets != NULL)
		status = pop3_session_delete(visit->session, targets,
		    selection->marked, deleted, &deletions);
	free(targets);
	if (status == POP3_E_NO_MEMORY)
		return visit_out_of_memory(visit);
	if (status != POP3_OK || pop3_session_quit(visit->session) != POP3_OK)
		return visit_failed(visit);
	return deletions.status;
}

enum exit_status dele_run(struct visit *visit)
{
	struct selection selection;
	enum exit_status status = selection_make(
	    visit, POP3_LISTING_OCTETS, SELECTION_SEEN_IF_NEEDED, &selection);

	if (status == EXIT_DONE && selection.marked > 0 &&
	    is_wanted(visit, &selection))
		status = delete_marked(visit, &selection);
	selection_clear(&selection);
	return status;
}
