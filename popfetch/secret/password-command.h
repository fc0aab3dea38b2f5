/*
 * password-command.h - a password from a command's standard output.
 */
#ifndef POPFETCH_PASSWORD_COMMAND_H
#define POPFETCH_PASSWORD_COMMAND_H

#include <pop3/status.h>
#include <stdint.h>

/* How long it may take: somebody may have to look for a key and to type. */
#define PASSWORD_COMMAND_S_MAX 300

/*
 * Runs command by /bin/sh, with /dev/null as standard input and our standard
 * error, and takes the first line it prints; the rest is read and dropped.
 * The shell must have exited with 0 by until_ns of the monotonic clock, and
 * within PASSWORD_COMMAND_S_MAX; what it leaves in the background is not
 * waited for.  POP3_OK and *out_secret; else *error is filled: POP3_E_FILE
 * (it failed, or printed no line), POP3_E_TIMEOUT and POP3_E_CANCELLED (a
 * signal came), where it has been ended, POP3_E_SYSTEM, POP3_E_NO_MEMORY.
 */
enum pop3_status password_command_run(const char *command, int64_t until_ns,
    struct pop3_error *error, char **out_secret);

#endif
