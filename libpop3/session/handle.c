/*
 * session/handle.c - what each call of a session begins with, and what ends
 * them all.
 *
 * What breaks a session closes the connection at once, since a dialogue whose
 * place in the stream is unknown can only do harm: the rest of a message would
 * be read as answers.  The failure stays in the handle and every later call
 * returns it again, so that the first cause is what is told in the end.
 */
#include "libpop3/session/handle.h"

#include <assert.h>

#include "libpop3/base/error.h"
#include "libpop3/net/cancel.h"

enum pop3_status p3_session_begin(struct pop3_session *session, unsigned where)
{
	static const char *const words[] = {
	    [P3_UNCONNECTED] = "session is not connected",
	    [P3_AUTHORIZATION] = "session is connected and not logged in",
	    [P3_TRANSACTION] = "session is logged in already",
	    [P3_ENDED] = "session has ended",
	};
	struct pop3_cancel *cancel = session->options.cancel;

	if (session->standing == P3_BROKEN)
		return session->error.status;
	if ((where & P3_WHERE(session->standing)) == 0)
		return p3_error(&session->error, POP3_E_MISUSE, 0, "%s",
		    words[session->standing]);
	/* The answers on their way are that call's, and would be taken for
	 * this one's. */
	if (session->busy || session->sink != NULL ||
	    pop3_engine_pending(session->engine) > 0)
		return p3_error(&session->error, POP3_E_MISUSE, 0,
		    "another call of this session has not ended");
	if (cancel == NULL)
		return POP3_OK;
	session->firings = p3_cancel_firings(cancel);
	/* Nothing is in flight yet, so this breaks nothing. */
	if (pop3_cancel_fired(cancel))
		return p3_error(
		    &session->error, POP3_E_CANCELLED, 0, "cancelled");
	return POP3_OK;
}

enum pop3_status p3_session_break(
    struct pop3_session *session, enum pop3_status status)
{
	assert(status != POP3_OK && status == session->error.status);
	p3_transport_free(session->transport);
	session->transport = NULL;
	session->standing = P3_BROKEN;
	return status;
}

void pop3_session_hurry(struct pop3_session *session)
{
	const uint32_t grace_ms = session->options.grace_ms;

	if (grace_ms == 0 || session->hurried ||
	    session->standing != P3_TRANSACTION)
		return;
	session->hurried = true;
	session->deadline_ms =
	    p3_earlier(p3_now_ms() + grace_ms, session->deadline_ms);
}

const char *p3_session_host(const struct pop3_session *session)
{
	const char *found = session->transport != NULL
				? p3_transport_service_host(session->transport)
				: NULL;

	return found != NULL ? found : session->options.host;
}

uint16_t p3_session_port(const struct pop3_session *session)
{
	const uint16_t found =
	    session->transport != NULL
		? p3_transport_service_port(session->transport)
		: 0;

	return found != 0 ? found : session->options.port;
}
