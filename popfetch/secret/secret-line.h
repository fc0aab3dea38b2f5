/*
 * secret-line.h - reading a line that is a secret, from any descriptor, and
 * forgetting it again.
 */
#ifndef POPFETCH_SECRET_LINE_H
#define POPFETCH_SECRET_LINE_H

#include <pop3/status.h>

/* A secret is a password or a token; beyond this it is a mistake. */
#define SECRET_OCTETS_MAX 65536

/*
 * Reads one line and not an octet more, so that a descriptor can give a line
 * each to several accounts.  The end of the file ends a line, too; LF or CRLF
 * is cut off, and a byte order mark in front.  POP3_OK and *out_line, to be
 * wiped with secret_free(); POP3_E_FILE (no line, an empty one, a NUL inside),
 * POP3_E_LIMIT, POP3_E_CANCELLED (a signal came), POP3_E_SYSTEM with errno,
 * POP3_E_NO_MEMORY.
 */
enum pop3_status secret_line_read(int fd, char **out_line);

/* The same; before each octet wait() waits for it.  Unless that is POP3_OK it
 * is the status of the whole. */
typedef enum pop3_status secret_wait_fn(void *context);
enum pop3_status secret_line_read_when(
    int fd, secret_wait_fn *wait, void *context, char **out_line);

/* Overwrites in a way no compiler leaves out. */
void secret_wipe(void *octets, size_t length);

/* Wipes and frees; NULL is fine. */
void secret_free(char *secret);

/* Fills *error for a status of secret_line_read(); from says what was read,
 * "'/x'" or "the password command". */
enum pop3_status secret_line_failed(
    struct pop3_error *error, enum pop3_status status, const char *from);

#endif
