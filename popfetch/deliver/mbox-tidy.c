/*
 * mbox-tidy.c - what the dead left beside an mbox when they locked it.
 *
 * liblockfile writes the process-id into a file of its own, .lkPIDxHOST, and
 * links that to the lock file; who dies in between leaves it.  Its name says
 * whose it is: a process of this host that is no more cannot want it back.
 * (x is a hexadecimal digit of the time; HOST is cut at its first dot.)
 *
 * A lock file of before the machine was started is removed: after a loss of
 * power its process-id may well be another's, and then it would keep us out
 * for as long as that lives.
 *
 * A lock file whose process is dead keeps out all programs that look for no
 * more than its existence.  We would remove it only with the next mail, so
 * the mbox is locked and unlocked here: what is stale is for liblockfile to
 * say.
 */
#define _GNU_SOURCE /* CLOCK_BOOTTIME */
#include "popfetch/deliver/mbox-file.h"
#include "popfetch/deliver/mbox-lock.h"

#include <dirent.h>
#include <errno.h>
#include <lockfile.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/system/disk.h"

static const char PREFIX[] = ".lk";
#define PREFIX_LENGTH (sizeof PREFIX - 1)

/* A process-id has this many digits, or more, but no more than nine. */
#define DIGITS_MIN 5
#define DIGITS_MAX 9

#define HOST_MAX 23

static void host_read(char host[HOST_MAX + 1])
{
	struct utsname system;
	size_t length = 0;

	if (uname(&system) >= 0)
		length = strcspn(system.nodename, ".");
	if (length > HOST_MAX)
		length = HOST_MAX;
	memcpy(host, system.nodename, length);
	host[length] = '\0';
}

/* The process that made the file; 0: it is none of liblockfile's, or of
 * another host. */
static pid_t maker_of(const char *name, const char *host)
{
	char digits[DIGITS_MAX + 1];
	size_t length = strlen(name), behind = 1 + strlen(host);
	size_t count;

	if (strncmp(name, PREFIX, PREFIX_LENGTH) != 0 ||
	    length < PREFIX_LENGTH + DIGITS_MIN + behind ||
	    length > PREFIX_LENGTH + DIGITS_MAX + behind ||
	    strcmp(name + length - behind + 1, host) != 0)
		return 0;
	count = length - PREFIX_LENGTH - behind;
	memcpy(digits, name + PREFIX_LENGTH, count);
	digits[count] = '\0';
	if (strspn(digits, "0123456789") != count)
		return 0;
	return (pid_t)strtol(digits, NULL, 10);
}

static bool is_dead(pid_t process)
{
	return process > 0 && kill(process, 0) != 0 && errno == ESRCH;
}

static DIR *read_directory(const struct mbox_file *file)
{
	char *path = disk_directory_of(file->dot_lock);
	DIR *entries = path != NULL ? opendir(path) : NULL;

	free(path);
	return entries;
}

static void remove_unlinked(const struct mbox_file *file)
{
	DIR *entries = read_directory(file);
	const struct dirent *entry;
	char host[HOST_MAX + 1];

	if (entries == NULL)
		return;
	host_read(host);
	while ((entry = readdir(entries)) != NULL)
		if (is_dead(maker_of(entry->d_name, host)))
			unlinkat(dirfd(entries), entry->d_name, 0);
	closedir(entries);
}

/* A lock file of before the machine was started is nobody's, whatever process
 * has that process-id now. */
static bool is_before_start(const char *path)
{
#ifdef CLOCK_BOOTTIME
	struct timespec now, since;
	struct stat stat_buf;

	return stat(path, &stat_buf) == 0 &&
	       clock_gettime(CLOCK_REALTIME, &now) == 0 &&
	       clock_gettime(CLOCK_BOOTTIME, &since) == 0 &&
	       stat_buf.st_mtime < now.tv_sec - since.tv_sec;
#else
	(void)path;
	return false;
#endif
}

void mbox_file_tidy(struct mbox_file *file)
{
	struct pop3_error error;

	if (is_before_start(file->dot_lock))
		lockfile_remove(file->dot_lock);
	if (access(file->dot_lock, F_OK) == 0 && !mbox_lock_is_odd(file) &&
	    lockfile_check(file->dot_lock, L_PID) != 0 &&
	    mbox_file_lock(file, &error) == POP3_OK)
		mbox_file_unlock(file);
	remove_unlinked(file);
}
