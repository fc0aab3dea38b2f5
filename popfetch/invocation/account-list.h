/*
 * account-list.h - the accounts of a run, each with its settings merged.
 */
#ifndef POPFETCH_ACCOUNT_LIST_H
#define POPFETCH_ACCOUNT_LIST_H

#include <stdio.h>

#include "popfetch/invocation/arguments.h"
#include "popfetch/invocation/config.h"

/*
 * Picks the accounts that the operands name (none: all that are enabled; with
 * --host, the one that the options describe) and merges, from the strongest:
 * command line, account section or URL, defaults, what is built in.  EXIT_DONE
 * and the invocation has its accounts; EXIT_USAGE or EXIT_CONFIG once the
 * error has been told.
 */
enum exit_status account_list_build(const struct arguments *arguments,
    const struct config *config, struct invocation *invocation);

/* A row an account: NAME TAB HOST TAB USER TAB enabled|disabled.  EXIT_DONE,
 * or what row_finish() says. */
enum exit_status account_list_print(
    FILE *stream, const struct invocation *invocation);

#endif
