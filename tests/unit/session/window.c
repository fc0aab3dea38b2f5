/*
 * How much may be on its way, by what the line has brought.
 */
#include <criterion/criterion.h>

#include "libpop3/session/window.h"

#define MB UINT64_C(1048576)

/* A line that brings so much in each of so many periods, from *now_ms on. */
static void bring(
    struct p3_window *window, uint64_t octets, int periods, int64_t *now_ms)
{
	for (int i = 0; i < periods; i++) {
		p3_window_bring(window, octets / 2, *now_ms + 50);
		p3_window_bring(window, octets - octets / 2, *now_ms + 100);
		*now_ms += 100;
	}
}

/* One that has begun to bring something. */
static struct p3_window begun(int64_t now_ms)
{
	struct p3_window window = {0};

	cr_assert(p3_window_bring(&window, 0, now_ms));
	return window;
}

Test(window, begins_with_what_the_engine_has_and_what_comes_on_top)
{
	struct p3_window window = begun(1000);

	cr_expect_eq(window.octets, 16 * MB);
	cr_expect(p3_window_bring(&window, 5 * MB, 1001));
	cr_expect_eq(window.octets, 21 * MB);
	cr_expect(p3_window_bring(&window, 11 * MB, 1002));
	cr_expect_eq(window.octets, 32 * MB);
}

Test(window, is_not_set_anew_for_little)
{
	struct p3_window window = begun(1000);

	cr_expect_not(p3_window_bring(&window, MB / 2, 1001));
	cr_expect_not(p3_window_bring(&window, MB / 2 - 1, 1099));
	cr_expect_eq(window.octets, 16 * MB);
	cr_expect(p3_window_bring(&window, 1, 1099));
	cr_expect_eq(window.octets, 17 * MB);
}

Test(window, is_set_anew_when_a_period_is_over)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, 1000, 20, &now_ms);
	cr_expect_not(p3_window_bring(&window, 5 * MB, now_ms + 99));
	cr_expect_eq(window.octets, 1 * MB);
	cr_expect(p3_window_bring(&window, 0, now_ms + 100));
	cr_expect_geq(window.octets, 5 * MB);
}

Test(window, is_what_comes_in_two_seconds)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, 2 * MB, 20, &now_ms);
	cr_expect_eq(window.octets, 40 * MB);
	bring(&window, 2 * MB, 100, &now_ms);
	cr_expect_eq(window.octets, 40 * MB);
}

Test(window, grows_as_the_line_gets_faster_and_shrinks_again)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, 1 * MB, 20, &now_ms);
	cr_expect_eq(window.octets, 20 * MB);
	bring(&window, 3 * MB, 10, &now_ms);
	cr_expect_eq(window.octets, 40 * MB);
	bring(&window, 3 * MB, 10, &now_ms);
	cr_expect_eq(window.octets, 60 * MB);
	bring(&window, 1 * MB, 20, &now_ms);
	cr_expect_eq(window.octets, 20 * MB);
}

/* A line that brings all that was asked for in each round trip of 10 ms: what
 * is asked for then was let go by what came before. */
Test(window, doubles_in_a_round_trip_where_it_is_too_small)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);
	uint64_t before;

	for (int i = 0; i < 4; i++) {
		before = window.octets;
		cr_expect(p3_window_bring(&window, before, now_ms += 10));
		cr_expect_geq(window.octets, 2 * before);
	}
	cr_expect_eq(window.octets, 256 * MB);
}

Test(window, of_a_slow_line_is_small_once_that_is_known)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, MB / 5, 19, &now_ms);
	cr_expect_leq(window.octets, 20 * MB);
	bring(&window, MB / 5, 1, &now_ms);
	cr_expect_eq(window.octets, MB / 5 * 20);
	bring(&window, 1000, 20, &now_ms);
	cr_expect_eq(window.octets, 1 * MB);
}

Test(window, has_an_end)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, 1000 * MB, 30, &now_ms);
	cr_expect_eq(window.octets, 256 * MB);
}

/* A batch that takes long to write, or a server that thinks. */
Test(window, is_not_smaller_for_time_in_which_nothing_came)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, 2 * MB, 20, &now_ms);
	now_ms += 60000;
	bring(&window, 2 * MB, 1, &now_ms);
	cr_expect_geq(window.octets, 38 * MB);
}

Test(window, little_is_gathered_and_nothing_of_it_is_lost)
{
	struct p3_window window = {0};
	uint64_t came = 0, told = 0;
	unsigned tellings = 0;

	for (unsigned i = 0; i < 10000; i++) {
		const uint64_t gathered = p3_window_gather(&window, 100);

		came += 100;
		told += gathered;
		tellings += gathered > 0;
		cr_assert_eq(told + window.gathered, came);
	}
	cr_expect_lt(tellings, 100);
	cr_expect_gt(tellings, 10);
	cr_expect_eq(p3_window_gather(&window, MB), MB + came - told);
}

/* However slow a line, what is gathered makes its window no larger. */
Test(window, what_is_gathered_over_all_periods_is_less_than_the_least)
{
	struct p3_window window = begun(1000);
	int64_t now_ms = 1000;

	for (unsigned i = 0; i < 4000000 / 100; i++) {
		const uint64_t gathered = p3_window_gather(&window, 100);

		now_ms += 100;
		if (gathered > 0)
			p3_window_bring(&window, gathered, now_ms);
	}
	cr_expect_eq(window.octets, MB);
}
