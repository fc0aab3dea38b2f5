/*
 * net/clock.c - the clock of deadlines.
 *
 * Monotonic, so that a set clock neither ends a wait nor prolongs it.  Only
 * differences mean anything.
 */
#include "libpop3/net/patience.h"

#include <time.h>

int64_t p3_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
