/*
 * hasty-clock.h - the clock, which can be made to run ahead: for tests of what
 * has taken too long.
 */
#ifndef TESTS_POPFETCH_HASTY_CLOCK_H
#define TESTS_POPFETCH_HASTY_CLOCK_H

#include <time.h>

#include "popfetch/system/monotonic.h"

/* How much later each look at the clock is than the last. */
static int64_t clock_step_ns;

int64_t monotonic_ns(void)
{
	static int64_t ahead_ns;
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	ahead_ns += clock_step_ns;
	return now.tv_sec * NS_PER_S + now.tv_nsec + ahead_ns;
}

int64_t monotonic_ms(void)
{
	return monotonic_ns() / NS_PER_MS;
}

#endif
