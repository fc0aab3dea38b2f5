/*
 * state/mark.h - the mark in a state file that says: what stands before me
 * is on the disk.
 *
 *	synced
 *
 * It is written in front of the first record that follows a sync, and at the
 * end of a run.  Of records that no mark follows nobody was promised anything:
 * a machine that loses power may leave some of them, with holes between.
 */
#ifndef P3_STATE_MARK_H
#define P3_STATE_MARK_H

#include "libpop3/state/line.h"

#define P3_MARK_MAX (6 + P3_LINE_SEAL)

/* Writes the mark's line; its length, the line feed counted. */
size_t p3_mark_write(char line[P3_MARK_MAX]);

/* Whether a line without its line feed is a mark. */
bool p3_mark_is(const char *line, size_t length);

#endif
