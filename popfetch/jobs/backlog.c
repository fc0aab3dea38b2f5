/*
 * backlog.c - a queue of two parts: what is older is in the file, what is
 * newer in memory.
 *
 * Full memory goes to the end of the file.  Where that fails nothing is lost:
 * it stays in memory, there is no room, and whoever fills the other end of a
 * pipe waits.
 *
 * What is written at once is no more than a pipe that polls as writable is
 * sure to take (PIPE_BUF), so that no write waits.
 */
#include "popfetch/jobs/backlog.h"

#include <errno.h>
#include <limits.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/temporary-file.h"

#ifndef PIPE_BUF
#define PIPE_BUF _POSIX_PIPE_BUF
#endif

void backlog_init(struct backlog *backlog)
{
	backlog->file = -1;
}

void backlog_clear(struct backlog *backlog)
{
	disk_close(&backlog->file);
	backlog->taken = backlog->end = 0;
	backlog->first = backlog->beyond = 0;
}

bool backlog_is_empty(const struct backlog *backlog)
{
	return backlog->taken == backlog->end &&
	       backlog->first == backlog->beyond;
}

/* Makes room by moving what is in memory behind what is in the file. */
static bool move_to_file(struct backlog *backlog)
{
	const size_t length = backlog->beyond - backlog->first;

	if (backlog->file_failed)
		return false;
	if (backlog->file < 0)
		backlog->file = temporary_file_open();
	if (backlog->file < 0 ||
	    !disk_write_at(backlog->file, backlog->memory + backlog->first,
		length, backlog->end)) {
		backlog->file_failed = true;
		return false;
	}
	backlog->end += length;
	backlog->first = backlog->beyond = 0;
	return true;
}

bool backlog_has_room(struct backlog *backlog)
{
	if (backlog->first == backlog->beyond)
		backlog->first = backlog->beyond = 0;
	return backlog->beyond < BACKLOG_MEMORY || move_to_file(backlog);
}

ssize_t backlog_fill(struct backlog *backlog, int fd)
{
	const ssize_t got = read(fd, backlog->memory + backlog->beyond,
	    BACKLOG_MEMORY - backlog->beyond);

	if (got > 0)
		backlog->beyond += (size_t)got;
	return got;
}

static ssize_t drain_file(struct backlog *backlog, int fd)
{
	char piece[PIPE_BUF];
	const uint64_t left = backlog->end - backlog->taken;
	size_t got = 0;
	ssize_t written;

	if (!disk_read_at(backlog->file, piece,
		left < sizeof piece ? (size_t)left : sizeof piece,
		backlog->taken, &got) ||
	    got == 0) {
		errno = EIO;
		return -1;
	}
	written = write(fd, piece, got);
	if (written > 0)
		backlog->taken += (uint64_t)written;
	/* What is behind it may grow again from the start. */
	if (backlog->taken == backlog->end) {
		backlog->taken = backlog->end = 0;
		(void)disk_truncate(backlog->file, 0);
	}
	return written;
}

ssize_t backlog_drain(struct backlog *backlog, int fd)
{
	const size_t left = backlog->beyond - backlog->first;
	ssize_t written;

	if (backlog->taken < backlog->end)
		return drain_file(backlog, fd);
	written = write(fd, backlog->memory + backlog->first,
	    left < PIPE_BUF ? left : PIPE_BUF);
	if (written > 0)
		backlog->first += (size_t)written;
	return written;
}
