/*
 * How far a fetch is, how fast and how long, by a clock of the test's own.
 */
#include <criterion/criterion.h>

#include "popfetch/fetch/progress.h"

static struct progress progress;

static void note(int64_t now_ms, uint64_t messages, uint64_t octets)
{
	const struct progress_counts counts = {messages, 40, octets, 10000};

	progress_note(&progress, &counts, now_ms);
}

/* -1: it is not known. */
static int64_t rate(int64_t now_ms)
{
	uint64_t octets;

	return progress_rate(&progress, now_ms, &octets) ? (int64_t)octets : -1;
}

static int64_t left(int64_t now_ms)
{
	uint64_t seconds;

	return progress_left(&progress, now_ms, &seconds) ? (int64_t)seconds
							  : -1;
}

Test(progress, that_has_not_begun_knows_nothing)
{
	progress_tick(&progress, 5000);
	cr_assert_eq(rate(9000), -1);
	cr_assert_eq(left(9000), -1);
}

Test(progress, tells_no_rate_in_the_first_second)
{
	note(7000, 0, 0);
	note(7999, 1, 500);
	cr_assert_eq(rate(7999), -1);
	cr_assert_eq(left(7999), -1);
}

Test(progress, tells_octets_a_second)
{
	note(7000, 0, 0);
	note(9000, 1, 500);
	cr_assert_eq(rate(9000), 250);
}

Test(progress, tells_the_seconds_left_and_never_too_few)
{
	note(0, 0, 0);
	note(2000, 3, 4000);
	cr_assert_eq(left(2000), 3);
	note(3000, 3, 6001);
	cr_assert_eq(left(3000), 2);
	note(4000, 9, 9999);
	cr_assert_eq(left(4000), 1);
}

Test(progress, has_nothing_left_at_the_end)
{
	note(0, 0, 0);
	note(2000, 40, 10000);
	cr_assert_eq(left(2000), -1);
}

Test(progress, does_not_guess_without_sizes)
{
	const struct progress_counts counts = {3, 40, 4000, 0};

	progress_note(&progress, &(struct progress_counts){0, 40, 0, 0}, 0);
	progress_note(&progress, &counts, 2000);
	cr_assert_eq(rate(2000), 2000);
	cr_assert_eq(left(2000), -1);
}

Test(progress, goes_by_the_last_seconds)
{
	int64_t now_ms = 0;

	for (uint64_t i = 0; i < 20; i++, now_ms += 1000)
		note(now_ms, i, i * 10);
	for (uint64_t i = 0; i < 20; i++, now_ms += 1000)
		note(now_ms, 20 + i, 200 + i * 100);
	cr_assert_eq(rate(now_ms - 1000), 100);
}

Test(progress, that_stands_still_has_no_rate_and_no_end)
{
	int64_t now_ms = 2000;

	note(0, 0, 0);
	note(1000, 1, 5000);
	cr_assert_gt(rate(now_ms), 0);
	for (; now_ms < 12000; now_ms += 100)
		progress_tick(&progress, now_ms);
	cr_assert_eq(rate(now_ms), 0);
	cr_assert_eq(left(now_ms), -1);
}

Test(progress, of_another_session_begins_anew)
{
	note(0, 0, 0);
	note(2000, 40, 10000);
	note(60000, 0, 0);
	cr_assert_eq(rate(60500), -1);
	note(61000, 1, 100);
	cr_assert_eq(rate(61000), 100);
}

Test(progress, of_nothing_is_over)
{
	const struct progress_counts nothing = {0};

	note(0, 0, 0);
	note(2000, 40, 10000);
	progress_note(&progress, &nothing, 3000);
	progress_tick(&progress, 3000);
	cr_assert_eq(progress.moment_count, 0);
	cr_assert_eq(rate(9000), -1);
}

Test(progress, counts_to_the_end_of_its_numbers)
{
	const struct progress_counts begun = {0, 1, 0, UINT64_MAX};
	const struct progress_counts counts = {
	    0, 1, UINT64_MAX - 1, UINT64_MAX};

	progress_note(&progress, &begun, 0);
	progress_note(&progress, &counts, 2000);
	cr_assert_gt(rate(2000), INT64_MAX / 2);
	cr_assert_eq(left(2000), 1);
}
