/*
 * Accounts that fail for good, and how often they are tried again.
 */
#include <criterion/criterion.h>

#include "popfetch/jobs/rests.h"

/* The rounds it is left out of. */
static unsigned rounds(struct rest *rest)
{
	unsigned count = 0;

	while (!rest_is_over(rest))
		count++;
	return count;
}

Test(rests, a_refusal_is_followed_by_more_and_more_of_them)
{
	struct rest rest = {0};
	const unsigned wanted[] = {1, 3, 7, 15};

	cr_assert_eq(rounds(&rest), 0);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		rest_decide(&rest, EXIT_REFUSED, 60);
		cr_assert_eq(rounds(&rest), wanted[i]);
	}
}

Test(rests, they_take_no_longer_than_a_day)
{
	struct rest rest = {0};

	for (int i = 0; i < 100; i++)
		rest_decide(&rest, EXIT_CONFIG, 3600);
	cr_assert_eq(rounds(&rest), 24);
	rest = (struct rest){0};
	rest_decide(&rest, EXIT_REFUSED, 2 * 86400);
	cr_assert_eq(rounds(&rest), 0);
}

Test(rests, what_passes_needs_none)
{
	struct rest rest = {0};

	rest_decide(&rest, EXIT_TRY_LATER, 60);
	rest_decide(&rest, EXIT_UNAVAILABLE, 60);
	rest_decide(&rest, EXIT_DATA, 60);
	cr_assert_eq(rounds(&rest), 0);
}

Test(rests, a_success_ends_them)
{
	struct rest rest = {0};

	rest_decide(&rest, EXIT_REFUSED, 60);
	rest_decide(&rest, EXIT_REFUSED, 60);
	rest_decide(&rest, EXIT_DONE, 60);
	cr_assert_eq(rounds(&rest), 0);
	rest_decide(&rest, EXIT_REFUSED, 60);
	cr_assert_eq(rounds(&rest), 1);
}
