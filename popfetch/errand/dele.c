/*
 * dele.c - deleting by hand.
 *
 * The state file is left alone: what is gone from the server is forgotten by
 * the next fetch, after the grace that holds for every missing message.
 *
 * At a terminal people see what would go, as --list --headers shows it, since
 * a number alone names no message.  Of very many the first ones are shown.
 */
#include "popfetch/errand/dele.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "popfetch/errand/header-rows.h"
#include "popfetch/maildrop/message-row.h"
#include "popfetch/maildrop/selection.h"
#include "popfetch/maildrop/top.h"
#include "popfetch/result/table.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/asking.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/octets-text.h"

/* More of them nobody reads before an answer. */
#define SHOWN_MAX 100

struct deletions {
	const struct visit *visit;
	const struct selection *selection;
	struct pop3_target *targets;
	size_t count; /* those that the server has marked */
	enum exit_status status;
};

/* ---- Asking -------------------------------------------------------------- */

static void print_octets(const struct deletions *deletions)
{
	char text[OCTETS_TEXT_MAX];
	uint64_t octets = 0;

	for (size_t i = 0; i < deletions->selection->marked; i++)
		octets += deletions->targets[i].octets;
	octets_text(text, octets);
	fprintf(stderr, "%zu %s (%s)", deletions->selection->marked,
	    deletions->selection->marked == 1 ? "message" : "messages", text);
}

/* Without CAPA it is not known whether there is TOP, and nothing is tried for
 * the question's sake. */
static enum exit_status show(
    struct visit *visit, const struct deletions *deletions)
{
	struct table table;
	struct row row = visit->row;
	const struct pop3_listed *listed = deletions->selection->listing.listed;
	const size_t marked = deletions->selection->marked;
	const size_t count = marked < SHOWN_MAX ? marked : SHOWN_MAX;
	enum exit_status status = EXIT_DONE;

	table_init(&table, stderr, NULL, 0);
	row.form = &row_table;
	row.table = &table;
	row.stream = stderr;
	if (top_find(visit) == TOP_ANNOUNCED) {
		status = header_rows_print(visit, &row, deletions->selection,
		    deletions->targets, count);
	} else {
		for (size_t i = 0; i < count; i++) {
			row_begin(&row);
			message_row_listed(
			    &row, &listed[deletions->targets[i].tag]);
			row_end(&row);
		}
	}
	status = exit_status_worse(status, row_finish(&row, &visit->talk));
	if (count < marked)
		fprintf(stderr, "and %zu more\n", marked - count);
	return status == EXIT_DATA ? EXIT_DONE : status;
}

static bool ask(const struct visit *visit, const struct deletions *deletions)
{
	struct cell account = {.side = CELL_LEFT};
	char answer[8] = "";

	fputs("Delete ", stderr);
	print_octets(deletions);
	if (visit->talk.account != NULL &&
	    cell_set(&account, visit->talk.account, SHOWN_MAX))
		fprintf(stderr, " of '%s'", account.text);
	cell_clear(&account);
	fputs(" from the server? [y/N] ", stderr);
	if (fgets(answer, sizeof answer, stdin) == NULL)
		fputc('\n', stderr);
	return answer[0] == 'y' || answer[0] == 'Y';
}

/* Without a terminal to ask at, the command line has said it all. */
static bool is_asked(const struct visit *visit)
{
	return !visit->settings->yes && terminal_is_attended();
}

/* ---- Deleting ------------------------------------------------------------ */

static void deleted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct deletions *deletions = context;

	if (status == POP3_OK) {
		deletions->count++;
		talk_detail(&deletions->visit->talk,
		    "message %" PRIu32 " is marked for deletion",
		    target->msgno);
		return;
	}
	talk_error(&deletions->visit->talk,
	    "cannot delete message %" PRIu32 ": %s", target->msgno,
	    failure_words(text));
	deletions->status = EXIT_DATA;
}

/* Only QUIT's +OK is the proof. */
static enum exit_status delete_marked(
    struct visit *visit, struct deletions *deletions)
{
	if (pop3_session_delete(visit->session, deletions->targets,
		deletions->selection->marked, deleted, deletions) != POP3_OK ||
	    pop3_session_quit(visit->session) != POP3_OK)
		return visit_failed(visit);
	if (terminal_is(STDERR_FILENO))
		talk_warning(&visit->talk, "%zu %s deleted", deletions->count,
		    deletions->count == 1 ? "message" : "messages");
	return deletions->status;
}

/* With several accounts at once nobody else talks in between. */
static enum exit_status show_and_ask(
    struct visit *visit, struct deletions *deletions, bool *out_wanted)
{
	enum exit_status status = EXIT_DONE;

	if (!asking_begin(ASKING_ALOUD))
		return exit_status_of(POP3_E_CANCELLED);
	if (terminal_is(STDERR_FILENO) && !visit->settings->quiet)
		status = show(visit, deletions);
	*out_wanted =
	    status == EXIT_DONE && (!is_asked(visit) || ask(visit, deletions));
	asking_end();
	return status;
}

static enum exit_status show_ask_delete(
    struct visit *visit, struct deletions *deletions)
{
	enum exit_status status;
	bool is_wanted = false;

	deletions->targets = selection_targets(deletions->selection);
	if (deletions->targets == NULL)
		return visit_out_of_memory(visit);
	status = show_and_ask(visit, deletions, &is_wanted);
	if (status != EXIT_DONE)
		return status;
	if (!is_wanted) {
		talk_warning(&visit->talk, "nothing is deleted");
		return EXIT_DONE;
	}
	return delete_marked(visit, deletions);
}

enum exit_status dele_run(struct visit *visit)
{
	struct selection selection;
	struct deletions deletions = {.visit = visit, .selection = &selection};
	enum exit_status status = selection_make(
	    visit, POP3_LISTING_OCTETS, SELECTION_SEEN_IF_NEEDED, &selection);

	if (status == EXIT_DONE && selection.marked > 0)
		status = show_ask_delete(visit, &deletions);
	free(deletions.targets);
	selection_clear(&selection);
	return status;
}
