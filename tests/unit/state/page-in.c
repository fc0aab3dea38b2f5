/*
 * Memory that has pages before it is written.
 */
#define _DEFAULT_SOURCE /* mincore(), MAP_ANONYMOUS */
#include "tests/unit/state/resident.h"

#include <string.h>

#include "libpop3/state/page-in.h"

#define PAGES 16

static size_t page;

static char *map(void)
{
	char *at;

	page = (size_t)sysconf(_SC_PAGESIZE);
	at = mmap(NULL, PAGES * page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	cr_assert_neq(at, MAP_FAILED);
	return at;
}

static bool system_can(void)
{
#ifdef MADV_POPULATE_WRITE
	return madvise(map(), page, MADV_POPULATE_WRITE) == 0;
#else
	return false;
#endif
}

Test(page_in, pages_are_there_and_no_others)
{
	char *at = map();

	if (!system_can())
		cr_skip_test("this system gives pages one by one");
	p3_page_in(at + page + 1, 8 * page - 1);
	cr_expect_eq(resident_pages(at, PAGES * page), 8);
	p3_page_in(at, PAGES * page);
	cr_expect_eq(resident_pages(at, PAGES * page), PAGES);
}

Test(page_in, what_is_there_stays)
{
	char *at = map();

	memset(at + 3, 'x', 2 * page);
	p3_page_in(at + 3, (PAGES - 1) * page);
	for (size_t i = 0; i < PAGES * page; i++)
		cr_assert_eq(at[i], i >= 3 && i < 3 + 2 * page ? 'x' : '\0');
}
