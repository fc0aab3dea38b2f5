/*
 * date-time.c - RFC 3339.
 */
#include "date-time.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

bool date_time_text(char text[DATE_TIME_MAX], int64_t seconds, int offset_min)
{
	time_t local = (time_t)(seconds + (int64_t)offset_min * 60);
	struct tm tm;
	size_t used;

	if (gmtime_r(&local, &tm) == NULL)
		return false;
	used = strftime(text, DATE_TIME_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	if (used == 0)
		return false;
	if (offset_min == 0)
		snprintf(text + used, DATE_TIME_MAX - used, "Z");
	else
		snprintf(text + used, DATE_TIME_MAX - used, "%c%02d:%02d",
		    offset_min < 0 ? '-' : '+', abs(offset_min) / 60,
		    abs(offset_min) % 60);
	return true;
}
