/*
 * state/location.c - finding the state file, once.
 *
 * The directory is opened first and held, and the file, its lock and its
 * successor are names within it: where the process changes its working
 * directory, or somebody moves ours, the compacted file still takes the place
 * of the one that was read.
 *
 * Symbolic links to a directory are followed, one in place of the file itself
 * is refused: compacting would put a file where the link was, and a link that
 * somebody else planted would have us write through it.  Nothing is opened
 * that could make us wait (a FIFO) or become our terminal.
 */
#include "libpop3/state/location.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libpop3/base/error.h"

/* On the heap, or NULL. */
static char *joined(const char *name, const char *tail)
{
	size_t length = strlen(name), size = strlen(tail) + 1;
	char *whole = malloc(length + size);

	if (whole == NULL)
		return NULL;
	memcpy(whole, name, length);
	memcpy(whole + length, tail, size);
	return whole;
}

static enum pop3_status open_directory(
    struct p3_location *location, size_t length, struct pop3_error *error)
{
	char *name = length > 0 ? strndup(location->path, length) : strdup(".");

	if (name == NULL)
		return p3_error_no_memory(error);
	location->directory = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (location->directory < 0)
		p3_error(error, POP3_E_SYSTEM, errno,
		    "cannot open directory '%s'", name);
	free(name);
	return location->directory < 0 ? POP3_E_SYSTEM : POP3_OK;
}

static bool copy_names(
    struct p3_location *location, const char *path, const char *name)
{
	location->path = strdup(path);
	location->name = strdup(name);
	location->lock_name = joined(name, ".lock");
	location->new_name = joined(name, ".new");
	return location->path != NULL && location->name != NULL &&
	       location->lock_name != NULL && location->new_name != NULL;
}

enum pop3_status p3_location_open(
    struct p3_location *location, const char *path, struct pop3_error *error)
{
	const char *slash = strrchr(path, '/');
	const char *name = slash != NULL ? slash + 1 : path;
	enum pop3_status status;

	*location = (struct p3_location){.directory = -1};
	if (!copy_names(location, path, name))
		status = p3_error_no_memory(error);
	else
		status = open_directory(location, (size_t)(name - path), error);
	if (status != POP3_OK)
		p3_location_free(location);
	return status;
}

void p3_location_free(struct p3_location *location)
{
	if (location->directory >= 0)
		close(location->directory);
	free(location->path);
	free(location->name);
	free(location->lock_name);
	free(location->new_name);
	*location = (struct p3_location){.directory = -1};
}

static enum pop3_status not_opened(
    const char *kind, const char *path, struct pop3_error *error)
{
	if (errno == ELOOP)
		return p3_error(error, POP3_E_FILE, 0,
		    "%s '%s' is a symbolic link", kind, path);
	if (errno == EISDIR || errno == ENXIO)
		return p3_error(error, POP3_E_FILE, 0,
		    "%s '%s' is no regular file", kind, path);
	return p3_error(
	    error, POP3_E_SYSTEM, errno, "cannot open %s '%s'", kind, path);
}

/* Whoever can write the journal can have us write where he likes. */
static const char *what_is_wrong(const struct stat *about)
{
	if (!S_ISREG(about->st_mode))
		return "is no regular file";
	if (about->st_uid != geteuid())
		return "belongs to somebody else";
	if ((about->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "can be written by others: chmod it to 600";
	return NULL;
}

enum pop3_status p3_location_open_file(int directory, const char *name,
    int flags, const char *kind, const char *path, int *out_fd,
    struct pop3_error *error)
{
	const char *wrong;
	struct stat about;
	int fd = openat(directory, name,
	    flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
	    S_IRUSR | S_IWUSR);

	if (fd < 0 && errno == ENOENT && !(flags & O_CREAT)) {
		*out_fd = -1;
		return POP3_OK;
	}
	if (fd < 0)
		return not_opened(kind, path, error);
	if (fstat(fd, &about) != 0) {
		const int failure = errno;

		close(fd);
		return p3_error(error, POP3_E_SYSTEM, failure,
		    "cannot look at %s '%s'", kind, path);
	}
	wrong = what_is_wrong(&about);
	if (wrong != NULL) {
		close(fd);
		return p3_error(
		    error, POP3_E_FILE, 0, "%s '%s' %s", kind, path, wrong);
	}
	*out_fd = fd;
	return POP3_OK;
}

int p3_location_sync(const struct p3_location *location)
{
	while (fsync(location->directory) != 0) {
		/* Some network file systems cannot, and need not. */
		if (errno == EINVAL || errno == ENOTSUP || errno == EOPNOTSUPP)
			return 0;
		if (errno != EINTR)
			return errno;
	}
	return 0;
}
