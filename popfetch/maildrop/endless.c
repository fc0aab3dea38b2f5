/*
 * endless.c - how far a message may go beyond the octets that its scan listing
 * says.
 *
 * Servers count line ends once, or forget the headers that they add; but what
 * is twice as long, and 16 MB more, is endless.  And so is, where LIST says
 * nothing or 0, what no server would ever take in.  Whoever listed a message so
 * much shorter than it is lies, and may never come to its end; each octet that
 * comes starts the wait anew, so that no timeout ends it.
 */
#include "popfetch/maildrop/endless.h"

#include <inttypes.h>
#include <stdio.h>

#define OCTETS_BEYOND_MAX (UINT64_C(16) << 20)
/* (A test takes in less.) */
#ifndef OCTETS_UNLISTED_MAX
#define OCTETS_UNLISTED_MAX (UINT64_C(1) << 30)
#endif

bool endless_is(const struct pop3_target *target, uint64_t octets)
{
	if (target->octets == 0)
		return octets > OCTETS_UNLISTED_MAX;
	return octets / 2 > target->octets &&
	       octets - target->octets > OCTETS_BEYOND_MAX;
}

void endless_text(char text[ENDLESS_TEXT_MAX], const struct pop3_target *target)
{
	if (target->octets > 0)
		snprintf(text, ENDLESS_TEXT_MAX,
		    "it does not end, though the server listed %" PRIu64
		    " octets",
		    target->octets);
	else
		snprintf(text, ENDLESS_TEXT_MAX,
		    "it does not end after %" PRIu64
		    " octets, and the server listed none",
		    OCTETS_UNLISTED_MAX);
}
