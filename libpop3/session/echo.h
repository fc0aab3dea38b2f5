/*
 * session/echo.h - a server that says our secret back must not make us say
 * it, too: in an error's text, or in a trace.
 */
#ifndef P3_SESSION_ECHO_H
#define P3_SESSION_ECHO_H

#include "libpop3/session/handle.h"

/*
 * Replaces the secret in a printable text by "***", in any case, also where
 * the text or "..." has cut it; and base64 in which it is, whole.  One of less
 * than three octets is let be: it is in any text.
 */
void p3_echo_hide(char *text, const char *secret);

/* Keeps what the secret of a login is known by, in place of another one's;
 * NULL: there is none.  Whoever frees the session wipes it. */
void p3_echo_keep(struct pop3_session *session, const char *secret);

/* The same as p3_echo_hide() with what is kept. */
void p3_echo_hide_kept(const struct pop3_session *session, char *text);

/* The engine's trace; context is the session.  A line of the server's that
 * holds the secret that is kept, in these forms, is shown as "<hidden>". */
pop3_trace_fn p3_echo_trace;

#endif
