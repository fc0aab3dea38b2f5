/*
 * System calls of the state room that fail, or die, when a test says so.
 *
 * They replace the C library's in the test program and go straight to the
 * kernel.  Each counts as one step when it would change something.
 */
#ifndef TESTS_STATE_FAULTS_H
#define TESTS_STATE_FAULTS_H

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include "tests/unit/system-call.h"

enum fault {
	FAULT_WRITE = 1,
	FAULT_SHORT = 2, /* half is written, then the disk is full */
	FAULT_CUT = 4,
	FAULT_SYNC = 8,
	FAULT_DIRECTORY = 16,
	FAULT_RENAME = 32,
	FAULT_PIECES = 64 /* what is written is written by halves */
};

static unsigned faults;		  /* which calls fail */
static int directory_errno = EIO; /* how FAULT_DIRECTORY does */
static long steps_left = -1;	  /* the one after the last dies; -1: none */
static unsigned syncs, renames;	  /* how many there were */

static void step(void)
{
	if (steps_left < 0)
		return;
	if (steps_left-- == 0)
		raise(SIGKILL);
}

static int fails(enum fault fault, int error)
{
	if (!(faults & fault))
		return 0;
	errno = error;
	return 1;
}

ssize_t pwrite(int fd, const void *octets, size_t n, off_t at)
{
	step();
	if (fails(FAULT_WRITE, EIO))
		return -1;
	if (faults & FAULT_SHORT) {
		faults = (faults & ~(unsigned)FAULT_SHORT) | FAULT_WRITE;
		n /= 2;
	}
	if (faults & FAULT_PIECES)
		n = (n + 1) / 2;
	return really_pwrite(fd, octets, n, at);
}

int ftruncate(int fd, off_t length)
{
	step();
	return fails(FAULT_CUT, EIO)
		   ? -1
		   : (int)syscall(SYS_ftruncate, fd, (long)length);
}

int fdatasync(int fd)
{
	step();
	syncs++;
	return fails(FAULT_SYNC, EIO) ? -1 : (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
	step();
	syncs++;
	return fails(FAULT_DIRECTORY, directory_errno)
		   ? -1
		   : (int)syscall(SYS_fsync, fd);
}

int renameat(int from, const char *old, int to, const char *new)
{
	step();
	renames++;
	return fails(FAULT_RENAME, EACCES)
		   ? -1
		   : (int)syscall(SYS_renameat2, from, old, to, new, 0);
}

int unlinkat(int directory, const char *name, int flags)
{
	step();
	return (int)syscall(SYS_unlinkat, directory, name, flags);
}

#endif
