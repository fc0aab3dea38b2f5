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
 * deleted: nobody has it but the server.
 */
#include "plan.h"

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
			sorted[i]->key.occurrence =
			    sorted[i - 1]->key.occurrence + 1;
	free(sorted);
	return true;
}

static bool is_seen(const struct pop3_state_entry *entry)
{
	return entry != NULL && entry->phase != POP3_PHASE_TROUBLED;
}

static void decide(struct plan_item *item, const struct plan_policy *policy,
    const struct pop3_state_entry *entry)
{
	item->act = policy->keep ? PLAN_RETRIEVE : PLAN_FETCH;
	item->why = PLAN_NEW;
	if (entry == NULL)
		return;
	if (!is_seen(entry)) {
		item->why = PLAN_TRIED;
	} else if (policy->all) {
		item->why = PLAN_AGAIN;
	} else if (entry->retrieved == 0) {
		item->act = PLAN_KEEP;
		item->why = PLAN_PASSED_OVER;
	} else if (policy->keep) {
		item->act = PLAN_KEEP;
		item->why = PLAN_SEEN;
	} else {
		item->act = PLAN_DELETE;
		item->why = PLAN_DELIVERED;
	}
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
		    .why = PLAN_NO_UID,
		};
	if (!count_occurrences(items, count))
		return false;
	for (size_t i = 0; i < count; i++)
		if (listed[i].uid != NULL)
			decide(
			    &items[i], policy, known(context, &items[i].key));
	return true;
}

const char *plan_act_text(enum plan_act act)
{
	switch (act) {
	case PLAN_RETRIEVE:
	case PLAN_FETCH:
		return "retrieve";
	case PLAN_DELETE:
		return "delete";
	case PLAN_KEEP:
		break;
	}
	return "keep";
}

const char *plan_why_text(enum plan_why why)
{
	switch (why) {
	case PLAN_NEW:
		return "not seen yet";
	case PLAN_SEEN:
		return "seen before";
	case PLAN_DELIVERED:
		return "delivered before";
	case PLAN_PASSED_OVER:
		return "marked as seen, never retrieved";
	case PLAN_AGAIN:
		return "seen before, all are asked for";
	case PLAN_TRIED:
		return "failed before, tried again";
	case PLAN_NO_UID:
		break;
	}
	return "no unique-id";
}
