/*
 * agenda.h - the plan for one maildrop as it stands on the server now, and
 * the targets of the bulk calls that follow from it.
 */
#ifndef POPFETCH_AGENDA_H
#define POPFETCH_AGENDA_H

#include "popfetch/maildrop/plan.h"
#include "popfetch/maildrop/stand-in.h"
#include "popfetch/visit/visit.h"

/* Why --headers-only does nothing of it. */
#define AGENDA_LACKS_TOP "the server has no TOP, by which headers come"

struct agenda {
	struct plan_item *items; /* in order of message-number */
	size_t count;
	size_t known; /* messages of which the state knows, sifted or not */
	struct pop3_target *targets; /* those of agenda_choose() */
	struct stand_ins stand_ins;  /* for unique-ids that are not there */
	bool has_uids;		     /* the server has UIDL */
	bool newest_first;
	bool lists_each; /* LIST goes with RETR: octets are not known yet */
};

/*
 * Lists the maildrop of a visit that is logged in and plans, by its settings
 * and by what the state knows.  Says what fails.  The items point into the
 * session's listing, or into the copy that the stand-ins have.
 */
enum exit_status agenda_make(
    struct visit *visit, struct pop3_state *state, struct agenda *out_agenda);

/* Plans what is in a listing that has come; the same otherwise. */
enum exit_status agenda_plan(struct visit *visit, struct pop3_state *state,
    struct visit_listing *listing, struct agenda *agenda);

/* What the plan goes by. */
struct plan_policy agenda_policy(const struct visit *visit);

/* As agenda_make(), without the messages that stay as they are, as most do, and
 * without LIST where it is not needed. */
enum exit_status agenda_sift(
    struct visit *visit, struct pop3_state *state, struct agenda *out_agenda);

void agenda_clear(struct agenda *agenda);

/*
 * Has the state hold what it knows against what was listed, and forget; and
 * warns where the server seems to have changed all unique-ids.  Says what
 * fails.
 */
enum exit_status agenda_tell(const struct visit *visit,
    const struct agenda *agenda, struct pop3_state *state);

/* How many items have act, or other, still to be done. */
size_t agenda_count(
    const struct agenda *agenda, enum plan_act act, enum plan_act other);

/* Makes targets of what has act, or other, still to be done, in the order of
 * doing it: what has failed before is done last; tag is the place among the
 * items.  False when memory ran out. */
bool agenda_choose(struct agenda *agenda, enum plan_act act,
    enum plan_act other, size_t *out_count);

#endif
