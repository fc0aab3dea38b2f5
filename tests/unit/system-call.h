/*
 * system-call.h - reading and writing at an offset, straight from the kernel.
 *
 * Where a word has 32 bits, machines differ in which two of them hold the
 * offset of pread64() and pwrite64(); with preadv() and pwritev() it is the
 * same two everywhere.
 */
#ifndef TESTS_SYSTEM_CALL_H
#define TESTS_SYSTEM_CALL_H

#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

/* POSIX does not have it, the C libraries of Linux do. */
extern long syscall(long number, ...);

static inline ssize_t really_pread(int fd, void *octets, size_t n, off_t at)
{
	const struct iovec piece = {octets, n};

	return syscall(SYS_preadv, fd, &piece, 1L, (long)at, (long)(at >> 32));
}

static inline ssize_t really_pwrite(
    int fd, const void *octets, size_t n, off_t at)
{
	const struct iovec piece = {(void *)octets, n};

	return syscall(SYS_pwritev, fd, &piece, 1L, (long)at, (long)(at >> 32));
}

#endif
