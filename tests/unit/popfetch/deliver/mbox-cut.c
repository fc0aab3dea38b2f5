/*
 * mbox-cut.c - where what others wrote begins, behind our torn message.
 */
#include "tests/unit/popfetch/scene.h"

#include "popfetch/deliver/mbox-cut.h"

TestSuite(mbox_cut, .init = scene_begin, .fini = scene_end);

/* Where the cut is; '|' in the text is the first octet that is not as
 * planned, '^' in front of it the least that is certainly ours. */
static uint64_t cut_in(const char *text)
{
	char octets[256];
	size_t n = 0, low = 0, high = 0;
	uint64_t cut = 12345;
	int fd;

	for (; *text != '\0'; text++)
		if (*text == '^')
			low = n;
		else if (*text == '|')
			high = n;
		else
			octets[n++] = *text;
	octets[n] = '\0';
	fd = scene_open("mbox", octets);
	cr_assert(mbox_cut_find(fd, low, high, &cut));
	close(fd);
	return cut;
}

Test(mbox_cut, others_begin_with_a_from_line)
{
	cr_expect_eq(cut_in("^our torn|From them\n"), 8);
	cr_expect_eq(cut_in("^our torn|\nFrom them\n"), 8);
	cr_expect_eq(cut_in("^our torn|\n\nFrom them\n"), 8);
}

/* What we would have written next was the same for some octets. */
Test(mbox_cut, their_first_octets_may_be_as_ours_would_have_been)
{
	cr_expect_eq(cut_in("^our torn\n|From them\n"), 9);
	cr_expect_eq(cut_in("^our torn\nFro|m them\n"), 9);
	cr_expect_eq(cut_in("^our tornFrom the|m\n"), 8);
}

#define LONG "^our torn message, which is a long one"

/* No more of theirs than that is as ours would have been. */
Test(mbox_cut, they_begin_no_more_than_sixteen_octets_earlier)
{
	const uint64_t n = strlen(LONG) - 1;

	cr_expect_eq(cut_in(LONG "|From them\n"), n);
	cr_expect_eq(cut_in(LONG "|\n\nFrom them\n"), n);
	cr_expect_eq(cut_in(LONG "From 12345678901|x\n"), n);
	cr_expect_eq(cut_in(LONG "From 123456789012|x\n"), 0);
	cr_expect_eq(cut_in(LONG "|and garbage\n"), 0);
}

Test(mbox_cut, nothing_of_what_is_certainly_ours_is_theirs)
{
	cr_expect_eq(cut_in("From us\n^\nFrom u|s\n"), 9);
	cr_expect_eq(cut_in("From ^u|s\n\nours\n"), 5);
	cr_expect_eq(cut_in("our\nFrom ^tor|n and garbage\n"), 9);
}

Test(mbox_cut, a_from_within_a_line_of_theirs_is_none)
{
	cr_expect_eq(cut_in("^our torn|xFrom them\n"), 0);
	cr_expect_eq(cut_in("^our torn|\nFrom: them\n"), 0);
	cr_expect_eq(cut_in("^our torn|"), 0);
	cr_expect_eq(cut_in("^our torn|\n\nFro"), 0);
}

static uint64_t moved_from(const char *text, uint64_t cut, uint64_t end)
{
	const int fd = scene_open("mbox", text);

	cr_assert(mbox_cut_line_ends(fd, end, &cut));
	close(fd);
	return cut;
}

Test(mbox_cut, line_ends_that_a_torn_message_needed_go)
{
	cr_expect_eq(moved_from("torn\n\nFrom them\n", 4, 100), 6);
	cr_expect_eq(moved_from("torn\nFrom them\n", 4, 100), 5);
	cr_expect_eq(moved_from("tornFrom them\n", 4, 100), 4);
}

Test(mbox_cut, line_ends_in_front_of_something_else_stay)
{
	cr_expect_eq(moved_from("torn\n\nfrom them\n", 4, 100), 4);
	cr_expect_eq(moved_from("torn\n\n", 4, 100), 4);
}

/* Or the rest of what stands would stay behind a shorter plan. */
Test(mbox_cut, the_cut_does_not_move_beyond_the_end_of_ours)
{
	cr_expect_eq(moved_from("torn\n\nFrom them\n", 4, 6), 6);
	cr_expect_eq(moved_from("torn\n\nFrom them\n", 4, 5), 4);
}
