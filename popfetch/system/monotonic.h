/*
 * monotonic.h - time that nobody sets.
 */
#ifndef POPFETCH_MONOTONIC_H
#define POPFETCH_MONOTONIC_H

#include <stdint.h>

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S  INT64_C(1000000000)

/* Nanoseconds since some moment in the past. */
int64_t monotonic_ns(void);

/* The same in milliseconds. */
int64_t monotonic_ms(void);

#endif
