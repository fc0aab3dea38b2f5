/*
 * child.h - what becomes of a child: it ends, or is ended.
 */
#ifndef POPFETCH_CHILD_H
#define POPFETCH_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "popfetch/system/spawn.h"

/* How long to wait before the next look at something that began then. */
int64_t child_pause_ns(int64_t since_ns);

/* Whether it has ended by now; then it is reaped. */
bool child_has_ended(const struct child *child, int *out_status);

/* Whether it ends within two seconds; then it is reaped. */
bool child_ends_soon(const struct child *child, int *out_status);

/* Ends it, with its group where it has one of its own: by SIGTERM and, a
 * moment later, by SIGKILL; reaps it. */
void child_end(const struct child *child);

#endif
