/*
 * mbox-file.c - opening an mbox, and waiting for its locks (mbox-lock.c).
 *
 * Shells and mail readers tell of new mail where an mbox was written later than
 * it was read, and what we read of it is not meant: where the system lets us,
 * the time of reading stays.
 *
 * A symbolic link is followed, since ~/mbox is often one, but not in a
 * directory that everybody may write to; nor is a file there ours that somebody
 * else has made, who could read what comes.  Root delivers to others.  While we
 * waited, the file may have been replaced by another; then that one is locked.
 */
#define _GNU_SOURCE /* O_NOATIME */
#include "popfetch/deliver/mbox-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/deliver/mbox-lock.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/talk/failure.h"

/* Between two tries to lock. */
#define RETRY_MS 100

/* ---- Opening ------------------------------------------------------------ */

static enum pop3_status is_not_file(
    const struct mbox_file *file, struct pop3_error *error)
{
	return failure_fill(error, POP3_E_FILE, 0,
	    "cannot deliver to '%s': not a regular file", file->path);
}

static enum pop3_status cannot_look(
    const struct mbox_file *file, struct pop3_error *error)
{
	return failure_fill(error, POP3_E_SYSTEM, errno,
	    "cannot look at mbox '%s'", file->path);
}

/* Standard output by another name, which may well be a regular file. */
static bool is_descriptor(const char *path)
{
	return strcmp(path, "/dev/stdout") == 0 ||
	       strcmp(path, "/dev/stderr") == 0 ||
	       strncmp(path, "/dev/fd/", 8) == 0 ||
	       strncmp(path, "/proc/", 6) == 0;
}

static enum pop3_status cannot_open(
    const struct mbox_file *file, int failure, struct pop3_error *error)
{
	if (failure == ELOOP && disk_is_beside_anybodys(file->path))
		return failure_fill(error, POP3_E_FILE, 0,
		    "cannot deliver to '%s': a symbolic link in a directory "
		    "that everybody may write to",
		    file->path);
	return failure_fill(
	    error, POP3_E_SYSTEM, failure, "cannot open mbox '%s'", file->path);
}

static bool is_planted(
    const struct mbox_file *file, const struct stat *stat_buf)
{
	const uid_t us = geteuid();

	return us != 0 && stat_buf->st_uid != us && stat_buf->st_uid != 0 &&
	       disk_is_beside_anybodys(file->path);
}

/* O_NOATIME is for the owner. */
static int open_unread(const char *path, int flags)
{
#ifdef O_NOATIME
	int fd = disk_open(AT_FDCWD, path, flags | O_NOATIME, 0600);

	if (fd >= 0 || errno != EPERM)
		return fd;
#endif
	return disk_open(AT_FDCWD, path, flags, 0600);
}

static enum pop3_status open_file(
    struct mbox_file *file, struct pop3_error *error)
{
	int flags = O_RDWR | O_CREAT | O_NOCTTY | O_NONBLOCK;
	enum pop3_status status = POP3_OK;
	struct stat stat_buf;

	/* Before opening, which would act on a tape or a terminal. */
	if (is_descriptor(file->path) ||
	    (stat(file->path, &stat_buf) == 0 && !S_ISREG(stat_buf.st_mode)))
		return is_not_file(file, error);
	if (disk_is_beside_anybodys(file->path))
		flags |= O_NOFOLLOW;
	file->fd = open_unread(file->path, flags);
	if (file->fd < 0)
		return cannot_open(file, errno, error);
	if (fstat(file->fd, &stat_buf) != 0)
		status = cannot_look(file, error);
	else if (!S_ISREG(stat_buf.st_mode))
		status = is_not_file(file, error);
	else if (is_planted(file, &stat_buf))
		status = failure_fill(error, POP3_E_FILE, 0,
		    "cannot deliver to '%s': another user's file in a "
		    "directory that everybody may write to",
		    file->path);
	if (status != POP3_OK)
		disk_close(&file->fd);
	return status;
}

static enum pop3_status find_real_path(
    struct mbox_file *file, struct pop3_error *error)
{
	size_t size;

	file->real_path = realpath(file->path, NULL);
	if (file->real_path == NULL)
		return failure_fill(error, POP3_E_SYSTEM, errno,
		    "cannot find where mbox '%s' is", file->path);
	size = strlen(file->real_path) + sizeof ".lock";
	file->dot_lock = malloc(size);
	if (file->dot_lock == NULL)
		return failure_no_memory(error);
	snprintf(file->dot_lock, size, "%s.lock", file->real_path);
	return POP3_OK;
}

static const char FROM[] = "From ";
#define FROM_LENGTH (sizeof FROM - 1)

static bool is_mbox(const char *beginning, size_t length)
{
	return length == 0 || (length == FROM_LENGTH &&
				  memcmp(beginning, FROM, FROM_LENGTH) == 0);
}

/* A crash of ours may have left less, and a loss of power NULs in its place:
 * recovery will finish that. */
static bool is_mbox_or_torn(const char *beginning, size_t length)
{
	static const char nuls[FROM_LENGTH];

	return memcmp(beginning, FROM, length) == 0 ||
	       memcmp(beginning, nuls, length) == 0;
}

static enum pop3_status check_beginning(const struct mbox_file *file,
    bool (*is_right)(const char *beginning, size_t length),
    struct pop3_error *error)
{
	char beginning[FROM_LENGTH];
	size_t got;

	if (!disk_read_at(file->fd, beginning, sizeof beginning, 0, &got))
		return failure_fill(error, POP3_E_SYSTEM, errno,
		    "cannot read mbox '%s'", file->path);
	if (is_right(beginning, got))
		return POP3_OK;
	return failure_fill(error, POP3_E_FILE, 0,
	    "'%s' is no mbox: it does not begin with \"From \"", file->path);
}

enum pop3_status mbox_file_init(
    struct mbox_file *file, const char *path, struct pop3_error *error)
{
	enum pop3_status status;

	*file = (struct mbox_file){.path = strdup(path), .fd = -1};
	if (file->path == NULL)
		return failure_no_memory(error);
	status = open_file(file, error);
	if (status == POP3_OK)
		status = check_beginning(file, is_mbox_or_torn, error);
	if (status == POP3_OK)
		status = find_real_path(file, error);
	disk_close(&file->fd);
	return status;
}

void mbox_file_free(struct mbox_file *file)
{
	mbox_file_unlock(file);
	free(file->path);
	free(file->real_path);
	free(file->dot_lock);
}

/* ---- Locking ------------------------------------------------------------ */

static bool wait_until(int64_t until_ms)
{
	const struct timespec pause = {.tv_nsec = RETRY_MS * NS_PER_MS};

	if (monotonic_ms() >= until_ms)
		return false;
	nanosleep(&pause, NULL);
	return true;
}

enum pop3_status mbox_file_lock(
    struct mbox_file *file, struct pop3_error *error)
{
	const int64_t until_ms = monotonic_ms() + MBOX_LOCK_MS_MAX;
	enum mbox_lock lock;

	do {
		int failure;
		enum pop3_status status = open_file(file, error);

		if (status != POP3_OK)
			return status;
		lock = mbox_lock_try(file);
		if (lock == MBOX_LOCK_TAKEN)
			return POP3_OK;
		failure = errno;
		mbox_file_unlock(file);
		if (lock == MBOX_LOCK_FAILED)
			return failure_fill(error, POP3_E_SYSTEM, failure,
			    "cannot lock mbox '%s'", file->path);
	} while (wait_until(until_ms));
	return failure_fill(error, POP3_E_LOCKED, 0,
	    "mbox '%s' is locked by another program", file->path);
}

void mbox_file_unlock(struct mbox_file *file)
{
	mbox_lock_release(file);
	disk_close(&file->fd);
}

/* ---- The open file ------------------------------------------------------ */

enum pop3_status mbox_file_length(const struct mbox_file *file,
    uint64_t *out_length, struct pop3_error *error)
{
	struct stat stat_buf;

	if (fstat(file->fd, &stat_buf) != 0)
		return cannot_look(file, error);
	*out_length = (uint64_t)stat_buf.st_size;
	return POP3_OK;
}

enum pop3_status mbox_file_check(
    const struct mbox_file *file, struct pop3_error *error)
{
	return check_beginning(file, is_mbox, error);
}

enum pop3_status mbox_file_newlines(const struct mbox_file *file,
    uint64_t length, size_t *out_newlines, struct pop3_error *error)
{
	char end[2];
	size_t got, n = length < 2 ? (size_t)length : 2;

	if (!disk_read_at(file->fd, end, n, length - n, &got))
		return failure_fill(error, POP3_E_SYSTEM, errno,
		    "cannot read mbox '%s'", file->path);
	*out_newlines = got < 2 ? 0 : end[1] != '\n' ? 2 : end[0] != '\n';
	return POP3_OK;
}
