/*
 * plan.h - what is to be done with each message of a maildrop, and why.
 *
 * The plan is pure: listings, what was seen, and the policy go in; for each
 * message a retrieval, a deletion or neither comes out, with the reason in
 * words.  It asks nobody, writes nothing, and knows no server and no clock.
 */
#ifndef POPFETCH_PLAN_H
#define POPFETCH_PLAN_H

#include <pop3.h>

enum plan_act {
	PLAN_KEEP = 0, /* leave it on the server, do not retrieve it */
	PLAN_RETRIEVE, /* retrieve, deliver, leave on the server */
	PLAN_FETCH,    /* retrieve, deliver, then delete */
	PLAN_DELETE,   /* seen and delivered earlier: delete */
	PLAN_DELETED   /* no plan, but what became of one: DELE was accepted */
};

enum plan_why {
	PLAN_NEW = 0,	  /* not seen yet */
	PLAN_SEEN,	  /* seen, and all are kept */
	PLAN_YOUNG,	  /* seen, and kept for some time to come */
	PLAN_NEWEST,	  /* seen, and one of the newest, which are kept */
	PLAN_DELIVERED,	  /* seen, delivered by us, and not to be kept */
	PLAN_EXPIRED,	  /* the same, and was kept long enough */
	PLAN_PASSED_OVER, /* taken for seen without having been retrieved */
	PLAN_AGAIN,	  /* seen, and asked for all the same */
	PLAN_TRIED,	  /* failed before, and tried again */
	PLAN_RESTING,	  /* failed before, and not tried again yet */
	PLAN_TOO_LARGE,	  /* larger than what is wanted */
	PLAN_LATER,	  /* beyond what one session may fetch */
	PLAN_NO_UID,	  /* the server names no unique-id for it */
	PLAN_LONG_UID	  /* or one that is too long to be remembered */
};

/* Kept without end, as keep_s. */
#define PLAN_ENDLESS UINT32_MAX

/* All zero: fetch what is new, delete what is delivered. */
struct plan_policy {
	int64_t now;	       /* Unix seconds */
	uint32_t keep_s;       /* so long after it was retrieved; 0: not */
	uint32_t keep_newest;  /* the last so many of the listing, too */
	bool all;	       /* retrieve what was seen, too */
	bool repeated;	       /* but not what this run has brought already */
	bool newest_first;     /* the order of retrieving */
	bool headers_only;     /* so nothing that is retrieved is deleted */
	uint64_t max_size;     /* octets of a message; 0: any */
	uint32_t max_messages; /* to retrieve; 0: any */
	uint64_t max_octets;   /* of these together; 0: any */
};

struct plan_item {
	const struct pop3_listed *listed; /* in the caller's listing */
	struct pop3_state_key key;	  /* its uid points there as well */
	enum plan_act act;
	enum plan_why why;
	struct plan_item *equal; /* the next of the same unique-id, or NULL */
	uint32_t gone;		 /* of its equals in front (forgetting.c) */
	bool whole;		 /* AGAIN: it was retrieved whole before */
	uint32_t failures;	 /* TRIED, RESTING: tries so far */
	int64_t resume;		 /* RESTING: when it is tried again */
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

/*
 * Whether a message of which this is known stays untouched, whatever else the
 * listing holds, and without a word.  What keep_newest says depends on the
 * others: with it none does.
 */
bool plan_stays(
    const struct plan_policy *policy, const struct pop3_state_entry *entry);

/* Whether the key can be remembered: the message can be dealt with. */
bool plan_has_key(const struct plan_item *item);

/*
 * The items in the order of doing: as they are listed, or the newest first,
 * and behind them those that have failed before: where one ends the session
 * once more, the others have come.
 */
struct plan_walk {
	struct plan_item *items;
	size_t count;
	bool newest_first;
	size_t steps; /* so far */
};

/* The next one; NULL: there is none. */
struct plan_item *plan_walk_next(struct plan_walk *walk);

/* When a message that failed so many times, last at failed, is tried again. */
int64_t plan_resume(int64_t failed, uint32_t failures);

/* Whether a message is troubled for its size alone: it was named, not tried. */
bool plan_never_failed(const struct pop3_state_entry *entry);

/* "retrieve", "keep", "delete". */
const char *plan_act_text(enum plan_act act);

/* The reason in words: "not seen yet". */
const char *plan_why_text(enum plan_why why);

#endif
