/*
 * runner.h - an invocation carried out: its action, account by account.
 */
#ifndef POPFETCH_RUNNER_H
#define POPFETCH_RUNNER_H

#include "exit-status.h"
#include "settings.h"

/*
 * Runs the action for every account in order.  One that fails does not keep
 * the others from their turn; the exit status is the worst.  A signal ends
 * the run after the account in hand has recorded what is placed.
 */
enum exit_status runner_run(
    const struct invocation *invocation, struct pop3_cancel *cancel);

#endif
