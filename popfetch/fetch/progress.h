/*
 * progress.h - how far a fetch has come, how fast it goes and how long it will
 * take.
 *
 * Nothing here asks a clock: moments are milliseconds of the monotonic one
 * (monotonic.h).
 */
#ifndef POPFETCH_PROGRESS_H
#define POPFETCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one session.  What turns out not to come is taken off of_messages and
 * of_octets. */
struct progress_counts {
	uint64_t messages;
	uint64_t of_messages;
	uint64_t octets;
	uint64_t of_octets; /* 0: nobody knows */
};

/* Moments that are remembered, PROGRESS_APART_MS apart or more: the rate is
 * that of the last seconds. */
#define PROGRESS_MOMENTS  8
#define PROGRESS_APART_MS 1000

struct progress {
	struct progress_counts counts;
	struct progress_moment {
		int64_t at_ms;
		uint64_t octets;
	} moment[PROGRESS_MOMENTS]; /* the oldest first */
	size_t moment_count;	    /* 0: it has not begun */
};

/* So far it has come now.  Fewer messages or octets than before are another
 * session's; of no messages it is over, as if it had not begun. */
void progress_note(struct progress *progress,
    const struct progress_counts *counts, int64_t now_ms);

/* Time has passed. */
void progress_tick(struct progress *progress, int64_t now_ms);

/* Octets a second; false: it is too early to tell. */
bool progress_rate(
    const struct progress *progress, int64_t now_ms, uint64_t *out_rate);

/* Seconds, at least 1; false: nobody knows, or nothing is left. */
bool progress_left(
    const struct progress *progress, int64_t now_ms, uint64_t *out_seconds);

#endif
