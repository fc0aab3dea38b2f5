/*
 * agenda.c - listing, state and policy brought together into a plan.
 */
#include "agenda.h"

#include <stdlib.h>

#include "known.h"

static enum exit_status out_of_memory(const struct visit *visit)
{
	talk_error(&visit->talk, "out of memory");
	return EXIT_SYSTEM;
}

static enum exit_status plan_listing(const struct visit *visit,
    const struct pop3_state *state, const struct visit_listing *listing,
    struct agenda *agenda)
{
	const struct plan_policy policy = {
	    .keep = visit->settings->keep,
	    .all = visit->settings->all,
	};
	struct known known = {.state = state};

	agenda->count = listing->count;
	agenda->items = calloc(listing->count + 1, sizeof *agenda->items);
	agenda->targets = calloc(listing->count + 1, sizeof *agenda->targets);
	if (agenda->items == NULL || agenda->targets == NULL ||
	    !plan_make(listing->listed, listing->count, &policy, known_look_up,
		&known, agenda->items))
		return out_of_memory(visit);
	return EXIT_DONE;
}

enum exit_status agenda_make(struct visit *visit,
    const struct pop3_state *state, struct agenda *out_agenda)
{
	struct visit_listing listing;
	enum exit_status status = visit_list(
	    visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listing);

	if (status != EXIT_DONE)
		return status;
	if (listing.has_uids)
		return plan_listing(visit, state, &listing, out_agenda);
	talk_error(&visit->talk,
	    "the server has no UIDL: what was fetched cannot be remembered, "
	    "so nothing is fetched; --retr shows messages");
	return exit_status_of(POP3_E_UNSUPPORTED);
}

void agenda_clear(struct agenda *agenda)
{
	free(agenda->items);
	free(agenda->targets);
	*agenda = (struct agenda){0};
}

size_t agenda_choose(
    struct agenda *agenda, enum plan_act act, enum plan_act other)
{
	size_t n = 0;

	for (size_t i = 0; i < agenda->count; i++) {
		const struct plan_item *item = &agenda->items[i];

		if (item->act == act || item->act == other)
			agenda->targets[n++] = (struct pop3_target){
			    .msgno = item->listed->msgno,
			    .octets = item->listed->octets,
			    .tag = i,
			};
	}
	return n;
}
