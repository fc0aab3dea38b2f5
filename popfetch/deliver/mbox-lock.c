/*
 * mbox-lock.c - the two locks of an mbox.
 *
 * There is no one lock that every program respects, so we take two, fcntl
 * and FILE.lock, both without waiting: where one is not to be had the other
 * is given back, and both are tried again, so that no two programs can wait
 * for each other whatever order they take them in.  The fcntl lock is one of
 * the open file description where the system has that: the classic one goes
 * when any descriptor of the file is closed anywhere in the process, and the
 * two exclude each other.
 *
 * The lock file needs a directory that we may write to.  /var/mail often is
 * none; the dotlockfile helper of liblockfile may do it for us there, and
 * without that the fcntl lock has to be enough.  A lock file that a process
 * which is dead left behind is liblockfile's to remove.  It does not remove
 * one that names our own process-id, as a predecessor in a container leaves
 * it; we do when that is five minutes old, the age at which programs that
 * know nothing of process-ids break it.  What is no regular file locks as any
 * other does, but is not looked into: liblockfile would wait at a FIFO, for
 * whoever has put it there.
 */
#define _GNU_SOURCE /* F_OFD_SETLK */
#include "popfetch/deliver/mbox-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <lockfile.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define STALE_S 300

static enum mbox_lock lock_file(int fd)
{
	struct flock flock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int failed = -1;

#ifdef F_OFD_SETLK
	failed = fcntl(fd, F_OFD_SETLK, &flock);
	if (failed != 0 && errno == EINVAL)
#endif
		failed = fcntl(fd, F_SETLK, &flock);
	if (failed == 0)
		return MBOX_LOCK_TAKEN;
	return errno == EAGAIN || errno == EACCES || errno == EINTR
		   ? MBOX_LOCK_BUSY
		   : MBOX_LOCK_FAILED;
}

/* Whether the lock file has our process-id in it, and what else it is. */
static bool names_us(const char *dot_lock, struct stat *out_stat)
{
	FILE *stream = fopen(dot_lock, "re");
	long owner;
	bool read;

	if (stream == NULL)
		return false;
	read = fstat(fileno(stream), out_stat) == 0 &&
	       fscanf(stream, "%10ld", &owner) == 1;
	fclose(stream);
	return read && owner == (long)getpid();
}

bool mbox_lock_is_odd(const struct mbox_file *file)
{
	struct stat stat_buf;

	return stat(file->dot_lock, &stat_buf) == 0 &&
	       !S_ISREG(stat_buf.st_mode);
}

/* lockfile_create() makes a hard link, which not all file systems have. */
static int create_without_link(const char *dot_lock)
{
	const int fd =
	    open(dot_lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return L_MAXTRYS;
	dprintf(fd, "%ld\n", (long)getpid());
	close(fd);
	return L_SUCCESS;
}

static int create(const char *dot_lock)
{
	struct stat about;
	bool named_us = names_us(dot_lock, &about);
	int result;

	if (named_us && time(NULL) - about.st_mtime >= STALE_S)
		named_us = lockfile_remove(dot_lock) != 0;
	result = lockfile_create(dot_lock, 0, L_PID);
	if (result != L_MAXTRYS)
		return result;
	/* It knows its link by the inode, but where sshfs is mounted each
	 * name has one of its own. */
	if (!named_us && names_us(dot_lock, &about))
		return L_SUCCESS;
	return create_without_link(dot_lock);
}

static enum mbox_lock lock_beside(struct mbox_file *file)
{
	int result;

	/* Ours from before, which could not be removed then. */
	if (file->dotted)
		lockfile_remove(file->dot_lock);
	file->dotted = false;
	if (mbox_lock_is_odd(file))
		return MBOX_LOCK_BUSY;
	result = create(file->dot_lock);
	file->dotted = result == L_SUCCESS;
	if (file->dotted)
		return MBOX_LOCK_TAKEN;
	if (result == L_MAXTRYS)
		return MBOX_LOCK_BUSY;
	if (result == L_TMPWRITE)
		return MBOX_LOCK_FAILED;
	/* No right to make files there, or a name too long for it. */
	if (result == L_NAMELEN || errno == EACCES || errno == EPERM ||
	    errno == EROFS)
		return MBOX_LOCK_TAKEN;
	return result == L_TMPLOCK && errno != EEXIST && errno != EINTR
		   ? MBOX_LOCK_FAILED
		   : MBOX_LOCK_BUSY;
}

/* Whether the path still leads to the file that we have open. */
static bool is_current(const struct mbox_file *file)
{
	struct stat by_path, by_fd;

	return stat(file->path, &by_path) == 0 &&
	       fstat(file->fd, &by_fd) == 0 && by_path.st_dev == by_fd.st_dev &&
	       by_path.st_ino == by_fd.st_ino;
}

enum mbox_lock mbox_lock_try(struct mbox_file *file)
{
	enum mbox_lock lock = lock_file(file->fd);

	if (lock == MBOX_LOCK_TAKEN)
		lock = lock_beside(file);
	if (lock == MBOX_LOCK_TAKEN && !is_current(file))
		lock = MBOX_LOCK_BUSY;
	return lock;
}

void mbox_lock_release(struct mbox_file *file)
{
	if (file->dotted && lockfile_remove(file->dot_lock) == 0)
		file->dotted = false;
}
