/*
 * Entries in order, and those behind them that are in none: gaps that are
 * closed must not mix the two up, or what is seen is not found.
 */
#include "tests/unit/state/entries.h"

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
