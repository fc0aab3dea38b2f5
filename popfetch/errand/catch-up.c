/*
 * catch-up.c - what was not seen is passed over.
 *
 * A message passed over is never deleted, whatever the policy of later runs:
 * nobody has it but the server.  One that could not be fetched so far is
 * given up with the rest; one that an earlier run intended is seen already,
 * and the next fetch finishes it.
 */
#include "popfetch/errand/catch-up.h"

#include "popfetch/fetch/agenda.h"
#include "popfetch/visit/state-file.h"

static enum exit_status pass_all(const struct visit *visit,
    const struct agenda *agenda, struct pop3_state *state)
{
	size_t passed = 0;

	for (size_t i = 0; i < agenda->count; i++) {
		const struct plan_item *item = &agenda->items[i];

		if (!plan_has_key(item) || pop3_state_seen(state, &item->key))
			continue;
		if (pop3_state_pass(state, &item->key, state_file_now()) !=
		    POP3_OK)
			return state_file_failed(
			    &visit->talk, pop3_state_error(state));
		passed++;
	}
	talk_detail(&visit->talk, "%zu of %zu messages are now taken for seen",
	    passed, agenda->count);
	return EXIT_DONE;
}

static enum exit_status refuse_fleeting(struct visit *visit)
{
	return visit_lacks(visit,
	    "the server has neither UIDL nor TOP: what is seen cannot be "
	    "remembered");
}

/* What has no key will be new for ever. */
static enum exit_status name_keyless(
    const struct visit *visit, const struct agenda *agenda)
{
	for (size_t i = 0; i < agenda->count; i++)
		if (!plan_has_key(&agenda->items[i])) {
			talk_error(&visit->talk,
			    "not all messages have a unique-id that can be "
			    "remembered");
			return EXIT_DATA;
		}
	return EXIT_DONE;
}

static enum exit_status catch_up(void *context, struct pop3_state *state)
{
	struct visit *visit = context;
	struct agenda agenda = {0};
	enum exit_status status;

	visit->state = state;
	status = visit_login(visit);
	if (status == EXIT_DONE)
		status = agenda_make(visit, state, &agenda);
	if (status == EXIT_DONE && agenda.stand_ins.fleeting)
		status = refuse_fleeting(visit);
	if (status == EXIT_DONE)
		status = agenda_tell(visit, &agenda, state);
	if (status == EXIT_DONE)
		status = pass_all(visit, &agenda, state);
	if (status == EXIT_DONE)
		status = name_keyless(visit, &agenda);
	agenda_clear(&agenda);
	visit->state = NULL;
	return status;
}

enum exit_status catch_up_run(struct visit *visit)
{
	return state_file_work(
	    visit->settings, visit->cancel, &visit->talk, catch_up, visit);
}
