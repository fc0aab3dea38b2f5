/*
 * plan.c - the decisions of fetching, as a table.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/plan.h"

/* What the table's state knows, by unique-id and occurrence. */
static const struct pop3_state_entry KNOWN[] = {
    {.key = {"seen", 4, 0}, .phase = POP3_PHASE_PLACED, .retrieved = 9},
    {.key = {"doomed", 6, 0}, .phase = POP3_PHASE_DOOMED, .retrieved = 9},
    {.key = {"passed", 6, 0}, .phase = POP3_PHASE_PLACED},
    {.key = {"poison", 6, 0}, .phase = POP3_PHASE_TROUBLED},
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

static struct pop3_listed listed(uint32_t msgno, const char *uid)
{
	return (struct pop3_listed){.msgno = msgno,
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
	    {"x", {.keep = true}, PLAN_RETRIEVE, PLAN_NEW},
	    {"x", {.all = true}, PLAN_FETCH, PLAN_NEW},
	    {"seen", {0}, PLAN_DELETE, PLAN_DELIVERED},
	    {"seen", {.keep = true}, PLAN_KEEP, PLAN_SEEN},
	    {"seen", {.all = true}, PLAN_FETCH, PLAN_AGAIN},
	    {"seen", {.keep = true, .all = true}, PLAN_RETRIEVE, PLAN_AGAIN},
	    {"doomed", {0}, PLAN_DELETE, PLAN_DELIVERED},
	    {"passed", {0}, PLAN_KEEP, PLAN_PASSED_OVER},
	    {"passed", {.keep = true}, PLAN_KEEP, PLAN_PASSED_OVER},
	    {"passed", {.all = true}, PLAN_FETCH, PLAN_AGAIN},
	    {"poison", {0}, PLAN_FETCH, PLAN_TRIED},
	    {"poison", {.keep = true}, PLAN_RETRIEVE, PLAN_TRIED},
	    {"", {0}, PLAN_FETCH, PLAN_NEW},
	    {NULL, {0}, PLAN_KEEP, PLAN_NO_UID},
	    {NULL, {.all = true}, PLAN_KEEP, PLAN_NO_UID},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct pop3_listed one = listed(1, rows[i].uid);
		struct plan_item item;

		cr_assert(
		    plan_make(&one, 1, &rows[i].policy, known, NULL, &item));
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
	cr_assert_eq(items[1].key.occurrence, 0);
}

Test(plan, messages_without_unique_id_do_not_count_as_empty_ones)
{
	const struct pop3_listed three[] = {
	    listed(1, NULL), listed(2, ""), listed(3, NULL), listed(4, "")};
	const struct plan_policy policy = {.keep = true};
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
