/*
 * header-digest.c - what of a header makes a message the same.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/maildrop/header-digest.h"

typedef unsigned char octets[POP3_DIGEST_OCTETS];

static struct header_digest *digest;

static void set_up(void)
{
	cr_assert_eq(header_digest_new(&digest), POP3_OK);
}

static void tear_down(void)
{
	header_digest_free(digest);
}

TestSuite(header_digest, .init = set_up, .fini = tear_down);

static void take(const char *text, size_t length, size_t piece, octets out)
{
	header_digest_begin(digest);
	for (size_t at = 0; at < length; at += piece)
		header_digest_add(digest, text + at,
		    length - at < piece ? length - at : piece);
	cr_assert_eq(header_digest_end(digest, out), POP3_OK);
}

static bool alike(const char *a, const char *b)
{
	octets of_a, of_b;

	take(a, strlen(a), 1000, of_a);
	take(b, strlen(b), 1000, of_b);
	return memcmp(of_a, of_b, sizeof of_a) == 0;
}

#define HEADER "From: jim\r\nSubject: a\r\n b\r\n"

Test(header_digest, pieces_make_no_difference)
{
	static const char text[] = "Status: R\r\n" HEADER "X-UIDL: 7\r\n\r\nx";
	octets whole, cut;

	take(text, sizeof text - 1, sizeof text, whole);
	for (size_t piece = 1; piece < sizeof text; piece++) {
		take(text, sizeof text - 1, piece, cut);
		cr_assert_arr_eq(whole, cut, sizeof whole);
	}
}

#define READ HEADER "X-UID: 7\r\nTo\n\nx"

/* By another one all that was seen would be new. */
Test(header_digest, is_that_of_the_lines_that_count)
{
	struct pop3_digest *lines;
	octets expected, got;

	cr_assert_eq(pop3_digest_new(&lines), POP3_OK);
	pop3_digest_add(lines, HEADER "To\n", strlen(HEADER "To\n"));
	cr_assert_eq(pop3_digest_finish(lines, expected), POP3_OK);
	pop3_digest_free(lines);
	take(READ, strlen(READ), 1000, got);
	cr_expect_arr_eq(got, expected, sizeof got);
}

Test(header_digest, only_the_header_counts)
{
	cr_expect(alike(HEADER "\r\n", HEADER "\r\ntext"));
	cr_expect(alike(HEADER "\r\n", HEADER));
	cr_expect(alike(HEADER "\r\na", HEADER "\r\nb\r\n\r\nStatus: c"));
}

Test(header_digest, what_servers_add_for_a_session_does_not_count)
{
	static const char *const fields[] = {"Status: RO\r\n", "status:\r\n",
	    "X-Status: A\r\n", "X-UID: 4\r\n", "X-UIDL: x\r\n",
	    "X-IMAPbase: 1 2\r\n\t3\r\n 4\r\n", "X-Keywords: \r\n \r\n",
	    "X-IMAP: 1 2\r\n", "X-Mozilla-Keys: \r\n"};
	char with[200];

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		snprintf(with, sizeof with, "%s%s\r\n", fields[i], HEADER);
		cr_expect(alike(with, HEADER "\r\n"), "%s", fields[i]);
		snprintf(with, sizeof with, "%s%s\r\n", HEADER, fields[i]);
		cr_expect(alike(with, HEADER "\r\n"), "%s", fields[i]);
	}
}

Test(header_digest, everything_else_counts)
{
	static const char *const others[] = {"From: jim\r\nSubject: a\r\n\r\n",
	    HEADER "Statuses: x\r\n\r\n", HEADER "Stat: x\r\n\r\n",
	    HEADER "Status\r\n\r\n", HEADER " Status: x\r\n\r\n",
	    HEADER "X-UIDLX: x\r\n\r\n", HEADER "X-Keywords-And-More: \r\n\r\n",
	    "From: jim\r\nSubject: a\r\n c\r\n\r\n",
	    "Subject: a\r\n b\r\nFrom: jim\r\n\r\n", "\r\n", ""};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		cr_expect_not(
		    alike(others[i], HEADER "\r\n"), "%zu: %s", i, others[i]);
}

Test(header_digest, nothing_is_left_of_a_header_without_an_end)
{
	octets expected, got;

	take(HEADER, strlen(HEADER), 1000, expected);
	header_digest_begin(digest);
	header_digest_add(digest, "Status: x\r\nFro", 14);
	take(HEADER, strlen(HEADER), 1000, got);
	cr_assert_arr_eq(expected, got, sizeof got);
}
