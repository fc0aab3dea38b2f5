/*
 * plan.c - the decisions of fetching, as a table.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/maildrop/plan.h"

#define NOW    INT64_C(1000000)
#define HOUR   3600
#define DAY    (24 * HOUR)
#define KEEP   .keep_s = PLAN_ENDLESS
#define OCTETS 1000 /* of each message */

/* What the table's state knows, by unique-id and occurrence. */
static const struct pop3_state_entry KNOWN[] = {
    {.key = {"seen", 4, 0}, .phase = POP3_PHASE_PLACED, .retrieved = 9},
    {.key = {"fresh", 5, 0},
	.phase = POP3_PHASE_PLACED,
	.retrieved = NOW - DAY + 1},
    {.key = {"aged", 4, 0}, .phase = POP3_PHASE_PLACED, .retrieved = NOW - DAY},
    {.key = {"ahead", 5, 0},
	.phase = POP3_PHASE_PLACED,
	.retrieved = NOW + DAY},
    {.key = {"doomed", 6, 0}, .phase = POP3_PHASE_DOOMED, .retrieved = 9},
    {.key = {"passed", 6, 0}, .phase = POP3_PHASE_PLACED},
    {.key = {"ours", 4, 0},
	.phase = POP3_PHASE_PLACED,
	.retrieved = NOW - 1,
	.ours = true},
    {.key = {"once", 4, 0},
	.phase = POP3_PHASE_TROUBLED,
	.since = NOW,
	.failures = 1},
    {.key = {"poison", 6, 0},
	.phase = POP3_PHASE_TROUBLED,
	.since = NOW - HOUR + 1,
	.failures = 2},
    {.key = {"large", 5, 0},
	.phase = POP3_PHASE_TROUBLED,
	.since = NOW,
	.failures = 1,
	.text = "larger than what is wanted"},
    {.key = {"larger", 6, 0},
	.phase = POP3_PHASE_TROUBLED,
	.since = NOW,
	.failures = 2,
	.text = "larger than what is wanted"},
    {.key = {"rested", 6, 0},
	.phase = POP3_PHASE_TROUBLED,
	.since = NOW - HOUR,
	.failures = 2},
    {.key = {"clock", 5, 0},
	.phase = POP3_PHASE_TROUBLED,
	.since = NOW + DAY,
	.failures = 9},
};

static const struct pop3_state_entry *known(
    void *context, const struct pop3_state_key *key)
{
	(void)context;
	for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++)
		if (key->length == KNOWN[i].key.length &&
		    key->occurrence == KNOWN[i].key.occurrence &&
		    memcmp(key->uid, KNOWN[i].key.uid, key->length) == 0)
			return &KNOWN[i];
	return NULL;
}

static const struct pop3_state_entry *known_as(const char *uid)
{
	const struct pop3_state_key key = {uid, strlen(uid), 0};

	return known(NULL, &key);
}

static struct pop3_listed listed(uint32_t msgno, const char *uid)
{
	return (struct pop3_listed){.msgno = msgno,
	    .has_octets = true,
	    .octets = OCTETS,
	    .uid = uid,
	    .uid_length = uid != NULL ? strlen(uid) : 0};
}

Test(plan, each_message_gets_what_policy_and_state_say)
{
	static const struct {
		const char *uid;
		struct plan_policy policy;
		enum plan_act act;
		enum plan_why why;
	} rows[] = {
	    {"x", {0}, PLAN_FETCH, PLAN_NEW},
	    {"x", {KEEP}, PLAN_RETRIEVE, PLAN_NEW},
	    {"x", {.keep_s = 1}, PLAN_RETRIEVE, PLAN_NEW},
	    {"x", {.keep_newest = 1}, PLAN_RETRIEVE, PLAN_NEW},
	    {"x", {.headers_only = true}, PLAN_RETRIEVE, PLAN_NEW},
	    {"x", {.all = true}, PLAN_FETCH, PLAN_NEW},
	    {"x", {.max_size = OCTETS}, PLAN_FETCH, PLAN_NEW},
	    {"x", {.max_size = OCTETS - 1}, PLAN_KEEP, PLAN_TOO_LARGE},
	    {"x", {.max_octets = 1}, PLAN_FETCH, PLAN_NEW},

	    {"seen", {0}, PLAN_DELETE, PLAN_DELIVERED},
	    {"seen", {.max_size = 1}, PLAN_DELETE, PLAN_DELIVERED},
	    {"seen", {.headers_only = true}, PLAN_DELETE, PLAN_DELIVERED},
	    {"seen", {KEEP}, PLAN_KEEP, PLAN_SEEN},
	    {"seen", {.keep_newest = 1}, PLAN_KEEP, PLAN_NEWEST},
	    {"seen", {.keep_newest = 1, KEEP}, PLAN_KEEP, PLAN_SEEN},
	    {"seen", {.all = true}, PLAN_FETCH, PLAN_AGAIN},
	    {"seen", {KEEP, .all = true}, PLAN_RETRIEVE, PLAN_AGAIN},
	    {"doomed", {0}, PLAN_DELETE, PLAN_DELIVERED},

	    {"fresh", {.keep_s = DAY}, PLAN_KEEP, PLAN_YOUNG},
	    {"aged", {.keep_s = DAY}, PLAN_DELETE, PLAN_EXPIRED},
	    {"aged", {.keep_s = DAY, .keep_newest = 1}, PLAN_KEEP, PLAN_NEWEST},
	    {"ahead", {.keep_s = DAY}, PLAN_KEEP, PLAN_YOUNG},
	    {"ahead", {0}, PLAN_DELETE, PLAN_DELIVERED},

	    {"passed", {0}, PLAN_KEEP, PLAN_PASSED_OVER},
	    {"passed", {KEEP}, PLAN_KEEP, PLAN_PASSED_OVER},
	    {"passed", {.keep_s = 1}, PLAN_KEEP, PLAN_PASSED_OVER},
	    {"passed", {.all = true}, PLAN_FETCH, PLAN_AGAIN},
	    {"ours", {.all = true}, PLAN_FETCH, PLAN_AGAIN},
	    {"fresh", {.all = true, .repeated = true}, PLAN_FETCH, PLAN_AGAIN},
	    {"ours", {KEEP, .all = true, .repeated = true}, PLAN_KEEP,
		PLAN_SEEN},
	    {"ours", {.all = true, .repeated = true}, PLAN_DELETE,
		PLAN_DELIVERED},

	    {"once", {0}, PLAN_FETCH, PLAN_TRIED},
	    {"poison", {0}, PLAN_KEEP, PLAN_RESTING},
	    {"poison", {KEEP}, PLAN_KEEP, PLAN_RESTING},
	    {"poison", {.all = true}, PLAN_FETCH, PLAN_TRIED},
	    {"large", {0}, PLAN_FETCH, PLAN_NEW},
	    {"larger", {0}, PLAN_KEEP, PLAN_RESTING},
	    {"rested", {0}, PLAN_FETCH, PLAN_TRIED},
	    {"rested", {KEEP}, PLAN_RETRIEVE, PLAN_TRIED},
	    {"rested", {.max_size = 1}, PLAN_KEEP, PLAN_TOO_LARGE},
	    {"clock", {0}, PLAN_FETCH, PLAN_TRIED},

	    {"", {0}, PLAN_FETCH, PLAN_NEW},
	    {NULL, {0}, PLAN_KEEP, PLAN_NO_UID},
	    {NULL, {.all = true}, PLAN_KEEP, PLAN_NO_UID},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct pop3_listed one = listed(1, rows[i].uid);
		struct plan_policy policy = rows[i].policy;
		struct plan_item item;

		policy.now = NOW;
		cr_assert(plan_make(&one, 1, &policy, known, NULL, &item));
		cr_expect_eq(item.act, rows[i].act, "row %zu", i);
		cr_expect_eq(item.why, rows[i].why, "row %zu", i);
	}
}

Test(plan, a_repeated_unique_id_is_another_message)
{
	const struct pop3_listed three[] = {listed(1, "seen"),
	    listed(2, "other"), listed(3, "seen"), listed(5, "seen")};
	const struct plan_policy policy = {0};
	struct plan_item items[4];

	cr_assert(plan_make(three, 4, &policy, known, NULL, items));
	cr_assert_eq(items[0].act, PLAN_DELETE);
	cr_assert_eq(items[2].act, PLAN_FETCH, "the second was never seen");
	cr_assert_eq(items[2].key.occurrence, 1);
	cr_assert_eq(items[3].key.occurrence, 2);
	cr_assert_eq(items[2].equal, &items[3]);
	cr_assert_null(items[3].equal);
	cr_assert_eq(items[1].key.occurrence, 0);
}

/* Sorted, each is behind those that it begins with. */
Test(plan, unique_ids_that_begin_alike_are_not_the_same)
{
	static const char *const uids[] = {
	    "1", "10", "1", "100", "10", "2", "1", "1000", "100"};
	static const uint32_t occurrences[] = {0, 0, 1, 0, 1, 0, 2, 0, 1};
	const struct plan_policy policy = {0};
	struct pop3_listed listing[9];
	struct plan_item items[9];

	for (uint32_t i = 0; i < 9; i++)
		listing[i] = listed(i + 1, uids[i]);
	cr_assert(plan_make(listing, 9, &policy, known, NULL, items));
	for (size_t i = 0; i < 9; i++)
		cr_expect_eq(items[i].key.occurrence, occurrences[i]);
}

/* Whose header alone comes now, it may be deleted if it came whole before. */
Test(plan, what_comes_again_was_whole_unless_it_was_passed_over)
{
	const struct pop3_listed two[] = {
	    listed(1, "seen"), listed(2, "passed")};
	const struct plan_policy policy = {.all = true, .headers_only = true};
	struct plan_item items[2];

	cr_assert(plan_make(two, 2, &policy, known, NULL, items));
	cr_expect(items[0].whole);
	cr_expect_not(items[1].whole);
}

Test(plan, messages_without_unique_id_do_not_count_as_empty_ones)
{
	const struct pop3_listed three[] = {
	    listed(1, NULL), listed(2, ""), listed(3, NULL), listed(4, "")};
	const struct plan_policy policy = {KEEP};
	struct plan_item items[4];

	cr_assert(plan_make(three, 4, &policy, known, NULL, items));
	cr_assert_eq(items[1].key.occurrence, 0);
	cr_assert_eq(items[3].key.occurrence, 1);
	cr_assert_eq(items[0].act, PLAN_KEEP);
	cr_assert_eq(items[2].act, PLAN_KEEP);
}

Test(plan, an_empty_maildrop_is_fine)
{
	const struct plan_policy policy = {0};

	cr_assert(plan_make(NULL, 0, &policy, known, NULL, NULL));
}

Test(plan, resting_says_until_when)
{
	const struct pop3_listed one = listed(1, "poison");
	const struct plan_policy policy = {.now = NOW};
	struct plan_item item;

	cr_assert(plan_make(&one, 1, &policy, known, NULL, &item));
	cr_assert_eq(item.failures, 2);
	cr_assert_eq(item.resume, NOW + 1);
}

Test(plan, pauses_double_from_an_hour_to_a_day)
{
	static const int64_t hours[] = {0, 0, 1, 2, 4, 8, 16, 24, 24};

	for (uint32_t failures = 0; failures < 9; failures++)
		cr_expect_eq(plan_resume(NOW, failures),
		    NOW + hours[failures] * HOUR, "%u", failures);
	cr_expect_eq(plan_resume(NOW, UINT32_MAX), NOW + DAY);
}

/* ---- Of many ------------------------------------------------------------- */

/* The plan for five new messages, a letter each: retrieve, fetch, delete, or
 * keep for Large, for Waiting, or as one of the Newest. */
static void five(struct plan_policy policy, const char *expected)
{
	const struct pop3_listed listing[] = {listed(1, "a"), listed(2, "b"),
	    listed(3, "aged"), listed(4, "c"), listed(9, "d")};
	struct plan_item items[5];
	char got[6] = {0};

	policy.now = NOW;
	cr_assert(plan_make(listing, 5, &policy, known, NULL, items));
	for (size_t i = 0; i < 5; i++)
		got[i] = items[i].act == PLAN_FETCH	  ? 'f'
			 : items[i].act == PLAN_RETRIEVE  ? 'r'
			 : items[i].act == PLAN_DELETE	  ? 'd'
			 : items[i].why == PLAN_TOO_LARGE ? 'L'
			 : items[i].why == PLAN_LATER	  ? 'W'
			 : items[i].why == PLAN_NEWEST	  ? 'N'
							  : 'k';
	cr_expect_str_eq(got, expected);
}

Test(plan, limits_hold_in_the_order_of_retrieving)
{
	five((struct plan_policy){0}, "ffdff");
	five((struct plan_policy){.max_messages = 2}, "ffdWW");
	five((struct plan_policy){.max_messages = 2, .newest_first = true},
	    "WWdff");
	five((struct plan_policy){KEEP, .max_messages = 2}, "rrkWW");
	five((struct plan_policy){.max_messages = 9}, "ffdff");
	five((struct plan_policy){.max_octets = 3 * OCTETS}, "ffdfW");
	five((struct plan_policy){.max_octets = 3 * OCTETS - 1}, "ffdWW");
	five((struct plan_policy){.max_octets = 1}, "fWdWW");
	five((struct plan_policy){.max_octets = 1, .newest_first = true},
	    "WWdWf");
	five((struct plan_policy){.max_octets = 1, .headers_only = true},
	    "rrdrr");
	five((struct plan_policy){.max_size = 1, .max_messages = 1}, "LLdLL");
}

/* It may end the session in which it is tried. */
Test(plan, what_failed_before_takes_no_place_from_the_others)
{
	const struct pop3_listed listing[] = {
	    listed(1, "once"), listed(2, "a"), listed(3, "rested")};
	struct plan_policy policy = {.now = NOW, .max_messages = 2};
	struct plan_item items[3];
	struct plan_walk walk = {.items = items, .count = 3};

	cr_assert(plan_make(listing, 3, &policy, known, NULL, items));
	cr_expect_eq(plan_walk_next(&walk), &items[1]);
	cr_expect_eq(plan_walk_next(&walk), &items[0]);
	cr_expect_eq(plan_walk_next(&walk), &items[2]);
	cr_expect_null(plan_walk_next(&walk));
	cr_expect_eq(items[0].why, PLAN_TRIED);
	cr_expect_eq(items[1].why, PLAN_NEW);
	cr_expect_eq(items[2].why, PLAN_LATER);
	policy.max_messages = 1;
	policy.newest_first = true;
	cr_assert(plan_make(listing, 3, &policy, known, NULL, items));
	cr_expect_eq(items[0].why, PLAN_LATER);
	cr_expect_eq(items[1].why, PLAN_NEW);
	cr_expect_eq(items[2].why, PLAN_LATER);
}

/* New mail comes each time. */
Test(plan, what_failed_before_is_not_kept_waiting_for_ever)
{
	const struct pop3_listed listing[] = {listed(1, "once"),
	    listed(2, "rested"), listed(3, "a"), listed(4, "b")};
	const struct plan_policy messages = {.now = NOW, .max_messages = 2},
				 octets = {.now = NOW, .max_octets = 1};
	struct plan_item items[4];

	cr_assert(plan_make(listing, 4, &messages, known, NULL, items));
	cr_expect_eq(items[0].why, PLAN_TRIED);
	cr_expect_eq(items[1].why, PLAN_LATER);
	cr_expect_eq(items[2].why, PLAN_NEW);
	cr_expect_eq(items[3].why, PLAN_LATER);
	cr_assert(plan_make(listing, 4, &octets, known, NULL, items));
	cr_expect_eq(items[0].why, PLAN_TRIED);
	cr_expect_eq(items[1].why, PLAN_LATER);
	cr_expect_eq(items[2].why, PLAN_NEW);
	cr_expect_eq(items[3].why, PLAN_LATER);
}

Test(plan, the_newest_are_counted_from_the_end_of_the_listing)
{
	five((struct plan_policy){.keep_newest = 1}, "ffdfr");
	five((struct plan_policy){.keep_newest = 3}, "ffNrr");
	five((struct plan_policy){.keep_newest = 99}, "rrNrr");
	five((struct plan_policy){.keep_newest = 2, .all = true}, "fffrr");
}

Test(plan, octets_that_lie_do_not_wrap)
{
	struct pop3_listed listing[] = {
	    listed(1, "a"), listed(2, "b"), listed(3, "c")};
	const struct plan_policy policy = {.max_octets = 100};
	struct plan_item items[3];

	listing[0].octets = listing[1].octets = UINT64_MAX;
	listing[2].octets = 2;
	cr_assert(plan_make(listing, 3, &policy, known, NULL, items));
	cr_expect_eq(items[0].act, PLAN_FETCH);
	cr_expect_eq(items[1].why, PLAN_LATER);
	cr_expect_eq(items[2].why, PLAN_LATER);
}

/* A small one behind those that wait would come out of its turn. */
Test(plan, what_fits_in_waits_behind_what_does_not)
{
	struct pop3_listed listing[] = {
	    listed(1, "a"), listed(2, "b"), listed(3, "c")};
	const struct plan_policy policy = {.max_octets = 100};
	struct plan_item items[3];

	listing[0].octets = 60;
	listing[1].octets = 50;
	listing[2].octets = 40;
	cr_assert(plan_make(listing, 3, &policy, known, NULL, items));
	cr_expect_eq(items[0].why, PLAN_NEW);
	cr_expect_eq(items[1].why, PLAN_LATER);
	cr_expect_eq(items[2].why, PLAN_LATER);
}

Test(plan, unknown_octets_are_not_too_many)
{
	struct pop3_listed one = listed(1, "a");
	const struct plan_policy policy = {.max_size = 1};
	struct plan_item item;

	one.has_octets = false;
	one.octets = 0;
	cr_assert(plan_make(&one, 1, &policy, known, NULL, &item));
	cr_expect_eq(item.act, PLAN_FETCH);
}

Test(plan, unique_id_beyond_what_can_be_kept_is_not_touched)
{
	static char longest[POP3_STATE_UID_MAX + 2];
	struct pop3_listed two[2];
	const struct plan_policy policy = {0};
	struct plan_item items[2];

	memset(longest, 'x', sizeof longest - 1);
	two[0] = listed(1, longest + 1);
	two[1] = listed(2, longest);
	cr_assert(plan_make(two, 2, &policy, known, NULL, items));
	cr_expect_eq(items[0].act, PLAN_FETCH);
	cr_expect(plan_has_key(&items[0]));
	cr_expect_eq(items[1].act, PLAN_KEEP);
	cr_expect_eq(items[1].why, PLAN_LONG_UID);
	cr_expect_not(plan_has_key(&items[1]));
}

/* ---- What stays whatever else is listed ---------------------------------- */

Test(plan, what_is_kept_for_ever_stays)
{
	static const char *const uids[] = {
	    "seen", "fresh", "aged", "ahead", "doomed", "passed"};
	const struct plan_policy policy = {.now = NOW, KEEP};

	for (size_t i = 0; i < sizeof uids / sizeof uids[0]; i++)
		cr_assert(plan_stays(&policy, known_as(uids[i])));
}

Test(plan, what_is_young_or_passed_over_stays_and_nothing_else)
{
	const struct plan_policy a_day = {.now = NOW, .keep_s = DAY};
	const struct plan_policy fetched = {.now = NOW};

	cr_assert(plan_stays(&a_day, known_as("fresh")));
	cr_assert_not(plan_stays(&a_day, known_as("aged")));
	cr_assert(plan_stays(&a_day, known_as("passed")));
	cr_assert_not(plan_stays(&fetched, known_as("seen")));
	cr_assert(plan_stays(&fetched, known_as("passed")));
}

/* It is tried again, or named. */
Test(plan, what_failed_never_stays_unsaid)
{
	const struct plan_policy policy = {.now = NOW, KEEP};

	cr_assert_not(plan_stays(&policy, known_as("once")));
	cr_assert_not(plan_stays(&policy, known_as("poison")));
	cr_assert_not(plan_stays(&policy, known_as("clock")));
}

Test(plan, nothing_stays_where_all_or_the_newest_count)
{
	const struct plan_policy all = {
	    .now = NOW, KEEP, .all = true, .max_size = 1};
	const struct plan_policy newest = {.now = NOW, KEEP, .keep_newest = 1};

	cr_assert_not(plan_stays(&all, known_as("seen")));
	cr_assert_not(plan_stays(&newest, known_as("seen")));
}
