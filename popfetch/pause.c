/*
 * pause.c - a poll of the cancel's descriptor, which ends with the time.
 *
 * Time is that of the monotonic clock: a pause is neither longer nor shorter
 * because somebody sets the other one.
 */
#include "pause.h"

#include <limits.h>
#include <poll.h>

#include "monotonic.h"

bool pause_seconds(const struct pop3_cancel *cancel, uint32_t seconds)
{
	struct pollfd fired = {
	    .fd = pop3_cancel_descriptor(cancel),
	    .events = POLLIN,
	};
	const int64_t end = monotonic_ms() + (int64_t)seconds * 1000;

	while (!pop3_cancel_fired(cancel)) {
		int64_t left = end - monotonic_ms();

		if (left <= 0)
			return true;
		(void)poll(&fired, 1, left < INT_MAX ? (int)left : INT_MAX);
	}
	return false;
}
