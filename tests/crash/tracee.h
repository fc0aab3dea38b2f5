/*
 * tracee.h - looking into a thread that is stopped at a system call, and
 * changing that call.  Whatever fails ends the killer.
 */
#ifndef CRASH_TRACEE_H
#define CRASH_TRACEE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

/* ---- Looking ---- */

void memory_read(pid_t id, uint64_t from, void *to, size_t size);

/* As hexadecimal digits. */
void memory_show(FILE *out, pid_t id, uint64_t from, uint64_t length);

/* The path of what a descriptor is open on, AT_FDCWD being one, too. */
void descriptor_path(pid_t id, int fd, char *to, size_t size);

/* The path that stands at `from`, made absolute; PATH_MAX octets. */
void path_read(pid_t id, int directory, uint64_t from, char *to);

bool descriptor_stat(pid_t id, int fd, struct stat *out_stat);

/* The offset behind the last octet that went through the descriptor. */
uint64_t descriptor_offset(pid_t id, int fd);

/* ---- Changing ---- */

/* At its entry: the call is not made. */
void call_skip(pid_t id);

/* At its exit: what it returns. */
void result_set(pid_t id, uint64_t value);

/* How many octets to write or to take: always the third argument. */
void size_set(pid_t id, uint64_t value);

#endif
