/*
 * quiet.h - --quiet-failures: a failure that passes by itself is not worth a
 * mail from cron until it has lasted.
 *
 * Passing are 75 (try again later) and 69 (not reached, or refused without a
 * reason), but for a server that lacks what the action takes; all others are
 * said at once.  Since when an account fails stands in the state directory, in
 * a file beside its state (0600), until it does not.
 */
#ifndef POPFETCH_QUIET_H
#define POPFETCH_QUIET_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

/* A line for each message of a large maildrop; what is more is said at once. */
#define QUIET_OCTETS_MAX ((size_t)4 << 20)

struct quiet {
	const struct settings *settings;
	const struct talk *talk;
	bool lasts; /* to be set where what fails does not pass, whatever its
		     * exit status */
	struct talk_line *lines; /* that are held back */
	size_t count;
	size_t room;
	size_t octets; /* of them */
};

/* Where the settings say so, holds errors and warnings back from standard
 * error (a log has them at once) until quiet_end(); not with -v, and not where
 * it is a terminal. */
void quiet_begin(struct quiet *quiet, const struct settings *settings,
    const struct talk *talk);

/*
 * Says what was held back, but for a failure that passes and has not lasted;
 * one that has lasted is said once, with since when.  Where that cannot be
 * remembered, everything is said.  After a signal nothing is decided.
 */
void quiet_end(struct quiet *quiet, enum exit_status status);

#endif
