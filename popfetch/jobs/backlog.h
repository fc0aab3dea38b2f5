/*
 * backlog.h - results that wait for their turn on standard output: the first
 * of them in memory, and when they become many, in a file without a name.
 */
#ifndef POPFETCH_BACKLOG_H
#define POPFETCH_BACKLOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define BACKLOG_MEMORY ((size_t)64 << 10)

struct backlog {
	int file;	      /* -1: none; what is older than the memory's */
	bool file_failed;     /* it cannot be made, or is full */
	uint64_t taken, end;  /* of the file */
	size_t first, beyond; /* of the memory */
	char memory[BACKLOG_MEMORY];
};

/* A zeroed one, made empty. */
void backlog_init(struct backlog *backlog);
void backlog_clear(struct backlog *backlog);

bool backlog_is_empty(const struct backlog *backlog);

/* Whether more can be taken.  It cannot where memory is full and there is no
 * place for a file; then who writes has to wait until some is gone. */
bool backlog_has_room(struct backlog *backlog);

/* Reads once from a descriptor, as read(2); there must be room. */
ssize_t backlog_fill(struct backlog *backlog, int fd);

/* Writes a little, which is taken off: as write(2), -1 with errno. */
ssize_t backlog_drain(struct backlog *backlog, int fd);

#endif
