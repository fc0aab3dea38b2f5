/*
 * mbox-search.c - messages found again in an mbox that others have changed.
 */
#include "tests/unit/popfetch/failing-read.h"
#include "tests/unit/popfetch/scene.h"

#include "popfetch/deliver/mbox-search.h"

TestSuite(mbox_search, .init = scene_begin, .fini = scene_end);

#define FROM   "From a@b Thu Jan  1 00:00:00 1970\n"
#define HEADER "Subject: hello\nMessage-ID: <1@b>\n"
#define BODY   "\nbody of it\nFromage\n\n"
#define OURS   FROM HEADER BODY
#define OTHER  "From c@d Thu Jan  1 00:00:00 1970\nSubject: x\n\nbody\n\n"

/* How many of count messages that are all OURS stand in the mbox, but for
 * what is from `from` on and outside the part that is skipped. */
static size_t found_between(const char *mbox_text, size_t count, uint64_t from,
    uint64_t skip_from, uint64_t skip_to)
{
	const struct spool_range range = {0, strlen(OURS)};
	const struct spool_range messages[] = {range, range, range};
	bool found[3] = {false};
	const int mbox = scene_open("mbox", mbox_text);
	const int spool = scene_open("spool", OURS "and more");
	uint64_t end;

	cr_assert_leq(count, 3);
	cr_assert(mbox_search(mbox, from, skip_from, skip_to, spool, messages,
	    count, found, &end));
	close(mbox);
	close(spool);
	return (size_t)found[0] + found[1] + found[2];
}

static size_t found_in(const char *mbox_text, size_t count)
{
	return found_between(mbox_text, count, 0, 0, 0);
}

Test(mbox_search, finds_a_message_wherever_it_stands)
{
	cr_expect_eq(found_in(OURS, 1), 1);
	cr_expect_eq(found_in(OURS OTHER, 1), 1);
	cr_expect_eq(found_in(OTHER OTHER OURS, 1), 1);
	cr_expect_eq(found_in(OTHER, 1), 0);
	cr_expect_eq(found_in("", 1), 0);
}

Test(mbox_search, one_place_counts_for_one_message)
{
	cr_expect_eq(found_in(OTHER OURS, 2), 1);
	cr_expect_eq(found_in(OURS OTHER OURS, 2), 2);
	cr_expect_eq(found_in(OURS OURS OURS, 2), 2);
}

Test(mbox_search, begins_at_a_line_only)
{
	cr_expect_eq(found_in("x" OURS, 1), 0);
	cr_expect_eq(found_in(">" OURS, 1), 0);
	cr_expect_eq(found_in("x\n" OURS, 1), 1);
}

Test(mbox_search, looks_only_where_it_is_told)
{
	const uint64_t n = strlen(OTHER), m = n + strlen(OURS);

	cr_expect_eq(found_between(OTHER OURS OTHER, 1, n, 0, 0), 1);
	cr_expect_eq(found_between(OTHER OURS OTHER, 1, n + 1, 0, 0), 0);
	cr_expect_eq(found_between(OTHER OURS OTHER, 1, 0, n, m), 0);
	cr_expect_eq(found_between(OTHER OURS OTHER, 1, 0, 0, n), 1);
	cr_expect_eq(found_between(OURS OTHER, 1, 0, 0, 1), 0);
	cr_expect_eq(found_between(OURS OTHER, 1, 1, 0, 0), 0);
	/* In front of what is skipped, too. */
	cr_expect_eq(found_between(OURS OTHER, 1, 0, m - n, m), 1);
	cr_expect_eq(found_between(OTHER OURS OTHER, 1, 0, m, m + n), 1);
}

/* What mail readers put into a header. */
Test(mbox_search, a_message_that_was_read_is_the_same)
{
	cr_expect_eq(found_in(FROM HEADER "Status: RO\n" BODY, 1), 1);
	cr_expect_eq(found_in(OTHER FROM HEADER
			 "status: RO\nX-Status: A\nX-Keywords: a\n"
			 " b\n\tc\nX-UID: 7\n" BODY OTHER,
			 1),
	    1);
	/* Each where it ends. */
	cr_expect_eq(found_in(FROM HEADER "Status: RO\n" BODY OTHER FROM HEADER
					  "Status: O\n" BODY OTHER,
			 2),
	    2);
}

Test(mbox_search, a_message_may_have_the_fields_of_any_reader)
{
	static const char *const fields[] = {"Status: O", "X-Status: F",
	    "X-Keywords: a", "X-UID: 7", "X-IMAP: 1 2", "X-IMAPbase: 1 2",
	    "X-Mozilla-Status: 0001", "Content-Length: 3", "Lines: 1",
	    "X-KMail-EncryptionState: N", "X-Evolution: 00000001-0010"};
	char text[512];

	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		snprintf(text, sizeof text, FROM HEADER "%s\n" BODY, fields[i]);
		cr_expect_eq(found_in(text, 1), 1, "%s", fields[i]);
		snprintf(
		    text, sizeof text, FROM HEADER "%.5s\n" BODY, fields[i]);
		cr_expect_eq(found_in(text, 1), 0, "%s", fields[i]);
	}
}

Test(mbox_search, a_message_with_anything_else_is_another)
{
	cr_expect_eq(found_in(FROM HEADER "To: me\n" BODY, 1), 0);
	cr_expect_eq(
	    found_in(FROM "Subject: hullo\nMessage-ID: <1@b>\n" BODY, 1), 0);
	cr_expect_eq(found_in(FROM HEADER "Status: RO\nTo: me\n" BODY, 1), 0);
	cr_expect_eq(found_in(FROM "Status: RO\n" HEADER BODY, 1), 0);
	/* Which readers' fields were put into as well. */
	cr_expect_eq(found_in(FROM "Subject: hullo\nMessage-ID: <1@b>\n"
				   "Status: RO\n" BODY,
			 1),
	    0);
	cr_expect_eq(found_in(FROM HEADER "\nbody of it\nfromage\n\n", 1), 0);
	cr_expect_eq(
	    found_in(FROM HEADER "Status: RO\n\nbody of it\nfromage\n\n", 1),
	    0);
	cr_expect_eq(found_in(FROM HEADER "\nbody", 1), 0);
	cr_expect_eq(
	    found_in(FROM HEADER "Status: RO\n\nbudy of it\nFromage\n\n", 1),
	    0);
	cr_expect_eq(
	    found_in("From a@b Thu Jan  1 00:00:01 1970\n" HEADER BODY, 1), 0);
}

/* Whether the message stands in the mbox. */
static bool found_of(const char *message_text, const char *mbox_text)
{
	const struct spool_range message = {0, strlen(message_text)};
	const int mbox = scene_open("mbox", mbox_text);
	const int spool = scene_open("spool", message_text);
	bool found = false;
	uint64_t end;

	cr_assert(mbox_search(mbox, 0, 0, 0, spool, &message, 1, &found, &end));
	close(mbox);
	close(spool);
	return found;
}

Test(mbox_search, a_message_may_have_a_longer_header_than_is_looked_at)
{
	char name[1000], message[2000], mbox[2000];

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	snprintf(message, sizeof message, FROM "Subject: %s\n" BODY, name);
	snprintf(
	    mbox, sizeof mbox, FROM "Subject: %s\nStatus: RO\n" BODY, name);
	cr_expect(found_of(message, mbox));
	name[100] = 'y';
	snprintf(
	    mbox, sizeof mbox, FROM "Subject: %s\nStatus: RO\n" BODY, name);
	cr_expect_not(found_of(message, mbox));
}

Test(mbox_search, a_message_with_more_fields_than_readers_add_is_another)
{
	char fields[1100], mbox[2000];

	for (size_t n = 1023; n <= 1025; n++) {
		memset(fields, 'x', n);
		memcpy(fields, "X-UID: ", 7);
		strcpy(fields + n - 1, "\n");
		snprintf(mbox, sizeof mbox, FROM HEADER "%s" BODY, fields);
		cr_expect_eq(found_of(OURS, mbox), n <= 1024, "%zu", n);
	}
}

/* As mails of a robot may be, in all but some octets far from both ends. */
Test(mbox_search, a_message_with_another_body_of_the_same_size_is_another)
{
	char dots[1000], text[4000];
	const struct spool_range message = {0, 1905};
	int mbox, spool;
	bool found = false;
	uint64_t end;

	memset(dots, '.', sizeof dots);
	snprintf(text, sizeof text, "%s%.*s1%.*s\n\n", FROM HEADER "\n", 900,
	    dots, 1002 - (int)strlen(FROM HEADER "\n"), dots);
	spool = scene_open("spool", text);
	*strchr(text + 900, '1') = '2';
	mbox = scene_open("mbox", text);
	cr_assert_eq(strlen(text), message.length);
	cr_assert(mbox_search(mbox, 0, 0, 0, spool, &message, 1, &found, &end));
	cr_expect_not(found);
	close(mbox);
	close(spool);
}

/* Where the mbox ends but for what is torn there. */
static uint64_t end_of(const char *mbox_text)
{
	const struct spool_range messages[] = {
	    {0, strlen(OURS)}, {strlen(OURS), strlen(FROM HEADER "\nx\n\n")}};
	bool found[2] = {false};
	const int mbox = scene_open("mbox", mbox_text);
	const int spool = scene_open("spool", OURS FROM HEADER "\nx\n\n");
	uint64_t end;

	cr_assert(mbox_search(mbox, 0, 0, 0, spool, messages, 2, found, &end));
	close(mbox);
	close(spool);
	return end;
}

Test(mbox_search, tells_where_what_is_torn_begins)
{
	cr_expect_eq(end_of(""), 0);
	cr_expect_eq(end_of(OTHER), strlen(OTHER));
	cr_expect_eq(end_of(OTHER OURS), strlen(OTHER OURS));
	cr_expect_eq(end_of(OTHER FROM HEADER "\nbo"), strlen(OTHER));
	cr_expect_eq(end_of(FROM), 0);
	cr_expect_eq(end_of(OURS FROM HEADER "\nx"), strlen(OURS));
	cr_expect_eq(
	    end_of(OURS FROM HEADER "\ny"), strlen(OURS FROM HEADER "\ny"));
	cr_expect_eq(
	    end_of(FROM HEADER "\nbo" OTHER), strlen(FROM HEADER "\nbo" OTHER));
	cr_expect_eq(end_of(FROM HEADER "\nbody\n" OTHER),
	    strlen(FROM HEADER "\nbody\n" OTHER));
}

/* An mbox is read through a window of 64 KiB. */
Test(mbox_search, a_message_is_found_across_the_ends_of_windows)
{
	char *text = malloc(70000 + sizeof OURS);

	for (size_t at = 65520; at < 65545; at++) {
		memset(text, 'x', at);
		text[at - 1] = '\n';
		strcpy(text + at, OURS);
		cr_expect_eq(found_in(text, 1), 1, "at %zu", at);
	}
	free(text);
}

Test(mbox_search, what_is_no_text_does_not_hide_it)
{
	const int mbox = scene_open("mbox", "0123456789\n" OURS);
	const int spool = scene_open("spool", OURS);
	const struct spool_range message = {0, strlen(OURS)};
	bool found = false;
	uint64_t end;

	cr_assert_eq(pwrite(mbox, "\0\n\0\xFF\n\0", 6, 2), 6);
	cr_assert(mbox_search(mbox, 0, 0, 0, spool, &message, 1, &found, &end));
	cr_expect(found);
	close(mbox);
	close(spool);
}

/* Where it is not found it is put there once more. */
Test(mbox_search, what_cannot_be_read_is_not_taken_for_missing)
{
	const char *text = OTHER FROM HEADER "Status: RO\n" BODY OTHER;
	const struct spool_range message = {0, strlen(OURS)};
	const int mbox = scene_open("mbox", text);
	const int spool = scene_open("spool", OURS);
	bool done = false;
	int n = 0;

	while (!done) {
		bool found = false;
		uint64_t end;

		reads_left = ++n;
		done = mbox_search(
		    mbox, 0, 0, 0, spool, &message, 1, &found, &end);
		if (done)
			cr_expect(found);
		else
			cr_expect_eq(errno, EIO);
	}
	cr_expect_gt(n, 8, "%d", n);
	close(mbox);
	close(spool);
}
