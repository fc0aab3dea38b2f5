/*
 * trace-header.c - Delivered-To and Received, in front of a message.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pop3.h>

#include "popfetch/deliver/trace-header.h"

/* 1 January 2026, 00:30:05 UTC, a Thursday. */
#define NEW_YEAR 1767227405

static char fields[TRACE_HEADER_SIZE];

static const char *made(const struct settings *settings, time_t now)
{
	size_t length;

	memset(fields, 'x', sizeof fields);
	length = trace_header_make(settings, now, fields);
	cr_assert_lt(length, sizeof fields);
	cr_assert_eq(fields[length], '\0');
	cr_assert_eq(strlen(fields), length);
	return fields;
}

Test(trace_header, is_only_there_when_asked_for)
{
	const struct settings settings = {.host = "pop.example.org"};

	cr_expect_str_eq(made(&settings, NEW_YEAR), "");
}

Test(trace_header, delivered_to_says_the_address)
{
	const struct settings settings = {.delivered_to = "jim@example.org"};

	cr_expect_str_eq(
	    made(&settings, NEW_YEAR), "Delivered-To: jim@example.org\r\n");
}

/* RFC 5321, section 4.4: from, by, with, date; folded. */
Test(trace_header, received_says_from_where_with_what_and_when)
{
	const struct settings settings = {.delivered_to = "jim@example.org",
	    .host = "pop.example.org",
	    .received = true};
	static const char from[] = "Delivered-To: jim@example.org\r\n"
				   "Received: from pop.example.org\r\n\tby ";
	char rest[128];

	setenv("TZ", "UTC0", 1);
	made(&settings, NEW_YEAR);
	cr_expect_eq(strncmp(fields, from, strlen(from)), 0, "%s", fields);
	snprintf(rest, sizeof rest,
	    " with POP3 (popfetch %s);\r\n\tThu, 1 Jan 2026 00:30:05 +0000\r\n",
	    pop3_version());
	cr_expect_str_eq(strstr(fields, " with POP3"), rest);
}

static void dated(const char *zone, time_t now, const char *date)
{
	const struct settings settings = {.received = true};
	const char *at;

	setenv("TZ", zone, 1);
	tzset();
	at = strstr(made(&settings, now), ";\r\n\t");
	cr_assert_not_null(at);
	at += strlen(";\r\n\t");
	cr_expect_eq(strncmp(at, date, strlen(date)), 0, "%s: %s", zone, at);
	cr_expect_str_eq(at + strlen(date), "\r\n");
}

/* RFC 5322, section 3.3: local, with how far that is from UTC; the sign of a
 * zone in TZ is the other way round. */
Test(trace_header, date_is_local_with_the_offset_of_its_zone)
{
	dated("XXX-1", NEW_YEAR, "Thu, 1 Jan 2026 01:30:05 +0100");
	dated("XXX5", NEW_YEAR, "Wed, 31 Dec 2025 19:30:05 -0500");
	dated("XXX-5:30", NEW_YEAR, "Thu, 1 Jan 2026 06:00:05 +0530");
	dated("XXX3:30", NEW_YEAR, "Wed, 31 Dec 2025 21:00:05 -0330");
	dated("XXX0:59", NEW_YEAR, "Wed, 31 Dec 2025 23:31:05 -0059");
	/* It is a new year there already, and another day within one. */
	dated("XXX-14", NEW_YEAR - 43200, "Thu, 1 Jan 2026 02:30:05 +1400");
	dated(
	    "XXX-14", NEW_YEAR + 15 * 86400, "Fri, 16 Jan 2026 14:30:05 +1400");
	dated("XXX-14", NEW_YEAR + 15 * 86400 + 43200,
	    "Sat, 17 Jan 2026 02:30:05 +1400");
	dated("XXX12", NEW_YEAR + 86400, "Thu, 1 Jan 2026 12:30:05 -1200");
}

Test(trace_header, days_and_months_have_their_english_names)
{
	static const char *const dates[] = {"Thu, 1 Jan 2026",
	    "Sun, 1 Feb 2026", "Wed, 4 Mar 2026", "Sat, 4 Apr 2026",
	    "Tue, 5 May 2026", "Fri, 5 Jun 2026", "Mon, 6 Jul 2026",
	    "Thu, 6 Aug 2026", "Sun, 6 Sep 2026", "Wed, 7 Oct 2026",
	    "Sat, 7 Nov 2026", "Tue, 8 Dec 2026"};

	for (int i = 0; i < 12; i++) {
		char date[64];

		snprintf(date, sizeof date, "%s 00:30:05 +0000", dates[i]);
		dated("UTC0", NEW_YEAR + i * 31 * 86400, date);
	}
}

Test(trace_header, moment_that_no_calendar_has_is_the_epoch)
{
	if (sizeof(time_t) < sizeof(int64_t))
		cr_skip_test("there is a calendar for each moment");
	dated("UTC0", (time_t)INT64_MAX, "Thu, 1 Jan 1970 00:00:00 +0000");
}
