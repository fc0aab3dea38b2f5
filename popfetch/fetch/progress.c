/*
 * progress.c - a rate over a window of some seconds.
 *
 * The mean of the whole session would hide that a line has become slow, and
 * what came since the last drawing jumps.  The window begins at the oldest
 * moment remembered, and moves on also while nothing comes, so that the rate of
 * a server that has fallen silent goes to 0.
 */
#include "popfetch/fetch/progress.h"

#include <string.h>

/* Sooner it is chance: the first octets wait in buffers. */
#define EARLY_MS 1000

static void remember(struct progress *progress, int64_t now_ms)
{
	const size_t count = progress->moment_count;

	if (count > 0 &&
	    now_ms - progress->moment[count - 1].at_ms < PROGRESS_APART_MS)
		return;
	if (count == PROGRESS_MOMENTS)
		memmove(progress->moment, progress->moment + 1,
		    (PROGRESS_MOMENTS - 1) * sizeof progress->moment[0]);
	else
		progress->moment_count++;
	progress->moment[progress->moment_count - 1] =
	    (struct progress_moment){now_ms, progress->counts.octets};
}

void progress_note(struct progress *progress,
    const struct progress_counts *counts, int64_t now_ms)
{
	if (counts->of_messages == 0 ||
	    counts->messages < progress->counts.messages ||
	    counts->octets < progress->counts.octets)
		progress->moment_count = 0;
	progress->counts = *counts;
	if (counts->of_messages > 0)
		remember(progress, now_ms);
}

void progress_tick(struct progress *progress, int64_t now_ms)
{
	if (progress->moment_count > 0)
		remember(progress, now_ms);
}

bool progress_rate(
    const struct progress *progress, int64_t now_ms, uint64_t *out_rate)
{
	const struct progress_moment *oldest = &progress->moment[0];
	uint64_t octets, passed_ms;

	if (progress->moment_count == 0 || now_ms - oldest->at_ms < EARLY_MS)
		return false;
	passed_ms = (uint64_t)(now_ms - oldest->at_ms);
	octets = progress->counts.octets - oldest->octets;
	*out_rate = octets < UINT64_MAX / 1000 ? octets * 1000 / passed_ms
					       : octets / passed_ms * 1000;
	return true;
}

bool progress_left(
    const struct progress *progress, int64_t now_ms, uint64_t *out_seconds)
{
	const struct progress_counts *counts = &progress->counts;
	uint64_t rate, left;

	if (counts->of_octets <= counts->octets ||
	    !progress_rate(progress, now_ms, &rate) || rate == 0)
		return false;
	left = counts->of_octets - counts->octets;
	*out_seconds = left / rate + (left % rate != 0);
	return true;
}
