/*
 * account-draft.h - an account that is to be configured, as far as it is
 * known beforehand.
 */
#ifndef POPFETCH_ACCOUNT_DRAFT_H
#define POPFETCH_ACCOUNT_DRAFT_H

#include "popfetch/invocation/arguments.h"
#include "popfetch/invocation/config.h"

/*
 * Makes the one account of --configure, from the strongest: command line,
 * defaults of the configuration, what is built in.  Server, port, user and TLS
 * mode are those of the command line or none, since those of the defaults are
 * the other accounts'.  An operand is the name that the section is to have;
 * without one the account has none yet.  EXIT_DONE, or EXIT_USAGE once the
 * error has been told.
 */
enum exit_status account_draft_build(const struct arguments *arguments,
    const struct config *config, struct invocation *invocation);

#endif
