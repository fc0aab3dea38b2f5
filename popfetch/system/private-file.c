/*
 * private-file.c - the check is made on what was opened, not on the name,
 * which could mean another file by then.
 *
 * O_NONBLOCK keeps the opening of a FIFO from waiting for a writer; it has
 * no meaning for the regular files that are accepted.
 */
#include "popfetch/system/private-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *flaw_of(const struct stat *status)
{
	if (status->st_uid != geteuid() && status->st_uid != 0)
		return "it belongs to somebody else";
	if ((status->st_mode & (S_IRGRP | S_IROTH)) != 0)
		return "others can read it; chmod 600 helps";
	if ((status->st_mode & (S_IWGRP | S_IWOTH)) != 0)
		return "others can write to it; chmod 600 helps";
	return NULL;
}

enum pop3_status private_file_open(
    const char *path, struct private_file *out_file)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	struct stat status;

	if (fd < 0)
		return POP3_E_SYSTEM;
	if (fstat(fd, &status) != 0) {
		close(fd);
		return POP3_E_SYSTEM;
	}
	if (!S_ISREG(status.st_mode)) {
		close(fd);
		errno = EINVAL;
		return POP3_E_FILE;
	}
	*out_file = (struct private_file){fd, flaw_of(&status)};
	return POP3_OK;
}
