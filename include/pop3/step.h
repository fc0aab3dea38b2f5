/*
 * pop3/step.h - the steps by which a session is made, for whoever shows or
 * times them.
 */
#ifndef POP3_STEP_H
#define POP3_STEP_H

#include <pop3/api.h>

POP3_BEGIN_DECLS

/* What has just been done; with STLS, CAPABILITIES comes before and after
 * TLS, and nowhere where what was announced before is believed. */
enum pop3_step {
	POP3_STEP_CONNECTED = 1, /* pop3_session_address() tells where */
	POP3_STEP_TLS,		 /* pop3_session_tls_info() tells what */
	POP3_STEP_GREETING,
	POP3_STEP_CAPABILITIES /* pop3_session_capabilities() has them */
};

/* Called by pop3_session_connect() at each step that went well; may use the
 * getters of the session and nothing else of it. */
typedef void pop3_step_fn(void *context, enum pop3_step step);

POP3_END_DECLS

#endif
