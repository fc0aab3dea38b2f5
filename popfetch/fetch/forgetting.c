/*
 * forgetting.c - which entries go with the messages that are gone.
 *
 * Where a unique-id repeats, those behind the one that is gone move up, and
 * what is known of each with it: when it was retrieved, or that it was passed
 * over.  So the last of the places is free, or the last few.  Of a message that
 * failed is taken along why, not how often.
 *
 * A server may give one unique-id to all its messages.  So the items are gone
 * through once, and each tells the next of its equals how many are gone.  Most
 * were retrieved together, and where two entries say the same nothing is
 * written.  What is written of one message goes in one piece: killed in
 * between, it would be new.
 */
#include "popfetch/fetch/forgetting.h"

static enum pop3_status write_entry(struct pop3_state *state,
    const struct pop3_state_key *key, const struct pop3_state_entry *entry)
{
	if (entry->phase == POP3_PHASE_TROUBLED)
		return pop3_state_trouble(
		    state, key, entry->since, entry->text);
	return entry->retrieved > 0
		   ? pop3_state_place(state, key, entry->retrieved)
		   : pop3_state_pass(state, key, entry->since);
}

static bool says_the_same(
    const struct pop3_state_entry *a, const struct pop3_state_entry *b)
{
	return a->phase == POP3_PHASE_PLACED && a->phase == b->phase &&
	       a->retrieved == b->retrieved;
}

/* Of what gathers no more than the first two are sure to go together. */
static enum pop3_status begin_anew(struct pop3_state *state)
{
	enum pop3_status status = pop3_state_commit(state);

	return status == POP3_OK ? pop3_state_begin(state) : status;
}

/* What is known of the message of this key is its that stands so many places
 * in front. */
static enum pop3_status move_up(
    struct pop3_state *state, const struct pop3_state_key *key, uint32_t places)
{
	struct pop3_state_key to = *key;
	struct pop3_state_entry entry, before;
	bool known = pop3_state_find(state, key, &entry);
	enum pop3_status status;

	to.occurrence -= places;
	if (known && pop3_state_find(state, &to, &before) &&
	    says_the_same(&entry, &before))
		return POP3_OK;
	status = begin_anew(state);
	if (status == POP3_OK)
		status = pop3_state_forget(state, &to);
	if (status != POP3_OK || !pop3_state_find(state, key, &entry))
		return status;
	return write_entry(state, &to, &entry);
}

/* What is listed no more is behind the last that is. */
static enum pop3_status close_up(
    struct pop3_state *state, struct pop3_state_key key, uint32_t places)
{
	struct pop3_state_entry entry;
	enum pop3_status status = POP3_OK;

	key.occurrence++;
	while (status == POP3_OK && places > 0 &&
	       pop3_state_find(state, &key, &entry)) {
		status = move_up(state, &key, places);
		key.occurrence++;
	}
	for (; places > 0 && status == POP3_OK; places--) {
		key.occurrence--;
		status = pop3_state_forget(state, &key);
	}
	return status;
}

enum pop3_status forgetting_run(struct pop3_state *state, struct agenda *agenda)
{
	enum pop3_status status = pop3_state_begin(state);

	for (size_t i = 0; i < agenda->count && status == POP3_OK; i++) {
		const struct plan_item *item = &agenda->items[i];
		const bool gone = item->act == PLAN_DELETED;

		if (!gone && item->gone > 0)
			status = move_up(state, &item->key, item->gone);
		if (item->equal != NULL)
			item->equal->gone = item->gone + gone;
		else if (status == POP3_OK)
			status = close_up(state, item->key, item->gone + gone);
	}
	return status == POP3_OK ? pop3_state_commit(state) : status;
}
