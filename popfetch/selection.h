/*
 * selection.h - the messages an action is about: the maildrop's listing, what
 * is known of each message, and the SET applied to it.
 */
#ifndef POPFETCH_SELECTION_H
#define POPFETCH_SELECTION_H

#include "plan.h"
#include "stand-in.h"
#include "visit.h"

struct selection {
	struct visit_listing listing;
	struct stand_ins stand_ins; /* where the server has no UIDL */
	struct plan_item *items;    /* as many as listed; NULL: not asked for */
	bool *is_new;		    /* likewise */
	bool *marks;		    /* which are in the SET */
	size_t marked;
};

/*
 * Lists the maildrop, asks the state which messages are seen where seen_too
 * says so or the SET needs it, and applies the SET (none: all).  EXIT_NO_INPUT,
 * after having said it, when the SET names a message that is not there; the
 * selection then holds the others all the same.
 */
enum selection_seen {
	SELECTION_SEEN_IF_NEEDED = 0,
	SELECTION_SEEN
};
enum exit_status selection_make(struct visit *visit, unsigned what,
    enum selection_seen seen, struct selection *out_selection);

/* Whether it can be known which are new: there are unique-ids, or what stands
 * in for them. */
bool selection_knows_new(const struct selection *selection);

void selection_clear(struct selection *selection);

/* The targets of a bulk call on what is marked: allocated; NULL when memory
 * ran out.  tag is the place in the listing. */
struct pop3_target *selection_targets(const struct selection *selection);

#endif
