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

	cr_assert_not(p3_window_bring(&window, 0, now_ms));
	return window;
}

Test(window, is_not_known_before_a_period_is_over)
{
	struct p3_window window = begun(1000);

	cr_expect_not(p3_window_bring(&window, 5 * MB, 1099));
	cr_expect_eq(window.octets, 0);
	cr_expect(p3_window_bring(&window, 1, 1100));
	cr_expect_eq(window.octets, 16 * MB);
	cr_expect_not(p3_window_bring(&window, 1, 1199));
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

/* A line that brings all that was asked for in each round trip of 100 ms. */
Test(window, doubles_where_it_was_too_small)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);
	uint64_t before;

	bring(&window, 16 * MB, 1, &now_ms);
	for (int i = 0; i < 4; i++) {
		before = window.octets;
		bring(&window, before, 1, &now_ms);
		cr_expect_geq(window.octets, 2 * before);
	}
	cr_expect_eq(window.octets, 256 * MB);
}

Test(window, of_a_slow_line_is_small_once_that_is_known)
{
	int64_t now_ms = 1000;
	struct p3_window window = begun(now_ms);

	bring(&window, MB / 5, 19, &now_ms);
	cr_expect_eq(window.octets, 16 * MB);
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
