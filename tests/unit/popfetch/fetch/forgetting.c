/*
 * forgetting.c - of equal unique-ids those behind move up, however many there
 * are.
 *
 * The state is ours: three unique-ids, what is known of each occurrence of
 * them, and how often it was asked and written.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/fetch/forgetting.h"

#define UIDS 3
#define MANY 3000

/* Of a message: nothing, what failed, what was passed over; else when it was
 * retrieved. */
#define UNKNOWN 0
#define FAILED	1
#define PASSED	2
#define FIRST	3

static const char *const uids[UIDS] = {"a", "b", "c"};
static int known[UIDS][MANY + 1];
static size_t asked, written;
static bool together;
static size_t gathered;

/* How many more writes there is room for. */
static size_t room = SIZE_MAX;

static int *entry_of(const struct pop3_state_key *key)
{
	return &known[key->uid[0] - 'a'][key->occurrence];
}

/* Once it has refused, the state is not to be touched any more. */
static enum pop3_status take_room(void)
{
	cr_assert_neq(room, 0, "written behind a failure");
	return --room > 0 ? POP3_OK : POP3_E_SYSTEM;
}

enum pop3_status pop3_state_begin(struct pop3_state *state)
{
	(void)state;
	if (!together)
		gathered = 0;
	together = true;
	return take_room();
}

enum pop3_status pop3_state_commit(struct pop3_state *state)
{
	(void)state;
	together = false;
	return take_room();
}

bool pop3_state_find(const struct pop3_state *state,
    const struct pop3_state_key *key, struct pop3_state_entry *out_entry)
{
	const int is = *entry_of(key);

	(void)state;
	asked++;
	*out_entry = (struct pop3_state_entry){
	    .phase = is == FAILED ? POP3_PHASE_TROUBLED : POP3_PHASE_PLACED,
	    .retrieved = is >= FIRST ? is : 0,
	    .since = is,
	    .text = is == FAILED ? "why" : NULL,
	};
	return is != UNKNOWN;
}

enum pop3_status pop3_state_forget(
    struct pop3_state *state, const struct pop3_state_key *key)
{
	(void)state;
	cr_expect(together);
	written += *entry_of(key) != UNKNOWN;
	gathered += *entry_of(key) != UNKNOWN;
	*entry_of(key) = UNKNOWN;
	return take_room();
}

static enum pop3_status write_entry(const struct pop3_state_key *key, int is)
{
	cr_expect_eq(*entry_of(key), UNKNOWN, "%s %u", key->uid,
	    (unsigned)key->occurrence);
	/* More than the two might be cut between them. */
	cr_expect_leq(gathered, 1);
	gathered++;
	written++;
	*entry_of(key) = is;
	return take_room();
}

enum pop3_status pop3_state_place(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	(void)state;
	cr_expect_geq(now, FIRST);
	return write_entry(key, (int)now);
}

enum pop3_status pop3_state_pass(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	(void)state;
	cr_expect_eq(now, PASSED);
	return write_entry(key, PASSED);
}

enum pop3_status pop3_state_trouble(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now, const char *reason)
{
	(void)state;
	cr_expect_eq(now, FAILED);
	cr_expect_str_eq(reason, "why");
	return write_entry(key, FAILED);
}

/* One by one, from the last on: each that is gone is taken out of the row. */
static void forget_slowly(
    int expected[UIDS][MANY + 1], const struct agenda *agenda)
{
	for (size_t i = agenda->count; i-- > 0;) {
		const struct plan_item *item = &agenda->items[i];
		int *at =
		    &expected[item->key.uid[0] - 'a'][item->key.occurrence];

		if (item->act == PLAN_DELETED)
			memmove(at, at + 1,
			    (MANY - item->key.occurrence) * sizeof *at);
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

/* What is listed may be unknown; what is listed no more is known. */
static void fill_state(const struct agenda *agenda)
{
	memset(known, 0, sizeof known);
	for (size_t i = 0; i < agenda->count; i++)
		*entry_of(&agenda->items[i].key) = rand() % (FIRST + 3);
	for (size_t i = 0; i < agenda->count; i++) {
		struct pop3_state_key key = agenda->items[i].key;

		for (int more = rand() % 4;
		     agenda->items[i].equal == NULL && more > 0; more--) {
			key.occurrence++;
			*entry_of(&key) = 1 + rand() % (FIRST + 2);
		}
	}
}

Test(forgetting, lets_those_behind_move_up_with_what_is_known_of_them)
{
	static int expected[UIDS][MANY + 1];
	struct plan_item items[20];
	struct agenda agenda;

	srand(1);
	for (int trial = 0; trial < 20000; trial++) {
		fill(&agenda, items, (size_t)rand() % 20 + 1, any);
		fill_state(&agenda);
		for (size_t i = 0; i < agenda.count; i++)
			if (*entry_of(&items[i].key) >= FIRST && rand() % 2)
				items[i].act = PLAN_DELETED;
		memcpy(expected, known, sizeof expected);
		forget_slowly(expected, &agenda);
		cr_assert_eq(forgetting_run(NULL, &agenda), POP3_OK);
		cr_expect_not(together);
		cr_assert_eq(memcmp(expected, known, sizeof expected), 0);
	}
}

Test(forgetting, asks_of_each_of_many_equals_but_a_few_times)
{
	struct plan_item *items = calloc(MANY, sizeof *items);
	struct agenda agenda;

	fill(&agenda, items, MANY, alternating);
	for (size_t i = 0; i < MANY; i++) {
		*entry_of(&items[i].key) = FIRST;
		items[i].act = i < MANY / 2 ? PLAN_DELETED : PLAN_DELETE;
	}
	asked = written = 0;
	cr_assert_eq(forgetting_run(NULL, &agenda), POP3_OK);
	cr_expect_leq(asked, 2 * MANY);
	cr_expect_eq(written, MANY / 2);
	cr_expect_neq(known[0][MANY / 4 - 1], UNKNOWN);
	cr_expect_eq(known[0][MANY / 4], UNKNOWN);
	free(items);
}

/* Of two unique-ids in turn, what stands in front is gone, and each that moves
 * up is known for something else, those that are listed no more, too. */
static enum pop3_status run_with_room_for(size_t writes)
{
	struct plan_item items[8];
	struct agenda agenda;

	fill(&agenda, items, 8, alternating);
	memset(known, 0, sizeof known);
	for (size_t i = 0; i < agenda.count; i++) {
		*entry_of(&items[i].key) = FIRST + (int)i;
		items[i].act = i < 4 ? PLAN_DELETED : PLAN_KEEP;
	}
	for (int more = 4; more < 6; more++)
		known[0][more] = known[1][more] = FIRST + 2 * more;
	together = false;
	room = writes + 1;
	return forgetting_run(NULL, &agenda);
}

Test(forgetting, ends_where_the_state_takes_no_more)
{
	size_t writes = 0;

	while (run_with_room_for(writes) != POP3_OK)
		writes++;
	cr_expect_gt(writes, 8);
	cr_expect_gt(room, 0);
}
