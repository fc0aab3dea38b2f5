/*
 * duration-text.c - as a clock shows it.
 */
#include "popfetch/text/duration-text.h"

#include <inttypes.h>
#include <stdio.h>

void duration_text(char text[DURATION_TEXT_MAX], uint64_t seconds)
{
	const uint64_t hours = seconds / 3600, minutes = seconds / 60 % 60;

	if (hours > 0)
		snprintf(text, DURATION_TEXT_MAX,
		    "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, hours, minutes,
		    seconds % 60);
	else
		snprintf(text, DURATION_TEXT_MAX, "%" PRIu64 ":%02" PRIu64,
		    minutes, seconds % 60);
}
