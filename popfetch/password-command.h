/*
 * password-command.h - a password from a command's standard output.
 */
#ifndef POPFETCH_PASSWORD_COMMAND_H
#define POPFETCH_PASSWORD_COMMAND_H

#include <pop3/status.h>

/*
 * Runs command by /bin/sh, with /dev/null as standard input and our standard
 * error, and takes the first line it prints; the rest is read and dropped.
 * POP3_OK and *out_secret; else *error is filled: POP3_E_FILE (it failed, or
 * printed no line), POP3_E_CANCELLED, POP3_E_SYSTEM, POP3_E_NO_MEMORY.
 */
enum pop3_status password_command_run(
    const char *command, struct pop3_error *error, char **out_secret);

#endif
