/*
 * trace-header.c - Delivered-To and Received.
 *
 * The date is written by hand: strftime() would follow the locale with the
 * names of days and months.
 */
#include "popfetch/deliver/trace-header.h"

#include <stdio.h>
#include <stdlib.h>

#include "popfetch/system/host-name.h"

#define DATE_SIZE 64

/* Minutes east of UTC, from the same moment in both calendars. */
static int offset_of(const struct tm *local, const struct tm *utc)
{
	int days = local->tm_yday - utc->tm_yday;

	if (local->tm_year != utc->tm_year)
		days = local->tm_year > utc->tm_year ? 1 : -1;
	return (days * 24 + local->tm_hour - utc->tm_hour) * 60 +
	       local->tm_min - utc->tm_min;
}

/* RFC 5322, section 3.3. */
static void write_date(time_t now, char date[DATE_SIZE])
{
	static const char *const days[] = {
	    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	struct tm local, utc;
	int offset;

	if (localtime_r(&now, &local) == NULL || gmtime_r(&now, &utc) == NULL)
		local = utc =
		    (struct tm){.tm_mday = 1, .tm_wday = 4, .tm_year = 70};
	offset = offset_of(&local, &utc);
	snprintf(date, DATE_SIZE, "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
	    days[local.tm_wday], local.tm_mday, months[local.tm_mon],
	    local.tm_year + 1900, local.tm_hour, local.tm_min, local.tm_sec,
	    offset < 0 ? '-' : '+', abs(offset) / 60, abs(offset) % 60);
}

static size_t append_received(
    const struct settings *settings, time_t now, char *out, size_t size)
{
	char from[HOST_NAME_SIZE], by[HOST_NAME_SIZE], date[DATE_SIZE];

	write_date(now, date);
	return (size_t)snprintf(out, size,
	    "Received: from %s\r\n\tby %s with POP3 (popfetch %s);\r\n"
	    "\t%s\r\n",
	    host_name_literal(
		settings->host != NULL ? settings->host : "", from),
	    host_name_own(by), pop3_version(), date);
}

size_t trace_header_make(const struct settings *settings, time_t now,
    char out_fields[TRACE_HEADER_SIZE])
{
	size_t used = 0;

	out_fields[0] = '\0';
	if (settings->delivered_to != NULL)
		used = (size_t)snprintf(out_fields, TRACE_HEADER_SIZE,
		    "Delivered-To: %s\r\n", settings->delivered_to);
	if (settings->received)
		used += append_received(
		    settings, now, out_fields + used, TRACE_HEADER_SIZE - used);
	return used;
}
