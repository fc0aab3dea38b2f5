/*
 * command-line.h - from argv to what is to be done.
 */
#ifndef POPFETCH_COMMAND_LINE_H
#define POPFETCH_COMMAND_LINE_H

#include "popfetch/options/settings.h"
#include "popfetch/talk/exit-status.h"

/*
 * Reads the command line and the configuration.  EXIT_DONE and
 * *out_invocation, or what to exit with, once the error has been told in one
 * line.  For ACTION_HELP and ACTION_VERSION no configuration is read and
 * there are no accounts.
 */
enum exit_status command_line_read(
    int argc, char *const argv[], struct invocation *out_invocation);

/* Frees all; fine on a zeroed one. */
void invocation_clear(struct invocation *invocation);

#endif
