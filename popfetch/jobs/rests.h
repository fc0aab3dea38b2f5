/*
 * rests.h - with --every, an account whose failure lasts is left out of some
 * rounds: whoever is asked for the same wrong password every minute locks the
 * account.
 */
#ifndef POPFETCH_RESTS_H
#define POPFETCH_RESTS_H

#include <stdbool.h>

#include "popfetch/talk/exit-status.h"

struct rest {
	unsigned pause; /* rounds, of the last rest; 0: there was none */
	unsigned left;	/* rounds that are still to be left out */
};

/* Whether the account takes part in the round that begins. */
bool rest_is_over(struct rest *rest);

/*
 * What became of it in a round.  A refusal (77), a wrong configuration (78) or
 * command line (64) is a failure that lasts: it rests for one round, and where
 * it fails again so, for twice as many and one, as long as these together take
 * no longer than a day.  Anything else ends that.
 */
void rest_decide(struct rest *rest, enum exit_status status, unsigned every_s);

#endif
