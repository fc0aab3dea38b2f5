/*
 * rehearse.c - the plan of a fetch, printed and not carried out.
 */
#include "rehearse.h"

#include <inttypes.h>
#include <stdio.h>

#include "agenda.h"
#include "output.h"
#include "state-file.h"
#include "staying.h"

static void print_item(const struct plan_item *item)
{
	char when[STAYING_TIME_MAX];

	printf(
	    "%s\t%" PRIu32 "\t", plan_act_text(item->act), item->listed->msgno);
	if (item->listed->has_octets)
		printf("%" PRIu64, item->listed->octets);
	putchar('\t');
	output_uid(item->key.uid, item->key.length);
	printf("\t%s", plan_why_text(item->why));
	if (item->why == PLAN_RESTING)
		printf(" (%" PRIu32 " times, after %s)", item->failures,
		    staying_time(when, item->resume));
	puts(item->act == PLAN_FETCH ? ", then deleted" : "");
}

static enum exit_status print_agenda(
    struct visit *visit, const struct pop3_state *state)
{
	struct agenda agenda = {0};
	enum exit_status status = visit_login(visit);

	if (status == EXIT_DONE)
		status = agenda_make(visit, state, &agenda);
	for (size_t i = 0; i < agenda.count; i++)
		print_item(&agenda.items[i]);
	agenda_clear(&agenda);
	return status;
}

enum exit_status rehearse_run(struct visit *visit)
{
	struct state_file file = {0};
	struct pop3_state *state = NULL;
	enum exit_status status =
	    state_file_name(visit->settings, &visit->talk, &file);

	if (status == EXIT_DONE)
		status = state_file_open_readonly(&file, &visit->talk, &state);
	if (status == EXIT_DONE)
		status = print_agenda(visit, state);
	pop3_state_close(state, NULL);
	state_file_clear(&file);
	return status;
}
