/*
 * rehearse.c - the plan of a fetch, printed and not carried out.
 */
#include "popfetch/errand/rehearse.h"

#include <inttypes.h>
#include <stdio.h>

#include "popfetch/fetch/agenda.h"
#include "popfetch/fetch/staying.h"
#include "popfetch/maildrop/message-row.h"
#include "popfetch/maildrop/showing.h"
#include "popfetch/maildrop/top.h"
#include "popfetch/visit/state-file.h"

/* A program reads the rest of it from "tries", "next_try" and "deleted". */
static void add_why(struct row *row, const struct plan_item *item)
{
	char when[STAYING_TIME_MAX], words[80];

	row_text(row, "why", plan_why_text(item->why));
	if (item->why == PLAN_RESTING) {
		snprintf(words, sizeof words, " (%" PRIu32 " times, after %s)",
		    item->failures, staying_time(when, item->resume));
		row_remark(row, words);
	}
	if (item->act == PLAN_FETCH)
		row_remark(row, ", then deleted");
	if (row_is_named(row))
		row_truth(row, "deleted",
		    item->act == PLAN_FETCH || item->act == PLAN_DELETE, NULL);
}

/* A unique-id by which a SET may name the message: what stands in for an empty
 * one is not for anybody to see, and what holds for one session is no name. */
static struct pop3_listed shown(
    const struct agenda *agenda, const struct plan_item *item)
{
	struct pop3_listed listed = *item->listed;

	if (!stand_ins_name(&agenda->stand_ins, item->listed))
		return listed;
	if (agenda->has_uids)
		listed.uid_length = 0;
	else if (agenda->stand_ins.fleeting)
		listed.uid = NULL;
	return listed;
}

static void print_item(struct row *row, const struct pop3_state *state,
    const struct agenda *agenda, const struct plan_item *item)
{
	const struct pop3_listed listed = shown(agenda, item);

	row_begin(row);
	row_text(row, "act", plan_act_text(item->act));
	message_row_listed(row, &listed);
	add_why(row, item);
	message_row_known(row, state, item);
	row_end(row);
}

/* ---- Whether headers come ------------------------------------------------ */

static int begin_unseen(void *context, const struct pop3_target *target)
{
	(void)context, (void)target;
	return 0;
}

static int drop_data(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	(void)context, (void)target, (void)octets, (void)length;
	return 0;
}

static int end_unseen(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	(void)context, (void)target, (void)octets;
	return 0;
}

static void drop_refusal(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context, (void)target, (void)status, (void)text;
}

/* A fetch of headers to which none come ends there, and deletes nothing. */
static enum exit_status look_for_top(struct visit *visit, struct agenda *agenda)
{
	static const struct pop3_sink nowhere = {
	    .begin = begin_unseen,
	    .data = drop_data,
	    .end = end_unseen,
	    .refused = drop_refusal,
	};
	enum exit_status status;
	size_t count;
	bool lacks;

	if (!visit->settings->headers_only)
		return EXIT_DONE;
	if (!agenda_choose(agenda, PLAN_RETRIEVE, PLAN_FETCH, &count))
		return visit_out_of_memory(visit);
	status = showing_run(
	    visit, top_prove, agenda->targets, count, &nowhere, &lacks);
	return lacks ? visit_lacks(visit, AGENDA_LACKS_TOP) : status;
}

/* ---- The whole ----------------------------------------------------------- */

static enum exit_status print_agenda(
    struct visit *visit, struct pop3_state *state)
{
	struct agenda agenda = {0};
	enum exit_status status = visit_login(visit);

	if (status == EXIT_DONE)
		status = agenda_make(visit, state, &agenda);
	if (status == EXIT_DONE)
		status = look_for_top(visit, &agenda);
	for (size_t i = 0; status == EXIT_DONE && i < agenda.count; i++)
		print_item(&visit->row, state, &agenda, &agenda.items[i]);
	agenda_clear(&agenda);
	return status;
}

enum exit_status rehearse_run(struct visit *visit)
{
	struct pop3_state *state = NULL;
	enum exit_status status =
	    state_file_open_readonly(visit->settings, &visit->talk, &state);

	visit->state = state;
	if (status == EXIT_DONE)
		status = print_agenda(visit, state);
	visit->state = NULL;
	pop3_state_close(state, NULL);
	return status;
}
