/*
 * date-time.h - moments as programs read them.
 */
#ifndef POPFETCH_DATE_TIME_H
#define POPFETCH_DATE_TIME_H

#include <stdbool.h>
#include <stdint.h>

#define DATE_TIME_MAX 40

/*
 * "2026-11-25T10:30:00+01:00" (RFC 3339): Unix seconds as a clock shows them
 * that is so many minutes east of UTC; "Z" for none, and for a day or more,
 * which RFC 5322 has and RFC 3339 has not.  False where the year has more than
 * four digits, which RFC 3339 has no room for.
 */
bool date_time_text(char text[DATE_TIME_MAX], int64_t seconds, int offset_min);

#endif
