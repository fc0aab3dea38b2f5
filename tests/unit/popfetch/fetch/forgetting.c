/*
 * forgetting.c - of equal unique-ids the last ones go, however many there are.
 *
 * The state is ours: three unique-ids, which occurrences of them are delivered,
 * and how often it was asked.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/fetch/forgetting.h"

#define UIDS 3
#define MANY 3000

static const char *const uids[UIDS] = {"a", "b", "c"};
static bool delivered[UIDS][MANY + 1];
static size_t asked;

static bool *entry_of(const struct pop3_state_key *key)
{
	return &delivered[key->uid[0] - 'a'][key->occurrence];
}

bool pop3_state_find(const struct pop3_state *state,
    const struct pop3_state_key *key, struct pop3_state_entry *out_entry)
{
	(void)state;
	asked++;
	*out_entry = (struct pop3_state_entry){
	    .phase = POP3_PHASE_PLACED, .retrieved = 1};
	return *entry_of(key);
}

enum pop3_status pop3_state_forget(
    struct pop3_state *state, const struct pop3_state_key *key)
{
	(void)state;
	cr_expect(*entry_of(key), "%s %u", key->uid, (unsigned)key->occurrence);
	*entry_of(key) = false;
	return POP3_OK;
}

/* One by one, each with a look at all behind it. */
static void forget_slowly(
    bool expected[UIDS][MANY + 1], const struct agenda *agenda)
{
	for (size_t i = agenda->count; i-- > 0;) {
		const struct plan_item *item = &agenda->items[i];
		bool *entries = expected[item->key.uid[0] - 'a'];
		uint32_t at = item->key.occurrence;

		if (item->act != PLAN_DELETED)
			continue;
		while (entries[at + 1])
			at++;
		entries[at] = false;
	}
}

/* Occurrences in the order of the listing. */
static void fill(struct agenda *agenda, struct plan_item *items, size_t count,
    unsigned (*uid_at)(size_t i))
{
	struct plan_item *before[UIDS] = {NULL};

	memset(items, 0, count * sizeof *items);
	for (size_t i = 0; i < count; i++) {
		unsigned uid = uid_at(i);

		items[i].key = (struct pop3_state_key){uids[uid], 1, 0};
		if (before[uid] != NULL) {
			items[i].key.occurrence =
			    before[uid]->key.occurrence + 1;
			before[uid]->equal = &items[i];
		}
		before[uid] = &items[i];
	}
	*agenda = (struct agenda){.items = items, .count = count};
}

static unsigned any(size_t i)
{
	(void)i;
	return (unsigned)rand() % UIDS;
}

static unsigned alternating(size_t i)
{
	return i % 2;
}

Test(forgetting, takes_the_last_of_the_equals_that_are_delivered)
{
	static bool expected[UIDS][MANY + 1];
	struct plan_item items[20];
	struct agenda agenda;

	srand(1);
	for (int trial = 0; trial < 20000; trial++) {
		fill(&agenda, items, (size_t)rand() % 20 + 1, any);
		memset(delivered, 0, sizeof delivered);
		for (size_t i = 0; i < UIDS * 25; i++)
			delivered[i % UIDS][i / UIDS] = rand() % 4 > 0;
		for (size_t i = 0; i < agenda.count; i++)
			if (*entry_of(&items[i].key) && rand() % 2)
				items[i].act = PLAN_DELETED;
		memcpy(expected, delivered, sizeof expected);
		forget_slowly(expected, &agenda);
		cr_assert_eq(forgetting_run(NULL, &agenda), POP3_OK);
		cr_assert_eq(memcmp(expected, delivered, sizeof expected), 0);
	}
}

Test(forgetting, asks_of_each_of_many_equals_but_once)
{
	struct plan_item *items = calloc(MANY, sizeof *items);
	struct agenda agenda;

	fill(&agenda, items, MANY, alternating);
	for (size_t i = 0; i < MANY; i++) {
		*entry_of(&items[i].key) = true;
		items[i].act = i < MANY / 2 ? PLAN_DELETED : PLAN_DELETE;
	}
	asked = 0;
	cr_assert_eq(forgetting_run(NULL, &agenda), POP3_OK);
	cr_expect_leq(asked, 2 * MANY);
	cr_expect(delivered[0][MANY / 4 - 1]);
	cr_expect_not(delivered[0][MANY / 4]);
	free(items);
}
