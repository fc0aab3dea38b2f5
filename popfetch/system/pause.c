/*
 * pause.c - a poll of the cancel's descriptor, which ends with the time.
 *
 * Time is that of the monotonic clock: a pause is neither longer nor shorter
 * because somebody sets the other one.
 */
#include "popfetch/system/pause.h"

#include <limits.h>
#include <poll.h>

#include "popfetch/system/monotonic.h"

bool pause_until(const struct pop3_cancel *cancel, int64_t until_ns)
{
	struct pollfd fired = {
	    .fd = pop3_cancel_descriptor(cancel),
	    .events = POLLIN,
	};

	while (!pop3_cancel_fired(cancel)) {
		const int64_t left_ns = until_ns - monotonic_ns();
		/* Not a moment too early. */
		const int64_t left_ms = (left_ns + NS_PER_MS - 1) / NS_PER_MS;

		if (left_ns <= 0)
			return true;
		(void)poll(
		    &fired, 1, left_ms < INT_MAX ? (int)left_ms : INT_MAX);
	}
	return false;
}

bool pause_seconds(const struct pop3_cancel *cancel, uint32_t seconds)
{
	return pause_until(cancel, monotonic_ns() + seconds * NS_PER_S);
}
