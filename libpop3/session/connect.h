/*
 * session/connect.h - what login shares with connecting.
 */
#ifndef P3_SESSION_CONNECT_H
#define P3_SESSION_CONNECT_H

#include "libpop3/session/handle.h"

/* Asks for the capabilities; a server that has no CAPA is no failure. */
enum pop3_status p3_connect_capabilities(struct pop3_session *session);

#endif
