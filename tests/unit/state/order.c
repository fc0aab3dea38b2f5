/*
 * Entries in order, and those behind them that are in none: gaps that are
 * closed must not mix the two up, or what is seen is not found.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/state/table.h"

static void apply(struct p3_table *table, enum p3_record_kind kind, uint32_t n)
{
	char uid[16];
	struct p3_record record = {
	    .kind = kind, .key = {uid, 0, 0}, .since = 1, .retrieved = 1};

	snprintf(uid, sizeof uid, "%u", n);
	record.key.length = strlen(uid);
	cr_assert(p3_table_reserve(table, &record));
	p3_table_apply(table, &record);
}

static bool has(const struct p3_table *table, uint32_t n)
{
	char uid[16];
	struct pop3_state_key key = {uid, 0, 0};

	snprintf(uid, sizeof uid, "%u", n);
	key.length = strlen(uid);
	return p3_table_find(table, &key) != NULL;
}

static bool stays(uint32_t n)
{
	return n % 3 == 0 || n == 1000;
}

Test(order, disorder_outlives_the_closing_of_gaps)
{
	struct p3_table table;

	p3_table_init(&table);
	for (uint32_t n = 1000; n > 0; n--)
		apply(&table, P3_RECORD_PLACED, n);
	for (uint32_t n = 1; n <= 1000; n++)
		if (!stays(n))
			apply(&table, P3_RECORD_FORGOTTEN, n);
	for (uint32_t n = 2000; n < 2100; n++)
		apply(&table, P3_RECORD_PLACED, n);
	cr_assert_eq(table.used, table.count, "no gap was closed");
	for (uint32_t n = 1; n <= 1000; n++)
		cr_expect_eq(has(&table, n), stays(n), "%u", n);
	for (uint32_t n = 2000; n < 2100; n++)
		cr_expect(has(&table, n), "%u", n);
	p3_table_free(&table);
}
