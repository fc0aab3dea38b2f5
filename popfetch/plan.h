/*
 * plan.h - what is to be done with each message of a maildrop, and why.
 *
 * The plan is pure: listings, what was seen, and the policy go in; for each
 * message a retrieval, a deletion or neither comes out, with the reason in
 * words.  It asks nobody, writes nothing and knows no server.
 */
#ifndef POPFETCH_PLAN_H
#define POPFETCH_PLAN_H

#include <pop3.h>

enum plan_act {
	PLAN_KEEP = 0, /* leave it on the server, do not retrieve it */
	PLAN_RETRIEVE, /* retrieve, deliver, leave on the server */
	PLAN_FETCH,    /* retrieve, deliver, then delete */
	PLAN_DELETE    /* seen and delivered earlier: delete */
};

enum plan_why {
	PLAN_NEW = 0,	  /* not seen yet */
	PLAN_SEEN,	  /* seen, and the policy keeps it */
	PLAN_DELIVERED,	  /* seen, delivered by us, and not to be kept */
	PLAN_PASSED_OVER, /* marked as seen without having been retrieved */
	PLAN_AGAIN,	  /* seen, and asked for all the same */
	PLAN_TRIED,	  /* failed before, and tried again */
	PLAN_NO_UID	  /* the server names no unique-id for it */
};

struct plan_policy {
	bool keep; /* delete nothing */
	bool all;  /* retrieve what was seen, too */
};

struct plan_item {
	const struct pop3_listed *listed; /* in the caller's listing */
	struct pop3_state_key key;	  /* its uid points there as well */
	enum plan_act act;
	enum plan_why why;
};

/* What is known of a message; NULL: nothing.  The pointer need live only to
 * the next call. */
typedef const struct pop3_state_entry *plan_known_fn(
    void *context, const struct pop3_state_key *key);

/*
 * Fills items, one for each of the count messages in the listing's order.
 * False when memory ran out.
 */
bool plan_make(const struct pop3_listed *listed, size_t count,
    const struct plan_policy *policy, plan_known_fn *known, void *context,
    struct plan_item *items);

/* "retrieve", "keep", "delete". */
const char *plan_act_text(enum plan_act act);

/* The reason in words: "not seen yet". */
const char *plan_why_text(enum plan_why why);

#endif
