/*
 * configure.h - --configure: from an address to an account that works.
 */
#ifndef POPFETCH_CONFIGURE_H
#define POPFETCH_CONFIGURE_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"

/*
 * Finds the server of the invocation's address, tries the login, finds a
 * place for mail, adds a section to the configuration and prints what comes
 * next, a name and a value a line: config, account, cron, timer, next.  At a
 * terminal it asks for what is not said; without one it takes what loses
 * nothing, and says what is missing.  Until everything is known nothing is
 * written, and nothing but the configuration is.
 */
enum exit_status configure_run(
    const struct invocation *invocation, struct pop3_cancel *cancel);

#endif
