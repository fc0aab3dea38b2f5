/*
 * guard.h - octets that end where the readable world ends.
 *
 * A reader that goes one octet too far dies of it.  The pages are not given
 * back: each test is a process of its own.
 */
#ifndef TESTS_UNIT_BASE_GUARD_H
#define TESTS_UNIT_BASE_GUARD_H

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <criterion/criterion.h>

/* A copy of the octets with a page behind it that cannot be read. */
static inline char *guarded(const char *octets, size_t length)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (length / page + 1) * page;
	int zero = open("/dev/zero", O_RDWR);
	char *pages;

	cr_assert(zero >= 0);
	pages = mmap(
	    NULL, size + page, PROT_READ | PROT_WRITE, MAP_PRIVATE, zero, 0);
	close(zero);
	cr_assert(pages != MAP_FAILED);
	cr_assert(mprotect(pages + size, page, PROT_NONE) == 0);
	if (length > 0)
		memcpy(pages + size - length, octets, length);
	return pages + size - length;
}

#endif
