/*
 * rests.c - 1, 3, 7, 15 rounds and so on, up to those of a day.
 */
#include "popfetch/jobs/rests.h"

#define DAY_S 86400u

static bool lasts(enum exit_status status)
{
	return status == EXIT_REFUSED || status == EXIT_CONFIG ||
	       status == EXIT_USAGE;
}

bool rest_is_over(struct rest *rest)
{
	if (rest->left == 0)
		return true;
	rest->left--;
	return false;
}

void rest_decide(struct rest *rest, enum exit_status status, unsigned every_s)
{
	const unsigned longest = DAY_S / every_s;

	if (!lasts(status)) {
		*rest = (struct rest){0};
		return;
	}
	rest->pause = 2 * rest->pause + 1;
	if (rest->pause > longest)
		rest->pause = longest;
	rest->left = rest->pause;
}
