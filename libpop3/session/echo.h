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

/* The engine's trace; context is the session.  A line of the server's that
 * holds the secret of the login under way, in these forms, is shown as
 * "<hidden>". */
pop3_trace_fn p3_echo_trace;

#endif
