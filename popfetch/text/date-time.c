/*
 * date-time.c - RFC 3339.
 */
#include "popfetch/text/date-time.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The first and the last second of the years that have four digits. */
#define FIRST_S INT64_C(-62167219200)
#define LAST_S	INT64_C(253402300799)

/* From here on there is no such zone. */
#define OFFSET_END_MIN (24 * 60)

bool date_time_text(char text[DATE_TIME_MAX], int64_t seconds, int offset_min)
{
	int64_t east_s;
	time_t local;
	struct tm tm;
	size_t used;

	if (abs(offset_min) >= OFFSET_END_MIN)
		offset_min = 0;
	east_s = (int64_t)offset_min * 60;
	if (seconds < FIRST_S - east_s || seconds > LAST_S - east_s)
		return false;
	local = (time_t)(seconds + east_s);
	if (gmtime_r(&local, &tm) == NULL)
		return false;
	/* "%Y" does not fill up the years of old. */
	used = (size_t)snprintf(text, DATE_TIME_MAX, "%04d", tm.tm_year + 1900);
	used +=
	    strftime(text + used, DATE_TIME_MAX - used, "-%m-%dT%H:%M:%S", &tm);
	if (offset_min == 0)
		snprintf(text + used, DATE_TIME_MAX - used, "Z");
	else
		snprintf(text + used, DATE_TIME_MAX - used, "%c%02d:%02d",
		    offset_min < 0 ? '-' : '+', abs(offset_min) / 60,
		    abs(offset_min) % 60);
	return true;
}
