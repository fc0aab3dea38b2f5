/*
 * pause.h - waiting for time to pass.
 */
#ifndef POPFETCH_PAUSE_H
#define POPFETCH_PAUSE_H

#include <pop3.h>

/* Whether so many seconds have passed; false as soon as cancel fires. */
bool pause_seconds(const struct pop3_cancel *cancel, uint32_t seconds);

/* The same, until a moment of the monotonic clock (monotonic.h). */
bool pause_until(const struct pop3_cancel *cancel, int64_t until_ns);

#endif
