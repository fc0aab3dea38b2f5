/*
 * state/page-in.c - MADV_POPULATE_WRITE, where there is such a thing (Linux
 * 5.14).
 */
#define _DEFAULT_SOURCE /* madvise() */
#include "libpop3/state/page-in.h"

#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

/* Less is not worth asking for. */
#define LEAST ((size_t)8192)

void p3_page_in(void *at, size_t n)
{
#ifdef MADV_POPULATE_WRITE
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	const size_t before = (uintptr_t)at % page;

	if (n >= LEAST)
		(void)madvise(
		    (char *)at - before, n + before, MADV_POPULATE_WRITE);
#else
	(void)at;
	(void)n;
#endif
}
