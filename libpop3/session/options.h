/*
 * session/options.h - a session's own copy of what it was asked for.
 */
#ifndef P3_SESSION_OPTIONS_H
#define P3_SESSION_OPTIONS_H

#include <pop3/session.h>

bool p3_options_are_valid(const struct pop3_session_options *options);

/*
 * Replaces what is pointed to by copies, and zeros by the defaults.  False
 * without memory: what is there then can be cleared all the same.
 */
bool p3_options_own(struct pop3_session_options *options);

/* Frees the copies, and wipes those that are secret. */
void p3_options_clear(struct pop3_session_options *options);

#endif
