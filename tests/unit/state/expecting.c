/*
 * Room that is made by guess, from the size of the file: too much of it must
 * cost nothing.
 */
#define _DEFAULT_SOURCE /* mincore() */
#include "tests/unit/state/entries.h"
#include "tests/unit/state/resident.h"

/* Where pages are huge, the system gives 2 MB of them for an octet. */
#define LITTLE ((size_t)16 << 20)

static size_t resident(const void *at, size_t size)
{
	return resident_pages(at, size) * (size_t)sysconf(_SC_PAGESIZE);
}

Test(expecting, what_does_not_come_takes_no_memory)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, 4000000, 100000000));
	for (uint32_t n = 0; n < 100000; n++)
		apply(&table, P3_RECORD_PLACED, n);
	cr_expect_lt(
	    resident(table.entries, table.size * sizeof *table.entries),
	    LITTLE);
	cr_expect_lt(resident(table.uids.octets, table.uids.size), LITTLE);
	p3_table_free(&table);
}

/* A file may be as long as the disk, without a single record in it. */
Test(expecting, no_guess_is_too_large, .timeout = 60)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, UINT64_MAX, UINT64_MAX));
	apply(&table, P3_RECORD_PLACED, 1);
	cr_expect_eq(table.count, 1);
	p3_table_free(&table);
}

Test(expecting, a_small_guess_makes_little_room)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, 10, 100));
	cr_expect_leq(table.size, 1000);
	cr_expect_leq(table.uids.size, 65536);
	p3_table_free(&table);
}
