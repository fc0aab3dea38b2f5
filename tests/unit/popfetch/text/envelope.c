/*
 * envelope.c - addresses for programs, servers and header fields, and those
 * fields.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "popfetch/deliver/trace-header.h"
#include "popfetch/system/host-name.h"
#include "popfetch/text/envelope.h"

Test(envelope, an_address_means_no_more_than_itself)
{
	static const char *const good[] = {"jim", "jim@example.org", "a+b=c@d",
	    "$IFS`id`@x", "a@[IPv6:::1]", "a'b|c&d@x"};
	static const char *const bad[] = {"", "-f", "a b", "a\tb", "a@b\n",
	    "<a", "a>", "\"a\"@b", "a,b", "a;b", "a\\b", "j\xc3\xb6@x", "a\x7f",
	    "(a)"};
	char longest[ENVELOPE_ADDRESS_SIZE + 1];

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_expect(envelope_is_address(good[i]), "'%s'", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_not(envelope_is_address(bad[i]), "'%s'", bad[i]);
	memset(longest, 'x', sizeof longest);
	longest[ENVELOPE_ADDRESS_SIZE] = '\0';
	cr_expect_not(envelope_is_address(longest));
	longest[ENVELOPE_ADDRESS_SIZE - 1] = '\0';
	cr_expect(envelope_is_address(longest));
}

static const char *sender_of(const char *header)
{
	static char sender[ENVELOPE_ADDRESS_SIZE];

	strcpy(sender, "untouched");
	envelope_sender(header, strlen(header), sender);
	return sender;
}

Test(envelope, sender_is_the_return_path)
{
	cr_expect_str_eq(sender_of("Return-Path: <a@b>\nX: y\n\n"), "a@b");
	cr_expect_str_eq(sender_of("X: y\nreturn-path: a@b\n\n"), "a@b");
	cr_expect_str_eq(
	    sender_of("Return-Path: <a@b>\nReturn-Path: <c@d>\n"), "a@b");
	cr_expect_str_eq(sender_of("Return-Path: <>\n\n"), "");
	cr_expect_str_eq(sender_of("From: a@b\n\nReturn-Path: <c@d>\n"), "");
	cr_expect_str_eq(sender_of("Return-Path: <-a@b>\n\n"), "");
	cr_expect_str_eq(sender_of("Return-Path: <\"a b\"@c>\n\n"), "");
	cr_expect_str_eq(sender_of(""), "");
}

Test(trace_header, says_what_is_asked_for)
{
	char host[] = "pop.example.org", address[] = "jim@example.net";
	struct settings settings = {.host = host};
	char fields[TRACE_HEADER_SIZE], expected[TRACE_HEADER_SIZE];
	char own[HOST_NAME_SIZE];

	cr_expect_eq(trace_header_make(&settings, 0, fields), 0);
	settings.delivered_to = address;
	cr_expect_eq(trace_header_make(&settings, 0, fields), 31);
	cr_expect_str_eq(fields, "Delivered-To: jim@example.net\r\n");
	settings.received = true;
	setenv("TZ", "XXX-5:45", 1);
	tzset();
	cr_expect_eq(
	    trace_header_make(&settings, 1767225599, fields), strlen(fields));
	snprintf(expected, sizeof expected,
	    "Delivered-To: jim@example.net\r\n"
	    "Received: from pop.example.org\r\n"
	    "\tby %s with POP3 (popfetch %s);\r\n"
	    "\tThu, 1 Jan 2026 05:44:59 +0545\r\n",
	    host_name_own(own), pop3_version());
	cr_expect_str_eq(fields, expected);
	setenv("TZ", "XXX3:30", 1);
	tzset();
	trace_header_make(&settings, 1767225600, fields);
	cr_expect_not_null(
	    strstr(fields, "\tWed, 31 Dec 2025 20:30:00 -0330\r\n"));
}

Test(trace_header, is_never_longer_than_its_room)
{
	char host[5000], address[ENVELOPE_ADDRESS_SIZE];
	struct settings settings = {
	    .host = host, .delivered_to = address, .received = true};
	char fields[TRACE_HEADER_SIZE];

	memset(host, 'h', sizeof host);
	memset(address, 'a', sizeof address);
	host[sizeof host - 1] = address[sizeof address - 1] = '\0';
	cr_expect_eq(trace_header_make(&settings, 0, fields), strlen(fields));
	cr_expect_lt(strlen(fields), TRACE_HEADER_SIZE);
}

Test(host_name, is_cleaned)
{
	char out[HOST_NAME_SIZE];

	cr_expect_str_eq(host_name_literal("127.0.0.1", out), "[127.0.0.1]");
	cr_expect_str_eq(host_name_literal("::1", out), "[IPv6:::1]");
	cr_expect_str_eq(host_name_literal("a b(c)\r\n.d", out), "abc.d");
	cr_expect_str_eq(host_name_literal("()", out), "localhost");
	cr_expect_str_eq(host_name_literal("b\xc3\xbc"
					   "cher.example",
			     out),
	    "b\xc3\xbc"
	    "cher.example");
}
