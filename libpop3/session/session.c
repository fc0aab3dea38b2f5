/*
 * session/session.c - making, ending and asking a handle.
 *
 * A session goes one way: unconnected, AUTHORIZATION, TRANSACTION (RFC 1939,
 * section 3), ended; or from anywhere to broken.
 */
#include <stdlib.h>

#include <pop3/lookup.h>

#include "libpop3/base/secret.h"
#include "libpop3/session/echo.h"
#include "libpop3/session/handle.h"
#include "libpop3/session/options.h"
#include "libpop3/session/tls.h"

/*
 * Commands in flight at most.  What a line holds is the engine's window in
 * octets to bound, which follows the line (window.c); this one only bounds the
 * ring, and is so large that even of messages of a kilobyte the window that it
 * begins with can be full.  Slots are made as they are used, 32 octets each and
 * their lines.
 */
#define COMMANDS_IN_FLIGHT 16384

static enum pop3_status make_engine(struct pop3_session *session)
{
	const struct pop3_engine_options options = {
	    .size = sizeof options,
	    .pipeline_commands = COMMANDS_IN_FLIGHT,
	    .pipelining = session->options.pipelining,
	    .trace = session->options.trace != NULL ? p3_echo_trace : NULL,
	    .trace_context = session,
	};

	return pop3_engine_new(&options, &session->engine);
}

/* The caller's descriptor becomes ours here, the last thing that can fail. */
static enum pop3_status fill(struct pop3_session *session)
{
	enum pop3_status status;

	if (!p3_options_own(&session->options))
		return POP3_E_NO_MEMORY;
	status = make_engine(session);
	if (status != POP3_OK || session->options.descriptor == 0)
		return status;
	return p3_connect_descriptor(
	    session->options.descriptor, &session->error, &session->transport);
}

enum pop3_status pop3_session_new(const struct pop3_session_options *options,
    struct pop3_session **out_session)
{
	struct pop3_session *session;
	enum pop3_status status;

	if (!p3_options_are_valid(options))
		return POP3_E_MISUSE;
	session = calloc(1, sizeof *session);
	if (session == NULL)
		return POP3_E_NO_MEMORY;
	session->options = *options;
	session->deadline_ms = P3_NO_DEADLINE;
	status = fill(session);
	if (status != POP3_OK) {
		session->options.lookup = NULL; /* the caller's still */
		pop3_session_free(session);
		return status;
	}
	*out_session = session;
	return POP3_OK;
}

void pop3_session_free(struct pop3_session *session)
{
	if (session == NULL)
		return;
	p3_transport_free(session->transport);
	pop3_engine_free(session->engine);
	p3_listed_clear(&session->listed);
	p3_session_forget_ticket(session);
	pop3_lookup_free(session->options.lookup);
	p3_options_clear(&session->options);
	p3_wipe(session->secret, sizeof session->secret);
	free(session);
}

const struct pop3_error *pop3_session_error(const struct pop3_session *session)
{
	static const struct pop3_error none = {
	    .status = POP3_E_MISUSE, .text = "there is no session"};

	return session != NULL ? &session->error : &none;
}

const struct pop3_capabilities *pop3_session_capabilities(
    const struct pop3_session *session)
{
	return pop3_engine_capabilities(session->engine);
}
