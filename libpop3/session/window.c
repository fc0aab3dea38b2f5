/*
 * session/window.c - a window that follows the line.
 *
 * What has been asked for and has not come is what the server has to do.  If
 * that is too little, the server waits for us: the line's delay times its
 * speed must be in it.  If it is too much, a fetch that is cancelled cannot end
 * in good order, since all that was asked for comes first, and a slow line
 * takes its time.
 *
 * What the line has brought in the last two seconds is right for both: it is
 * more than the line holds, wherever a round trip takes less than that, and it
 * comes within what callers leave a session for its last words.  Where the
 * window itself was what kept the line from bringing more, it doubles with each
 * round trip.  Until two seconds are over it is not less than what the engine
 * begins with: a first flight that is too small costs round trips.
 *
 * Time in which nothing came, ours with a batch or the server's with its disk,
 * makes a period long and tells nothing of the line; a period is over when
 * something comes.
 */
#include "libpop3/session/window.h"

#define PERIOD_MS 100

/* The engine's default. */
#define OCTETS_FIRST (UINT64_C(16) << 20)
/* Some hundred messages as most are, however little the line brings. */
#define OCTETS_MIN (UINT64_C(1) << 20)
/* 10 Gbit/s with a round trip of 200 ms.  It bounds no memory of ours: what we
 * do not read stays with the server. */
#define OCTETS_MAX (UINT64_C(256) << 20)

static uint64_t bounded(uint64_t octets, uint64_t min)
{
	if (octets < min)
		return min;
	return octets < OCTETS_MAX ? octets : OCTETS_MAX;
}

static uint64_t sum(const struct p3_window *window)
{
	uint64_t octets = 0;

	for (size_t i = 0; i < P3_WINDOW_PERIODS; i++)
		octets += window->brought[i];
	return octets;
}

bool p3_window_bring(struct p3_window *window, uint64_t octets, int64_t now_ms)
{
	if (window->since_ms == 0)
		window->since_ms = now_ms;
	window->brought[window->periods % P3_WINDOW_PERIODS] += octets;
	if (now_ms - window->since_ms < PERIOD_MS)
		return false;
	window->periods++;
	window->octets = bounded(sum(window),
	    window->periods < P3_WINDOW_PERIODS ? OCTETS_FIRST : OCTETS_MIN);
	window->brought[window->periods % P3_WINDOW_PERIODS] = 0;
	window->since_ms = now_ms;
	return true;
}
