/*
 * pop3/cancel.h - stopping a blocking call from elsewhere.
 *
 * One handle may be given to any number of sessions.  Firing it makes the
 * call that waits in one of them, and every later one, return
 * POP3_E_CANCELLED until the handle is reset.  A handle belongs to one
 * process: after fork() the child makes its own, or each would stop both.
 */
#ifndef POP3_CANCEL_H
#define POP3_CANCEL_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_cancel;

/* One that is not fired.  POP3_E_NO_MEMORY; POP3_E_SYSTEM (no descriptor is
 * left). */
POP3_API enum pop3_status pop3_cancel_new(struct pop3_cancel **out_cancel);

/* NULL is fine.  No session may be using it any more. */
POP3_API void pop3_cancel_free(struct pop3_cancel *cancel);

/* Safe in a signal handler and from any thread; keeps errno. */
POP3_API void pop3_cancel_fire(struct pop3_cancel *cancel);

/* Whether it was fired; safe in a signal handler and from any thread. */
POP3_API bool pop3_cancel_fired(const struct pop3_cancel *cancel);

/* Takes the firing back, so that a last QUIT can be sent. */
POP3_API void pop3_cancel_reset(struct pop3_cancel *cancel);

/* A descriptor that is readable once fired, for a poll of one's own. */
POP3_API int pop3_cancel_descriptor(const struct pop3_cancel *cancel);

POP3_END_DECLS

#endif
