/*
 * runner.h - an invocation carried out: its action, account by account.
 */
#ifndef POPFETCH_RUNNER_H
#define POPFETCH_RUNNER_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"

/*
 * Runs the action for every account in order, or with --jobs for several at
 * once (jobs.h).  One that fails does not keep the others from their turn; the
 * exit status is the worst (exit_status_worse()).  A signal ends the run after
 * the accounts in hand have recorded what is placed.
 */
enum exit_status runner_run(
    const struct invocation *invocation, struct pop3_cancel *cancel);

#endif
