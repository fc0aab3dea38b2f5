/*
 * recover.h - finishing what an earlier run of the account had journalled and
 * perhaps not placed (invariant 2).
 */
#ifndef POPFETCH_RECOVER_H
#define POPFETCH_RECOVER_H

#include <pop3.h>
#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"
#include "popfetch/talk/talk.h"

/*
 * Places every message that is intended, in the order of the journal, each
 * in the destination that its record names.  Says what fails; nothing is
 * retrieved before this has succeeded.
 */
enum exit_status recover_run(const struct settings *settings, const char *spool,
    const struct talk *talk, struct pop3_state *state);

#endif
