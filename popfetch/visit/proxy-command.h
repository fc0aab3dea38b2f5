/*
 * proxy-command.h - a child whose standard input and output are the way to
 * the server.
 */
#ifndef POPFETCH_PROXY_COMMAND_H
#define POPFETCH_PROXY_COMMAND_H

#include <pop3/status.h>
#include <stdint.h>

#include "popfetch/system/spawn.h"

/* Room for a command with host and port put in. */
#define PROXY_COMMAND_SIZE 4096

/*
 * Puts host and port in for %h and %p, and "%" for "%%".  NULL, or why it
 * cannot be done: another letter, a host that may mean something to a shell,
 * too long.
 */
const char *proxy_command_expand(const char *command, const char *host,
    uint16_t port, char out_command[PROXY_COMMAND_SIZE]);

struct proxy_command {
	struct child child; /* zeroed: none */
	bool hung_up;	    /* it has closed its end, and so will be over */
};

/*
 * Starts the command; *out_descriptor is our end of it.  POP3_E_MISUSE (see
 * above), POP3_E_SYSTEM, both in *error.
 */
enum pop3_status proxy_command_start(struct proxy_command *out_started,
    const char *command, const char *host, uint16_t port,
    struct pop3_error *error, int *out_descriptor);

/*
 * Ends it, when our end has been closed: by SIGTERM if it is still there, and
 * by SIGKILL if that does not help.  The exit status with which it had ended
 * by itself, or 0; none started is fine.
 */
int proxy_command_end(struct proxy_command *started);

#endif
