/*
 * resident.h - how many pages of some memory the system has given.
 */
#ifndef TESTS_UNIT_STATE_RESIDENT_H
#define TESTS_UNIT_STATE_RESIDENT_H

#include <criterion/criterion.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Who includes this defines _DEFAULT_SOURCE first, for mincore(). */
static inline size_t resident_pages(const void *at, size_t size)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t before = (uintptr_t)at % page;
	unsigned char *pages = malloc((size + before) / page + 1);
	size_t count = 0;

	cr_assert_not_null(pages);
	cr_assert_eq(mincore((char *)at - before, size + before, pages), 0);
	for (size_t i = 0; i * page < size + before; i++)
		count += pages[i] & 1;
	free(pages);
	return count;
}

#endif
