/*
 * session/tls.h - TLS as a session has it.
 */
#ifndef P3_SESSION_TLS_H
#define P3_SESSION_TLS_H

#include "libpop3/session/handle.h"

/* POP3_E_MISUSE where the options cannot be meant. */
enum pop3_status p3_session_check_tls(struct pop3_session *session);

/* The handshake; its failure is in the session's error. */
enum pop3_status p3_session_start_tls(struct pop3_session *session);

/* Keeps the ticket beyond the connection, and wipes it. */
void p3_session_keep_ticket(struct pop3_session *session);
void p3_session_forget_ticket(struct pop3_session *session);

#endif
