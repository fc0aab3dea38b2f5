/*
 * allocator.h - malloc() that fails when a test says so, and free() that
 * tells what it was given.
 *
 * It replaces the C library's in the whole test program, which only glibc
 * lets us do, and no sanitizer: with either, ALLOCATOR_REPLACED is 0, and
 * what needs it is left out.  Not for valgrind.
 */
#ifndef TESTS_UNIT_BASE_ALLOCATOR_H
#define TESTS_UNIT_BASE_ALLOCATOR_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
#define ALLOCATOR_REPLACED 1

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *old);

/* How many allocations succeed before one fails; negative: all succeed.  A
 * thread's own, so that the peer of a session has its memory. */
static _Thread_local long allocations_left = -1;
static _Thread_local bool allocation_failed;

/* When not NULL, gets what is freed before it is gone. */
static void (*before_free)(const void *old);

static inline bool allocation_fails(void)
{
	if (allocations_left < 0 || allocations_left-- > 0)
		return false;
	allocation_failed = true;
	errno = ENOMEM;
	return true;
}

/* The allocation after the next n fails, and no other. */
static inline void fail_after(long n)
{
	allocation_failed = false;
	allocations_left = n;
}

/* No more failures; whether there was one. */
static inline bool fail_no_more(void)
{
	allocations_left = -1;
	return allocation_failed;
}

void *malloc(size_t size)
{
	return allocation_fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return allocation_fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
	return allocation_fails() ? NULL : __libc_realloc(old, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return allocation_fails() ? NULL : __libc_memalign(alignment, size);
}

void free(void *old)
{
	if (before_free != NULL && old != NULL)
		before_free(old);
	__libc_free(old);
}

#else
#define ALLOCATOR_REPLACED 0
#endif

#endif
