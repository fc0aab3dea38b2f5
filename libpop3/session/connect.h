/*
 * session/connect.h - what the other calls share with connecting: asking what
 * the server announces, and what follows from it.
 */
#ifndef P3_SESSION_CONNECT_H
#define P3_SESSION_CONNECT_H

#include "libpop3/session/handle.h"

/* Asks for the capabilities; a server that has no CAPA is no failure. */
enum pop3_status p3_connect_capabilities(struct pop3_session *session);

/* Takes the answer to a CAPA that has been submitted, with that status; what
 * is in flight behind it stays there. */
enum pop3_status p3_connect_take_capabilities(
    struct pop3_session *session, enum pop3_status submitted);

/* Whether the server has announced it (POP3_CAPA_...), as far as is known. */
bool p3_connect_announces(const struct pop3_session *session, uint32_t flag);

/* Whether a command may go behind another one before that is answered. */
bool p3_connect_pipelines(const struct pop3_session *session);

/* Whether commands go in one flight once logged in. */
bool p3_connect_sends_ahead(const struct pop3_session *session);

#endif
