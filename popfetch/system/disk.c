/*
 * disk.c - reading, writing and syncing files whole.
 *
 * A signal handler of popfetch only notes that it should end, and a batch is
 * finished before it does, so that EINTR means: go on.  write() may come
 * short on a full disk; the next one says why.
 */
#include "popfetch/system/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is copied in one go. */
#define PIECE ((size_t)64 << 10)

_Static_assert(sizeof(off_t) >= 8, "an mbox may have more than two gigabytes");

bool disk_write(int fd, const char *octets, size_t n)
{
	while (n > 0) {
		ssize_t written = write(fd, octets, n);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			octets += written;
			n -= (size_t)written;
		}
	}
	return true;
}

bool disk_write_at(int fd, const char *octets, size_t n, uint64_t at)
{
	while (n > 0) {
		ssize_t written = pwrite(fd, octets, n, (off_t)at);

		if (written < 0 && errno != EINTR)
			return false;
		if (written > 0) {
			octets += written;
			n -= (size_t)written;
			at += (uint64_t)written;
		}
	}
	return true;
}

bool disk_read_at(int fd, char *octets, size_t n, uint64_t at, size_t *out_read)
{
	size_t done = 0;

	while (done < n) {
		ssize_t got =
		    pread(fd, octets + done, n - done, (off_t)(at + done));

		if (got < 0 && errno != EINTR)
			return false;
		if (got == 0)
			break;
		if (got > 0)
			done += (size_t)got;
	}
	*out_read = done;
	return true;
}

bool disk_read_whole(int fd, char *octets, size_t n, uint64_t at)
{
	size_t got;

	if (!disk_read_at(fd, octets, n, at, &got))
		return false;
	if (got < n)
		errno = EIO;
	return got == n;
}

bool disk_copy(int to_fd, uint64_t to, int from_fd, uint64_t from, uint64_t n)
{
	char *piece = malloc(PIECE);
	bool done = piece != NULL;

	while (done && n > 0) {
		const size_t size = n < PIECE ? (size_t)n : PIECE;

		done = disk_read_whole(from_fd, piece, size, from) &&
		       disk_write_at(to_fd, piece, size, to);
		from += size;
		to += size;
		n -= size;
	}
	free(piece);
	return done;
}

bool disk_truncate(int fd, uint64_t length)
{
	int failed;

	do
		failed = ftruncate(fd, (off_t)length);
	while (failed != 0 && errno == EINTR);
	return failed == 0;
}

bool disk_sync(int fd)
{
	int failed;

	do
		failed = fsync(fd);
	while (failed != 0 && errno == EINTR);
	return failed == 0;
}

bool disk_sync_data(int fd)
{
	int failed;

	do
		failed = fdatasync(fd);
	while (failed != 0 && errno == EINTR);
	return failed == 0;
}

bool disk_sync_directory(int fd)
{
	return disk_sync(fd) || errno == EINVAL || errno == ENOTSUP ||
	       errno == EOPNOTSUPP;
}

char *disk_directory_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? strdup(".")
			     : strndup(path, (size_t)(slash - path) + 1);
}

bool disk_sync_name(const char *path)
{
	char *directory = disk_directory_of(path);
	bool done;
	int fd;

	if (directory == NULL)
		return false;
	fd = disk_open(AT_FDCWD, directory, O_RDONLY | O_DIRECTORY, 0);
	free(directory);
	/* One that may be written but not read, as a drop box is, cannot be
	 * opened for syncing. */
	if (fd < 0)
		return errno == EACCES;
	done = disk_sync_directory(fd);
	close(fd);
	return done;
}

static bool make_directory(const char *path)
{
	return mkdir(path, 0700) == 0 ? disk_sync_name(path) : errno == EEXIST;
}

bool disk_make_directories(const char *path)
{
	char *above = strdup(path);
	bool made = above != NULL;

	for (char *at = above; made && (at = strchr(at + 1, '/')) != NULL;) {
		*at = '\0';
		made = make_directory(above);
		*at = '/';
	}
	free(above);
	return made && make_directory(path);
}

bool disk_link(
    int from_directory, const char *from, int to_directory, const char *to)
{
	if (linkat(from_directory, from, to_directory, to, 0) == 0)
		return true;
	/* FAT, some FUSE and network file systems. */
	if (errno != EPERM && errno != ENOSYS && errno != ENOTSUP &&
	    errno != EOPNOTSUPP && errno != EMLINK)
		return false;
	return renameat(from_directory, from, to_directory, to) == 0;
}

bool disk_is_beside_anybodys(const char *path)
{
	char *directory = disk_directory_of(path);
	struct stat stat_buf;
	bool result;

	result = directory == NULL || stat(directory, &stat_buf) != 0 ||
		 (stat_buf.st_mode & S_IWOTH) != 0;
	free(directory);
	return result;
}

int disk_open(int directory, const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = openat(directory, path, flags | O_CLOEXEC, mode);
	while (fd < 0 && errno == EINTR);
	return fd;
}

void disk_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}
