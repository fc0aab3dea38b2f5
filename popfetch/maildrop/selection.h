/*
 * selection.h - the messages an action is about: the maildrop's listing, what
 * is known of each message, and the SET applied to it.
 */
#ifndef POPFETCH_SELECTION_H
#define POPFETCH_SELECTION_H

#include "popfetch/maildrop/plan.h"
#include "popfetch/maildrop/showing.h"
#include "popfetch/maildrop/stand-in.h"
#include "popfetch/visit/visit.h"

struct selection {
	struct visit_listing listing;
	struct stand_ins stand_ins; /* for unique-ids that are not there */
	struct pop3_state *state;   /* NULL: not asked for */
	struct plan_item *items;    /* as many as listed; NULL: likewise */
	bool *is_new;		    /* likewise */
	bool *marks;		    /* which are in the SET */
	size_t marked;
};

/*
 * Lists the maildrop, asks the state which messages are seen where seen says
 * so or the SET needs it, and applies the SET (none: all).  EXIT_NO_INPUT,
 * after having said it, when the SET names a message that is not there; the
 * selection then holds the others all the same.  EXIT_UNAVAILABLE, likewise,
 * where seen or the SET asks what is new and the server has neither UIDL nor
 * what stands in for it.
 */
enum selection_seen {
	SELECTION_SEEN_IF_NEEDED = 0,
	SELECTION_SEEN_IF_UIDS, /* where it costs no TOP */
	SELECTION_SEEN
};
enum exit_status selection_make(struct visit *visit, unsigned what,
    enum selection_seen seen, struct selection *out_selection);

/* What a listing in that form tells. */
enum selection_seen selection_seen_of(const struct row *row);

void selection_clear(struct selection *selection);

/* What is known of the message at that place in the listing, as
 * message_row_known() has it. */
void selection_row_known(
    struct row *row, const struct selection *selection, size_t place);

/* The targets of a bulk call on what is marked: allocated; NULL when memory
 * ran out.  tag is the place in the listing. */
struct pop3_target *selection_targets(const struct selection *selection);

/* As showing_run() with what is marked; tag is the place in the listing.  Says,
 * too, that the server has no TOP. */
enum exit_status selection_show(struct visit *visit,
    const struct selection *selection, showing_fn *show,
    const struct pop3_sink *sink);

#endif
