/*
 * lmtp-connection.h - the connection to an LMTP server: octets and replies,
 * each within a limit of time.
 */
#ifndef POPFETCH_LMTP_CONNECTION_H
#define POPFETCH_LMTP_CONNECTION_H

#include <pop3/status.h>

#include "popfetch/deliver/lmtp.h"

struct lmtp_connection {
	const char *address; /* lmtp-address.h; so it is named in errors */
	int fd;		     /* -1: none */
	uint32_t timeout_ms; /* for connecting, and to send some octets */
	char octets[4096];   /* that came, from begin to end */
	size_t begin, end;
};

/* POP3_OK, POP3_E_HOST_NOT_FOUND, POP3_E_NAME_TEMPORARY, POP3_E_CONNECT,
 * POP3_E_TIMEOUT, POP3_E_MISUSE (no address), POP3_E_NO_MEMORY, with *error
 * filled. */
enum pop3_status lmtp_connection_open(
    struct lmtp_connection *connection, struct pop3_error *error);

/* Fine when there is none. */
void lmtp_connection_close(struct lmtp_connection *connection);

/* Sends all; POP3_E_CLOSED, POP3_E_TIMEOUT with *error filled. */
enum pop3_status lmtp_send(struct lmtp_connection *connection,
    const char *octets, size_t n, struct pop3_error *error);

/* The next reply, complete within the limit; POP3_E_CLOSED, POP3_E_TIMEOUT,
 * POP3_E_PROTOCOL with *error filled. */
enum pop3_status lmtp_hear(struct lmtp_connection *connection,
    uint32_t limit_ms, struct lmtp_reply *out_reply, struct pop3_error *error);

#endif
