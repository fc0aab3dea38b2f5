/*
 * selection.c - listing, state and SET brought together.
 */
#include "popfetch/maildrop/selection.h"

#include <stdlib.h>

#include "popfetch/maildrop/known.h"
#include "popfetch/maildrop/message-row.h"
#include "popfetch/visit/state-file.h"

static bool mark_new(struct selection *selection)
{
	const struct plan_policy policy = {0};
	struct known known = {.state = selection->state};
	size_t count = selection->listing.count;

	if (!plan_make(selection->listing.listed, count, &policy, known_look_up,
		&known, selection->items))
		return false;
	for (size_t i = 0; i < count; i++)
		selection->is_new[i] = selection->items[i].act == PLAN_FETCH;
	return true;
}

/* Whether somebody asks what is new. */
static bool wants_new(const struct visit *visit, enum selection_seen seen)
{
	return seen == SELECTION_SEEN ||
	       (visit->set != NULL && set_wants_new(visit->set));
}

/* All that was seen would be new. */
static bool has_lost_uidl(const struct selection *selection)
{
	return !selection->listing.has_uids &&
	       known_has_unique_ids(selection->state);
}

static enum exit_status ask_state(
    struct visit *visit, enum selection_seen seen, struct selection *selection)
{
	size_t count = selection->listing.count + 1;
	enum exit_status status;

	selection->items = calloc(count, sizeof *selection->items);
	selection->is_new = calloc(count, sizeof *selection->is_new);
	if (selection->items == NULL || selection->is_new == NULL)
		return visit_out_of_memory(visit);
	if (selection->stand_ins.fleeting)
		return wants_new(visit, seen)
			   ? visit_lacks(visit,
				 "the server has neither UIDL nor TOP: what "
				 "is new cannot be known")
			   : EXIT_DONE;
	status = state_file_open_readonly(
	    visit->settings, &visit->talk, &selection->state);
	if (status != EXIT_DONE)
		return status;
	if (wants_new(visit, seen) && has_lost_uidl(selection))
		return visit_lacks(visit,
		    "the server had UIDL, and now refuses it: what is new "
		    "cannot be told");
	return mark_new(selection) ? EXIT_DONE : visit_out_of_memory(visit);
}

static enum exit_status apply_set(
    const struct visit *visit, struct selection *selection)
{
	size_t count = selection->listing.count;
	const struct set_part *missing = NULL;
	char text[160];

	selection->marks = calloc(count + 1, sizeof *selection->marks);
	if (selection->marks == NULL)
		return visit_out_of_memory(visit);
	if (visit->set != NULL)
		missing = set_mark(visit->set, selection->listing.listed, count,
		    selection->is_new, selection->marks);
	for (size_t i = 0; i < count; i++) {
		if (visit->set == NULL)
			selection->marks[i] = true;
		selection->marked += selection->marks[i];
	}
	if (missing == NULL)
		return EXIT_DONE;
	talk_error(&visit->talk, "there is no %s",
	    set_part_text(missing, text, sizeof text));
	return EXIT_NO_INPUT;
}

enum selection_seen selection_seen_of(const struct row *row)
{
	return row_is_named(row) ? SELECTION_SEEN_IF_UIDS
				 : SELECTION_SEEN_IF_NEEDED;
}

/* What LIST has in a line that cannot be read is a message all the same, and
 * UIDL names it. */
static enum exit_status list(
    struct visit *visit, unsigned what, struct visit_listing *out_listing)
{
	enum exit_status status = visit_list(visit, what, out_listing);

	if (status != EXIT_DONE || visit->malformed == 0 ||
	    (what & POP3_LISTING_UIDS) != 0)
		return status;
	return visit_list(visit, what | POP3_LISTING_UIDS, out_listing);
}

enum exit_status selection_make(struct visit *visit, unsigned what,
    enum selection_seen seen, struct selection *out_selection)
{
	struct selection selection = {0};
	const struct pop3_listed *as_listed;
	enum exit_status status;
	bool needed = seen == SELECTION_SEEN ||
		      (visit->set != NULL && set_wants_uids(visit->set));

	if (needed)
		what |= POP3_LISTING_UIDS;
	status = list(visit, what, &selection.listing);
	as_listed = selection.listing.listed;
	if (seen == SELECTION_SEEN_IF_UIDS && selection.listing.has_uids)
		needed = true;
	if (status == EXIT_DONE && needed)
		status = stand_ins_make(
		    visit, &selection.listing, &selection.stand_ins);
	if (status == EXIT_DONE && needed)
		status = ask_state(visit, seen, &selection);
	/* What stands in for an empty one is not for anybody to see, and what
	 * holds for one session is no name. */
	if (selection.listing.has_uids || selection.stand_ins.fleeting)
		selection.listing.listed = as_listed;
	if (status == EXIT_DONE)
		status = apply_set(visit, &selection);
	*out_selection = selection;
	return status;
}

void selection_clear(struct selection *selection)
{
	pop3_state_close(selection->state, NULL);
	free(selection->items);
	free(selection->is_new);
	stand_ins_clear(&selection->stand_ins);
	free(selection->marks);
	*selection = (struct selection){0};
}

void selection_row_known(
    struct row *row, const struct selection *selection, size_t place)
{
	if (selection->state != NULL)
		message_row_known(
		    row, selection->state, &selection->items[place]);
}

struct pop3_target *selection_targets(const struct selection *selection)
{
	struct pop3_target *targets =
	    calloc(selection->marked + 1, sizeof *targets);
	size_t n = 0;

	if (targets == NULL)
		return NULL;
	for (size_t i = 0; i < selection->listing.count; i++) {
		const struct pop3_listed *listed =
		    &selection->listing.listed[i];

		if (selection->marks[i])
			targets[n++] = (struct pop3_target){
			    .msgno = listed->msgno,
			    .octets = listed->octets,
			    .tag = i,
			};
	}
	return targets;
}

enum exit_status selection_show(struct visit *visit,
    const struct selection *selection, showing_fn *show,
    const struct pop3_sink *sink)
{
	struct pop3_target *targets = selection_targets(selection);
	enum exit_status status;
	bool lacks;

	if (targets == NULL)
		return visit_out_of_memory(visit);
	status =
	    showing_run(visit, show, targets, selection->marked, sink, &lacks);
	free(targets);
	return lacks ? visit_lacks(visit, "the server has no TOP") : status;
}
