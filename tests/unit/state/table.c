/*
 * The table behind the state: what the file alone would not show.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/state/table.h"

static void apply(struct p3_table *table, enum p3_record_kind kind, uint32_t n)
{
	char uid[16];
	struct p3_record record = {
	    .kind = kind,
	    .key = {uid, 0, n % 3},
	    .since = 1,
	    .retrieved = 1,
	    .failures = 1,
	};

	snprintf(uid, sizeof uid, "%u", n);
	record.key.length = strlen(uid);
	if (kind == P3_RECORD_TROUBLED) {
		record.text = "reason";
		record.text_length = 6;
	}
	cr_assert(p3_table_reserve(table, record.key.length + 6));
	p3_table_apply(table, &record);
}

static bool has(const struct p3_table *table, uint32_t n)
{
	char uid[16];
	struct pop3_state_key key = {uid, 0, n % 3};

	snprintf(uid, sizeof uid, "%u", n);
	key.length = strlen(uid);
	return p3_table_find(table, &key) != NULL;
}

Test(table, of_what_comes_and_goes_does_not_grow)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 100000; n++) {
		apply(&table, P3_RECORD_TROUBLED, n);
		if (n >= 10)
			apply(&table, P3_RECORD_FORGOTTEN, n - 10);
	}
	cr_assert_eq(table.count, 10);
	for (uint32_t n = 99980; n < 100010; n++)
		cr_assert_eq(has(&table, n), n >= 99990 && n < 100000);
	cr_assert_leq(table.size, 64);
	cr_assert_leq(table.octets_size, 4096);
	p3_table_free(&table);
}

Test(table, of_texts_that_change_does_not_grow)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 100000; n++)
		apply(&table, P3_RECORD_TROUBLED, n % 5);
	cr_assert_eq(table.count, 5);
	cr_assert_leq(table.octets_size, 4096);
	p3_table_free(&table);
}

Test(table, finds_all_that_is_left_whatever_was_taken_out)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 0; n < 20000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 20000; n++)
		if (n % 7 != 0)
			apply(&table, P3_RECORD_FORGOTTEN, n);
	for (uint32_t n = 0; n < 20000; n++)
		cr_assert_eq(has(&table, n), n % 7 == 0);
	for (uint32_t n = 30000; n < 60000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 0; n < 20000; n++)
		cr_assert_eq(has(&table, n), n % 7 == 0);
	p3_table_free(&table);
}

Test(table, expected_entries_need_not_come)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, 1000));
	cr_assert_geq(table.size, 1000);
	cr_assert_not(has(&table, 1));
	apply(&table, P3_RECORD_PLACED, 1);
	cr_assert(has(&table, 1));
	cr_assert(p3_table_expect(&table, 10));
	cr_assert_geq(table.size, 1000);
	p3_table_free(&table);
}

Test(table, hashes_differently_each_time)
{
	struct p3_table a, b;
	struct pop3_state_key key = {"uid", 3, 0}, other = {"uid", 3, 1};

	p3_table_init(&a);
	p3_table_init(&b);
	cr_assert_neq(p3_hash(&a.seed, &key), p3_hash(&b.seed, &key));
	cr_assert_neq(p3_hash(&a.seed, &key), p3_hash(&a.seed, &other));
	cr_assert_eq(p3_hash(&a.seed, &key), p3_hash(&a.seed, &key));
}
