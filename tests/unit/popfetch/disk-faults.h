/*
 * disk-faults.h - system calls that fail, tear or die when a test says so,
 * and a disk that forgets what was not synced.
 *
 * The functions replace the C library's in the test program and go straight
 * to the kernel.  Each call is one step; the fault strikes at one of them.
 *
 * A loss of power is the worst that POSIX allows: of a file there is what it
 * held at its last sync, of a directory the names it had then.  For that each
 * sync leaves a copy in a second directory, named after the inode.
 */
#ifndef TESTS_POPFETCH_DISK_FAULTS_H
#define TESTS_POPFETCH_DISK_FAULTS_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/system-call.h"

enum fault {
	FAULT_NONE,
	FAULT_FAIL,	   /* the call fails, once */
	FAULT_SHORT,	   /* a write comes short, and goes on */
	FAULT_KILL_WITHIN, /* a write is done by half, then the process dies */
	FAULT_KILL_AFTER
};

static enum fault fault;
static int fault_errno;
static long fault_step = -1; /* the call it strikes at; -1: never */
static bool fault_struck;
static char fault_shadow[64]; /* where synced copies go; "": nowhere */

static bool fault_strikes(void)
{
	if (fault_step < 0 || fault_step-- > 0)
		return false;
	fault_struck = true;
	return true;
}

/* For a call that has no halves. */
static long fault_call(bool strikes, long result)
{
	if (strikes && fault >= FAULT_KILL_WITHIN)
		raise(SIGKILL);
	return result;
}

#define FAULT_OR(call)                                                         \
	do {                                                                   \
		bool strikes_ = fault_strikes();                               \
		if (strikes_ && fault == FAULT_FAIL) {                         \
			errno = fault_errno;                                   \
			return -1;                                             \
		}                                                              \
		return (int)fault_call(strikes_, (call));                      \
	} while (0)

/* ---- The disk's memory --------------------------------------------------- */

static void shadow_path(char *out, char kind, ino_t inode)
{
	snprintf(
	    out, 128, "%s/%c%lu", fault_shadow, kind, (unsigned long)inode);
}

static void shadow_file(int fd)
{
	static char octets[1 << 16];
	struct stat file;
	char path[128];
	off_t at = 0;
	long n;
	long to;

	if (fstat(fd, &file) != 0)
		abort();
	shadow_path(path, 'f', file.st_ino);
	to = syscall(
	    SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	while ((n = really_pread(fd, octets, sizeof octets, at)) > 0) {
		if (syscall(SYS_write, to, octets, n) != n)
			abort();
		at += n;
	}
	syscall(SYS_close, to);
}

static void shadow_directory(int fd)
{
	long again =
	    syscall(SYS_openat, fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
	DIR *entries = fdopendir((int)again);
	const struct dirent *entry;
	struct stat directory;
	char path[128];
	FILE *list;

	if (entries == NULL || fstat(fd, &directory) != 0)
		abort();
	shadow_path(path, 'd', directory.st_ino);
	list = fopen(path, "w");
	while ((entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			fprintf(list, "%lu %d %s\n",
			    (unsigned long)entry->d_ino,
			    entry->d_type == DT_DIR, entry->d_name);
	fclose(list);
	closedir(entries);
}

static void shadow(int fd)
{
	struct stat file;
	long step = fault_step;

	if (fault_shadow[0] == '\0')
		return;
	fault_step = -1;
	if (fstat(fd, &file) != 0)
		abort();
	if (S_ISDIR(file.st_mode))
		shadow_directory(fd);
	else
		shadow_file(fd);
	fault_step = step;
}

/* Everything below a directory is on the disk. */
static void shadow_tree(const char *path)
{
	long fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY, 0);
	struct stat file;

	if (fd < 0 || fstat((int)fd, &file) != 0)
		abort();
	shadow((int)fd);
	if (S_ISDIR(file.st_mode)) {
		DIR *entries = opendir(path);
		const struct dirent *entry;

		while ((entry = readdir(entries)) != NULL) {
			char below[512];

			if (strcmp(entry->d_name, ".") == 0 ||
			    strcmp(entry->d_name, "..") == 0)
				continue;
			snprintf(
			    below, sizeof below, "%s/%s", path, entry->d_name);
			shadow_tree(below);
		}
		closedir(entries);
	}
	syscall(SYS_close, fd);
}

static void copy_file(const char *from, const char *to)
{
	static char octets[1 << 16];
	FILE *in = fopen(from, "r"), *out = fopen(to, "w");
	size_t n;

	if (out == NULL)
		abort();
	while (in != NULL && (n = fread(octets, 1, sizeof octets, in)) > 0)
		fwrite(octets, 1, n, out);
	if (in != NULL)
		fclose(in);
	fclose(out);
}

static int remove_one(
    const char *path, const struct stat *file, int kind, struct FTW *place)
{
	(void)file, (void)kind;
	return place->level == 0 ? 0 : remove(path);
}

static void empty_directory(const char *path)
{
	if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
		abort();
}

/* Fills an emptied directory with what the disk has of it. */
static void restore_directory(const char *path, unsigned long inode)
{
	char from[128], name[256], below[512];
	unsigned long number;
	int is_directory;
	FILE *list;

	shadow_path(from, 'd', inode);
	list = fopen(from, "r");
	if (list == NULL)
		return;
	while (
	    fscanf(list, "%lu %d %255s", &number, &is_directory, name) == 3) {
		snprintf(below, sizeof below, "%s/%s", path, name);
		if (is_directory) {
			mkdir(below, 0700);
			restore_directory(below, number);
		} else {
			shadow_path(from, 'f', number);
			copy_file(from, below);
		}
	}
	fclose(list);
}

/* The power goes and comes again. */
static void restore_tree(const char *path)
{
	struct stat directory;

	if (stat(path, &directory) != 0)
		abort();
	empty_directory(path);
	restore_directory(path, (unsigned long)directory.st_ino);
}

/* A new file may have the inode of one that is gone. */
static void forget_shadow(int fd)
{
	struct stat file;
	char path[128];

	if (fault_shadow[0] == '\0' || fstat(fd, &file) != 0 ||
	    file.st_size > 0)
		return;
	shadow_path(path, 'f', file.st_ino);
	syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

/* ---- The system calls ---------------------------------------------------- */

static int really_open(int directory, const char *path, int flags, mode_t mode)
{
	int fd = (int)syscall(SYS_openat, directory, path, flags, mode);

	if (fd >= 0 && (flags & O_CREAT))
		forget_shadow(fd);
	return fd;
}

int openat(int directory, const char *path, int flags, ...)
{
	va_list arguments;
	mode_t mode;

	va_start(arguments, flags);
	mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
	va_end(arguments);
	FAULT_OR(really_open(directory, path, flags, mode));
}

static ssize_t write_with_faults(
    int fd, const void *octets, size_t n, off_t at, bool placed)
{
	bool strikes = fault_strikes();
	ssize_t written;

	if (strikes && fault == FAULT_FAIL) {
		errno = fault_errno;
		return -1;
	}
	if (strikes && (fault == FAULT_SHORT || fault == FAULT_KILL_WITHIN))
		n = n / 2 + (fault == FAULT_SHORT);
	written = placed ? really_pwrite(fd, octets, n, at)
			 : syscall(SYS_write, fd, octets, n);
	return fault_call(strikes, written);
}

ssize_t write(int fd, const void *octets, size_t n)
{
	return write_with_faults(fd, octets, n, 0, false);
}

ssize_t pwrite(int fd, const void *octets, size_t n, off_t at)
{
	return write_with_faults(fd, octets, n, at, true);
}

ssize_t pread(int fd, void *octets, size_t n, off_t at)
{
	bool strikes = fault_strikes();

	if (strikes && fault == FAULT_FAIL) {
		errno = fault_errno;
		return -1;
	}
	if (strikes && fault == FAULT_SHORT)
		n = n / 2 + 1;
	return fault_call(strikes, really_pread(fd, octets, n, at));
}

int ftruncate(int fd, off_t length)
{
	FAULT_OR(syscall(SYS_ftruncate, fd, (long)length));
}

/* A sync that fails has made nothing durable. */
static int synced(int fd, bool done)
{
	if (done)
		shadow(fd);
	return 0;
}

int fsync(int fd)
{
	FAULT_OR(synced(fd, true));
}

int fdatasync(int fd)
{
	FAULT_OR(synced(fd, true));
}

static char fault_tree[64]; /* what syncfs() syncs */

static int synced_all(void)
{
	if (fault_shadow[0] != '\0') {
		long step = fault_step;

		fault_step = -1;
		shadow_tree(fault_tree);
		fault_step = step;
	}
	return 0;
}

int syncfs(int fd)
{
	(void)fd;
	FAULT_OR(synced_all());
}

static bool fault_no_renameat2;

int renameat2(
    int from, const char *old, int to, const char *name, unsigned int flags)
{
	if (fault_no_renameat2) {
		errno = EINVAL;
		return -1;
	}
	FAULT_OR(syscall(SYS_renameat2, from, old, to, name, flags));
}

int linkat(int from, const char *old, int to, const char *name, int flags)
{
	FAULT_OR(syscall(SYS_linkat, from, old, to, name, flags));
}

int unlinkat(int directory, const char *path, int flags)
{
	FAULT_OR(syscall(SYS_unlinkat, directory, path, flags));
}

/* liblockfile's. */
int link(const char *old, const char *name)
{
	FAULT_OR(syscall(SYS_linkat, AT_FDCWD, old, AT_FDCWD, name, 0));
}

int unlink(const char *path)
{
	FAULT_OR(syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int close(int fd)
{
	bool strikes = fault_strikes();
	long closed = syscall(SYS_close, fd);

	if (strikes && fault == FAULT_FAIL) {
		errno = fault_errno;
		return -1;
	}
	return (int)fault_call(strikes, closed);
}

#endif
