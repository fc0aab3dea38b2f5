/*
 * plan.c - the decisions of fetching, invariant 7 among them.
 *
 * A message is known by its unique-id and by which occurrence of that
 * unique-id in the listing it is, since servers repeat them: the second of
 * two equal ones is another message and must not be lost.  A message for
 * which the server names no unique-id cannot be remembered, so it is not
 * touched: to retrieve it would mean to retrieve it again after each crash,
 * and to delete it would be a guess.
 *
 * What was only passed over (marked as seen and never retrieved) is never
 * deleted: nobody has it but the server.  A message that stays for any one
 * reason stays: the policies of keeping add up.
 *
 * What failed once is tried again by the next run, since most trouble is of
 * the moment, but behind the others, since it may end the session.  What fails
 * again rests for an hour, and then for twice as long each time, up to a day.
 *
 * The limits of a session are laid over the rest, in the order in which
 * messages will be retrieved.  The first message always fits in: one larger
 * than the limit in octets would else never be fetched.  So does the first of
 * those that failed before, and a place is spared for it, or new mail could
 * keep it waiting for ever.  A message of which the server does not tell the
 * octets counts as empty.
 */
#include "popfetch/maildrop/plan.h"

#include <stdlib.h>
#include <string.h>

/* None comes before the empty one: that is a unique-id. */
static int compare_uids(const struct plan_item *a, const struct plan_item *b)
{
	size_t shorter =
	    a->key.length < b->key.length ? a->key.length : b->key.length;
	int order = shorter > 0 ? memcmp(a->key.uid, b->key.uid, shorter) : 0;

	if ((a->key.uid == NULL) != (b->key.uid == NULL))
		return a->key.uid == NULL ? -1 : 1;
	if (order != 0)
		return order;
	return (a->key.length > b->key.length) -
	       (a->key.length < b->key.length);
}

static int compare_uids_then_place(const void *a, const void *b)
{
	const struct plan_item *left = *(const struct plan_item *const *)a;
	const struct plan_item *right = *(const struct plan_item *const *)b;
	int order = compare_uids(left, right);

	return order != 0 ? order : (left > right) - (left < right);
}

/* Most servers list their unique-ids in ascending order: then none repeats
 * and nothing needs sorting. */
static bool strictly_ascending(const struct plan_item *items, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (compare_uids(&items[i - 1], &items[i]) >= 0)
			return false;
	return true;
}

static void follow(struct plan_item *before, struct plan_item *item)
{
	item->key.occurrence = before->key.occurrence + 1;
	before->equal = item;
}

static bool count_occurrences(struct plan_item *items, size_t count)
{
	struct plan_item **sorted;

	if (strictly_ascending(items, count))
		return true;
	sorted = malloc(count * sizeof *sorted);
	if (sorted == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		sorted[i] = &items[i];
	qsort(sorted, count, sizeof *sorted, compare_uids_then_place);
	for (size_t i = 1; i < count; i++)
		if (compare_uids(sorted[i - 1], sorted[i]) == 0)
			follow(sorted[i - 1], sorted[i]);
	free(sorted);
	return true;
}

/* ---- One message --------------------------------------------------------- */

#define HOUR_S	      3600
#define DOUBLINGS_MAX 5 /* then the day is reached */

int64_t plan_resume(int64_t failed, uint32_t failures)
{
	if (failures < 2)
		return failed;
	if (failures - 2 < DOUBLINGS_MAX)
		return failed + ((int64_t)HOUR_S << (failures - 2));
	return failed + 24 * HOUR_S;
}

static void keep(struct plan_item *item, enum plan_why why)
{
	item->act = PLAN_KEEP;
	item->why = why;
}

/* Retrieves it, unless it is too large. */
static void retrieve(struct plan_item *item, const struct plan_policy *policy,
    bool newest, enum plan_why why)
{
	bool stays = policy->keep_s > 0 || newest || policy->headers_only;

	if (policy->max_size > 0 && item->listed->octets > policy->max_size) {
		keep(item, PLAN_TOO_LARGE);
		return;
	}
	item->act = stays ? PLAN_RETRIEVE : PLAN_FETCH;
	item->why = why;
}

static void decide_troubled(struct plan_item *item,
    const struct plan_policy *policy, bool newest,
    const struct pop3_state_entry *entry)
{
	int64_t resume = plan_resume(entry->since, entry->failures);

	item->failures = entry->failures;
	/* A failure in the future is a clock that was put back. */
	if (policy->all || policy->now >= resume ||
	    policy->now < entry->since) {
		retrieve(item, policy, newest, PLAN_TRIED);
		return;
	}
	keep(item, PLAN_RESTING);
	item->resume = resume;
}

static void decide_delivered(struct plan_item *item,
    const struct plan_policy *policy, bool newest, int64_t retrieved)
{
	if (policy->keep_s == PLAN_ENDLESS) {
		keep(item, PLAN_SEEN);
	} else if (newest) {
		keep(item, PLAN_NEWEST);
	} else if (policy->keep_s > 0 &&
		   policy->now - retrieved < (int64_t)policy->keep_s) {
		keep(item, PLAN_YOUNG);
	} else {
		item->act = PLAN_DELETE;
		item->why = policy->keep_s > 0 ? PLAN_EXPIRED : PLAN_DELIVERED;
	}
}

/* What this run has retrieved is not asked for again: there would be no end of
 * sessions that all bring the same. */
static bool is_wanted_again(
    const struct plan_policy *policy, const struct pop3_state_entry *entry)
{
	return policy->all && !(policy->repeated && entry->ours);
}

static void retrieve_again(struct plan_item *item,
    const struct plan_policy *policy, bool newest,
    const struct pop3_state_entry *entry)
{
	item->whole = entry->retrieved > 0;
	retrieve(item, policy, newest, PLAN_AGAIN);
}

bool plan_never_failed(const struct pop3_state_entry *entry)
{
	return entry->phase == POP3_PHASE_TROUBLED && entry->failures == 1 &&
	       entry->text != NULL &&
	       strcmp(entry->text, plan_why_text(PLAN_TOO_LARGE)) == 0;
}

static void decide(struct plan_item *item, const struct plan_policy *policy,
    bool newest, const struct pop3_state_entry *entry)
{
	if (entry == NULL || plan_never_failed(entry))
		retrieve(item, policy, newest, PLAN_NEW);
	else if (entry->phase == POP3_PHASE_TROUBLED)
		decide_troubled(item, policy, newest, entry);
	else if (is_wanted_again(policy, entry))
		retrieve_again(item, policy, newest, entry);
	else if (entry->retrieved == 0)
		keep(item, PLAN_PASSED_OVER);
	else
		decide_delivered(item, policy, newest, entry->retrieved);
}

bool plan_stays(
    const struct plan_policy *policy, const struct pop3_state_entry *entry)
{
	struct plan_item item = {.act = PLAN_KEEP};

	/* What the server lists of it matters only where it is retrieved. */
	if (policy->keep_newest > 0 || policy->all ||
	    entry->phase == POP3_PHASE_TROUBLED)
		return false;
	decide(&item, policy, false, entry);
	return item.act == PLAN_KEEP;
}

/* ---- All of them --------------------------------------------------------- */

struct session {
	uint32_t messages;
	uint64_t octets;
	uint32_t spared; /* messages */
	bool last;	 /* it is the turn of those that failed before */
	bool begun;	 /* one of this turn fits in */
	bool full;
};

static bool is_full(const struct session *session,
    const struct plan_policy *policy, uint64_t octets)
{
	if (policy->max_messages > 0 &&
	    session->messages >= policy->max_messages - session->spared)
		return true;
	return policy->max_octets > 0 && session->begun &&
	       (session->octets >= policy->max_octets ||
		   octets > policy->max_octets - session->octets);
}

static bool comes_last(const struct plan_item *item)
{
	return item->failures > 0;
}

struct plan_item *plan_walk_next(struct plan_walk *walk)
{
	while (walk->steps < 2 * walk->count) {
		bool last = walk->steps >= walk->count;
		size_t i = walk->steps++ % walk->count;
		struct plan_item *item =
		    &walk->items[walk->newest_first ? walk->count - 1 - i : i];

		if (comes_last(item) == last)
			return item;
	}
	return NULL;
}

static void begin_last_turn(struct session *session)
{
	session->last = true;
	session->begun = session->full = false;
	session->spared = 0;
}

/* From the first one that does not fit in, all wait: the order counts. */
static void limit_one(struct session *session, struct plan_item *item,
    const struct plan_policy *policy)
{
	uint64_t octets = policy->headers_only ? 0 : item->listed->octets;

	if (comes_last(item) && !session->last)
		begin_last_turn(session);
	if (item->act != PLAN_RETRIEVE && item->act != PLAN_FETCH)
		return;
	session->full = session->full || is_full(session, policy, octets);
	if (session->full) {
		keep(item, PLAN_LATER);
		return;
	}
	session->begun = true;
	session->messages++;
	session->octets += octets;
}

static bool spares_one(const struct plan_item *items, size_t count)
{
	size_t i = 0;

	while (i < count && items[i].why != PLAN_TRIED)
		i++;
	return i < count;
}

static void limit(
    struct plan_item *items, size_t count, const struct plan_policy *policy)
{
	struct plan_walk walk = {.items = items,
	    .count = count,
	    .newest_first = policy->newest_first};
	struct session session = {
	    .spared = policy->max_messages > 1 && spares_one(items, count)};
	struct plan_item *item;

	while ((item = plan_walk_next(&walk)) != NULL)
		limit_one(&session, item, policy);
}

bool plan_has_key(const struct plan_item *item)
{
	return item->why != PLAN_NO_UID && item->why != PLAN_LONG_UID;
}

bool plan_make(const struct pop3_listed *listed, size_t count,
    const struct plan_policy *policy, plan_known_fn *known, void *context,
    struct plan_item *items)
{
	for (size_t i = 0; i < count; i++)
		items[i] = (struct plan_item){
		    .listed = &listed[i],
		    .key = {.uid = listed[i].uid,
			.length = listed[i].uid_length},
		    .act = PLAN_KEEP,
		    .why = listed[i].uid == NULL ? PLAN_NO_UID
			   : listed[i].uid_length > POP3_STATE_UID_MAX
			       ? PLAN_LONG_UID
			       : PLAN_NEW,
		};
	if (!count_occurrences(items, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (plan_has_key(&items[i]))
			decide(&items[i], policy,
			    count - i <= policy->keep_newest,
			    known(context, &items[i].key));
	limit(items, count, policy);
	return true;
}

/* ---- In words ------------------------------------------------------------ */

const char *plan_act_text(enum plan_act act)
{
	switch (act) {
	case PLAN_RETRIEVE:
	case PLAN_FETCH:
		return "retrieve";
	case PLAN_DELETE:
	case PLAN_DELETED:
		return "delete";
	case PLAN_KEEP:
		break;
	}
	return "keep";
}

const char *plan_why_text(enum plan_why why)
{
	static const char *const words[] = {
	    [PLAN_NEW] = "not seen yet",
	    [PLAN_SEEN] = "seen before",
	    [PLAN_YOUNG] = "seen before, not kept long enough yet",
	    [PLAN_NEWEST] = "seen before, among the newest",
	    [PLAN_DELIVERED] = "delivered before",
	    [PLAN_EXPIRED] = "delivered before, kept long enough",
	    [PLAN_PASSED_OVER] = "marked as seen, never retrieved whole",
	    [PLAN_AGAIN] = "seen before, all are asked for",
	    [PLAN_TRIED] = "failed before, tried again",
	    [PLAN_RESTING] = "failed before, tried again later",
	    [PLAN_TOO_LARGE] = "larger than what is wanted",
	    [PLAN_LATER] = "more than one session may fetch",
	    [PLAN_NO_UID] = "no unique-id",
	    [PLAN_LONG_UID] = "unique-id too long to be remembered",
	};

	return words[why];
}
