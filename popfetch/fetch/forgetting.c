/*
 * forgetting.c - which entries go with the messages that are gone.
 *
 * Where a unique-id repeats, those behind the one that is gone move up: of
 * equals, which all are delivered, it is the last that is there no more.  Of
 * several, each takes the last that is left then.
 *
 * A server may give one unique-id to all its messages and refuse to delete most
 * of them.  So the items are gone through once, from the last one on, and each
 * goes by what was found for the next of its equals.
 */
#include "popfetch/fetch/forgetting.h"

static bool is_delivered(
    const struct pop3_state *state, const struct pop3_state_key *key)
{
	struct pop3_state_entry entry;

	return pop3_state_find(state, key, &entry) &&
	       entry.phase == POP3_PHASE_PLACED && entry.retrieved > 0;
}

static uint32_t last_of_its_equals(
    const struct pop3_state *state, const struct plan_item *item)
{
	struct pop3_state_key next = item->key;

	next.occurrence++;
	if (item->equal != NULL)
		return is_delivered(state, &next) ? item->equal->last
						  : item->key.occurrence;
	/* What is listed no more is behind them. */
	while (is_delivered(state, &next))
		next.occurrence++;
	return next.occurrence - 1;
}

static bool has_equals(const struct plan_item *item)
{
	return item->equal != NULL || item->key.occurrence > 0;
}

enum pop3_status forgetting_run(struct pop3_state *state, struct agenda *agenda)
{
	enum pop3_status status = POP3_OK;

	for (size_t i = agenda->count; i-- > 0 && status == POP3_OK;) {
		struct plan_item *item = &agenda->items[i];
		struct pop3_state_key key = item->key;

		if (item->act != PLAN_DELETED && !has_equals(item))
			continue;
		key.occurrence = last_of_its_equals(state, item);
		item->last = key.occurrence;
		if (item->act != PLAN_DELETED)
			continue;
		item->last--;
		status = pop3_state_forget(state, &key);
	}
	return status;
}
