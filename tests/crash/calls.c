/*
 * calls.c - the table of the system calls that count.
 */
#include "calls.h"

#ifdef __linux__

#include <stddef.h>
#include <sys/syscall.h>

static const struct call calls[] = {
#ifdef SYS_open
    {SYS_open, "open", CREATE, PATH, 0, 1},
    {SYS_creat, "creat", CREATE, PATH, 0, 0},
    {SYS_mkdir, "mkdir", MAKE_DIRECTORY, PATH, 0, 0},
    {SYS_rename, "rename", RENAME, PATHS, 0, 0},
    {SYS_link, "link", LINK, PATHS, 0, 0},
    {SYS_unlink, "unlink", UNLINK, PATH, 0, 0},
    {SYS_rmdir, "rmdir", UNLINK, PATH, 0, 0},
#endif
#ifdef SYS_renameat
    {SYS_renameat, "renameat", RENAME, ATS, 0, 0},
#endif
    {SYS_openat, "openat", CREATE, AT, 0, 2},
    {SYS_mkdirat, "mkdirat", MAKE_DIRECTORY, AT, 0, 0},
    {SYS_renameat2, "renameat2", RENAME, ATS, 0, 0},
    {SYS_linkat, "linkat", LINK, ATS, 0, 0},
    {SYS_unlinkat, "unlinkat", UNLINK, AT, 0, 0},
    {SYS_truncate, "truncate", TRUNCATE, PATH, 0, 0},
    {SYS_ftruncate, "ftruncate", TRUNCATE, FD, 0, 0},
    {SYS_write, "write", WRITE, FD, 2, 0},
    {SYS_pwrite64, "pwrite", WRITE, FD, 2, 0},
    {SYS_writev, "writev", WRITE, FD, 0, 0},
    {SYS_pwritev, "pwritev", WRITE, FD, 0, 0},
    {SYS_fsync, "fsync", SYNC, FD, 0, 0},
    {SYS_fdatasync, "fdatasync", SYNC, FD, 0, 0},
    {SYS_sync_file_range, "sync_file_range", SYNC, FD, 0, 0},
    {SYS_syncfs, "syncfs", SYNC_ALL, FD, 0, 0},
    {SYS_sync, "sync", SYNC_ALL, FD, 0, 0},
    {SYS_sendto, "sendto", SEND, FD, 2, 0},
    {SYS_sendmsg, "sendmsg", SEND, FD, 0, 0},
    {SYS_recvfrom, "recvfrom", RECEIVE, FD, 2, 0},
    {SYS_recvmsg, "recvmsg", RECEIVE, FD, 0, 0},
};

const struct call *call_find(uint64_t number)
{
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (number == (uint64_t)calls[i].number)
			return &calls[i];
	return NULL;
}

#endif
