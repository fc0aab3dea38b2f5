/*
 * session/login.h - the ways in which an attempt can be made.
 */
#ifndef P3_SESSION_LOGIN_H
#define P3_SESSION_LOGIN_H

#include "libpop3/session/attempt.h"

/* Logs in by a command of its own: USER, APOP. */
enum pop3_status p3_login_command(
    struct pop3_session *session, struct p3_attempt *attempt);

/* Logs in by AUTH (RFC 5034). */
enum pop3_status p3_login_sasl(
    struct pop3_session *session, struct p3_attempt *attempt);

#endif
