/*
 * monotonic.c - what limits are held against: a wait is neither longer nor
 * shorter because somebody sets the clock.
 */
#include "popfetch/system/monotonic.h"

#include <time.h>

int64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * NS_PER_S + now.tv_nsec;
}

int64_t monotonic_ms(void)
{
	return monotonic_ns() / NS_PER_MS;
}
