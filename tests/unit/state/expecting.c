/*
 * Room that is made by guess, from the size of the file: too much of it must
 * cost nothing.
 */
#define _DEFAULT_SOURCE /* mincore() */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "libpop3/state/table.h"

/* Where pages are huge, the system gives 2 MB of them for an octet. */
#define LITTLE ((size_t)16 << 20)

static void place(struct p3_table *table, uint32_t n)
{
	char uid[32];
	struct p3_record record = {.kind = P3_RECORD_PLACED,
	    .key = {uid, 0, 0},
	    .since = 1,
	    .retrieved = 1};

	snprintf(uid, sizeof uid, "of some length %010u", n);
	record.key.length = strlen(uid);
	cr_assert(p3_table_reserve(table, &record));
	p3_table_apply(table, &record);
}

/* How much of it has memory behind it. */
static size_t resident(const void *at, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *first = (char *)at - (uintptr_t)at % page;
	unsigned char *pages = malloc(size / page + 2);
	size_t length = size + (size_t)((const char *)at - first), count = 0;

	cr_assert_not_null(pages);
	cr_assert_eq(mincore(first, length, pages), 0);
	for (size_t i = 0; i * page < length; i++)
		count += pages[i] & 1;
	free(pages);
	return count * page;
}

Test(expecting, what_does_not_come_takes_no_memory)
{
	struct p3_table table;

	p3_table_init(&table);
	cr_assert(p3_table_expect(&table, 4000000, 100000000));
	for (uint32_t n = 0; n < 10000; n++)
		place(&table, n);
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
	place(&table, 1);
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
