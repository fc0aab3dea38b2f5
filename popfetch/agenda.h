/*
 * agenda.h - the plan for one maildrop as it stands on the server now, and
 * the targets of the bulk calls that follow from it.
 */
#ifndef POPFETCH_AGENDA_H
#define POPFETCH_AGENDA_H

#include "plan.h"
#include "visit.h"

struct agenda {
	struct plan_item *items; /* in order of message-number */
	size_t count;
	struct pop3_target *targets; /* room for one for each item */
};

/*
 * Lists the maildrop of a visit that is logged in and plans, by its settings
 * and by what the state knows.  Says what fails; a server without UIDL does.
 * The items point into the session's listing.
 */
enum exit_status agenda_make(struct visit *visit,
    const struct pop3_state *state, struct agenda *out_agenda);

void agenda_clear(struct agenda *agenda);

/* Fills targets with what has act, or other, still to be done; tag is the
 * place among the items.  Returns how many. */
size_t agenda_choose(
    struct agenda *agenda, enum plan_act act, enum plan_act other);

#endif
