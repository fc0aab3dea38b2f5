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
 * comes within what callers leave a session for its last words.
 *
 * Until two seconds are over it is what the engine begins with, since a first
 * flight that is too small costs round trips, and what has come on top: each
 * octet that comes lets two others go, so that the window doubles in each
 * round trip, as TCP's does in its slow start.
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
/* Less than that is not worth a look at the clock: of a message with many dots
 * an event has a line or two.  As much in each period makes no more than the
 * least window. */
#define LUMP (OCTETS_MIN / (2 * P3_WINDOW_PERIODS))
/* What it grows by, early, is worth telling the engine. */
#define STEP (UINT64_C(1) << 20)

static uint64_t sum(const struct p3_window *window)
{
	uint64_t octets = 0;

	for (size_t i = 0; i < P3_WINDOW_PERIODS; i++)
		octets += window->brought[i];
	return octets;
}

static bool is_early(const struct p3_window *window)
{
	return window->periods < P3_WINDOW_PERIODS;
}

static uint64_t fitting(const struct p3_window *window)
{
	uint64_t octets = sum(window);

	if (is_early(window))
		octets += OCTETS_FIRST;
	if (octets < OCTETS_MIN)
		return OCTETS_MIN;
	return octets < OCTETS_MAX ? octets : OCTETS_MAX;
}

static void end_period(struct p3_window *window, int64_t now_ms)
{
	window->periods++;
	window->octets = fitting(window);
	window->brought[window->periods % P3_WINDOW_PERIODS] = 0;
	window->since_ms = now_ms;
}

uint64_t p3_window_gather(struct p3_window *window, uint64_t octets)
{
	octets += window->gathered;
	window->gathered = octets < LUMP ? octets : 0;
	return octets - window->gathered;
}

bool p3_window_bring(struct p3_window *window, uint64_t octets, int64_t now_ms)
{
	if (window->since_ms == 0)
		window->since_ms = now_ms;
	window->brought[window->periods % P3_WINDOW_PERIODS] += octets;
	if (now_ms - window->since_ms >= PERIOD_MS) {
		end_period(window, now_ms);
		return true;
	}
	if (!is_early(window) || fitting(window) - window->octets < STEP)
		return false;
	window->octets = fitting(window);
	return true;
}
