/*
 * state/lock.c - flock() on FILE.lock, and on what stands under FILE.
 *
 * The lock is on a file of its own, which is never renamed or removed, since
 * the state file is replaced when it is compacted and a lock on it would be
 * one on a name that is gone.  The kernel gives it back when the last
 * descriptor of this open file is closed, so also when the process is killed;
 * the descriptor is closed on exec, so that no delivery agent inherits it.
 * fcntl() locks would be lost as soon as any part of the process closed
 * another descriptor of the file, and two handles in one process would not
 * exclude each other.
 *
 * A lock file invites to be removed by hand, by a person or a job that takes
 * it for left over, and the next process would make, and lock, another: two
 * would append to one file, which then is broken.  So the state file itself is
 * locked, too, as long as it is open; whoever compacts it locks the successor
 * before it gets the name.
 */
#include "libpop3/state/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "libpop3/base/error.h"

/* How long to sleep between two tries. */
#define NAP_MS 50U

/* Sleeps; false when a signal was caught, which ends the wait: it is how a
 * user says that it has been long enough. */
static bool nap(uint32_t ms)
{
	struct timespec time = {.tv_nsec = (long)ms * 1000000};

	return nanosleep(&time, NULL) == 0 || errno != EINTR;
}

static int try_until(int fd, uint32_t left_ms)
{
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		uint32_t ms = left_ms < NAP_MS ? left_ms : NAP_MS;

		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK || ms == 0)
			return errno;
		if (!nap(ms))
			return EINTR;
		left_ms -= ms;
	}
	return 0;
}

static enum pop3_status is_locked(
    const struct p3_location *location, struct pop3_error *error)
{
	return p3_error(error, POP3_E_LOCKED, 0,
	    "state file '%s' is locked by another process", location->path);
}

enum pop3_status p3_lock(const struct p3_location *location,
    uint32_t timeout_ms, int *out_fd, struct pop3_error *error)
{
	char path[POP3_ERROR_TEXT_MAX];
	enum pop3_status status;
	int fd, failure;

	snprintf(path, sizeof path, "%s.lock", location->path);
	status = p3_location_open_file(location->directory, location->lock_name,
	    O_RDWR | O_CREAT, "lock file", path, &fd, error);
	if (status != POP3_OK)
		return status;
	failure = try_until(fd, timeout_ms);
	if (failure == 0) {
		*out_fd = fd;
		return POP3_OK;
	}
	close(fd);
	if (failure == EWOULDBLOCK)
		return is_locked(location, error);
	if (failure == EINTR)
		return p3_error(error, POP3_E_LOCKED, EINTR,
		    "cannot wait for the lock on state file '%s'",
		    location->path);
	return p3_error(
	    error, POP3_E_SYSTEM, failure, "cannot lock '%s'", path);
}

enum pop3_status p3_lock_file(
    const struct p3_location *location, int fd, struct pop3_error *error)
{
	return fd >= 0 && try_until(fd, 0) == EWOULDBLOCK
		   ? is_locked(location, error)
		   : POP3_OK;
}
