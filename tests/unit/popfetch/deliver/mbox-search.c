/*
 * mbox-search.c - messages found again in an mbox that others have changed.
 */
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
}

/* What mail readers put into a header. */
Test(mbox_search, a_message_that_was_read_is_the_same)
{
	cr_expect_eq(found_in(FROM HEADER "Status: RO\n" BODY, 1), 1);
	cr_expect_eq(found_in(OTHER FROM HEADER
			 "status: RO\nX-Status: A\nX-Keywords: a\n"
			 " b\nX-UID: 7\n" BODY OTHER,
			 1),
	    1);
}

Test(mbox_search, a_message_with_anything_else_is_another)
{
	cr_expect_eq(found_in(FROM HEADER "To: me\n" BODY, 1), 0);
	cr_expect_eq(
	    found_in(FROM "Subject: hullo\nMessage-ID: <1@b>\n" BODY, 1), 0);
	cr_expect_eq(found_in(FROM HEADER "Status: RO\nTo: me\n" BODY, 1), 0);
	cr_expect_eq(found_in(FROM "Status: RO\n" HEADER BODY, 1), 0);
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
