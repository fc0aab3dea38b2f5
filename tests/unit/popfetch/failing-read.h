/*
 * failing-read.h - a disk that fails at a read, for the one program that
 * includes it.
 */
#ifndef TESTS_FAILING_READ_H
#define TESTS_FAILING_READ_H

#include "tests/unit/system-call.h"

#include <errno.h>

/* How many reads are left up to one that fails; at 0 none does. */
static int reads_left;

ssize_t pread(int fd, void *octets, size_t n, off_t at)
{
	if (reads_left == 0 || --reads_left > 0)
		return really_pread(fd, octets, n, at);
	errno = EIO;
	return -1;
}

#endif
