/*
 * session/session.c - making, ending and asking a handle.
 *
 * A session goes one way: unconnected, AUTHORIZATION, TRANSACTION (RFC 1939,
 * section 3), ended; or from anywhere to broken.  What breaks it closes the
 * connection at once, since a dialogue whose place in the stream is unknown
 * can only do harm: the rest of a message would be read as answers.  The
 * failure stays in the handle and every later call returns it again, so that
 * the first cause is what is told in the end.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/session/handle.h"

static bool options_are_valid(const struct pop3_session_options *options)
{
	/* A larger one is from a newer header; what it asks for may be a
	 * matter of trust, so it cannot be passed over. */
	if (options == NULL || options->size != sizeof *options)
		return false;
	return options->host != NULL && options->host[0] != '\0' &&
	       (unsigned)options->tls <= POP3_TLS_NONE &&
	       (unsigned)options->family <= POP3_FAMILY_IPV6 &&
	       (unsigned)options->pipelining <= POP3_PIPELINING_OFF &&
	       (unsigned)options->utf8 <= POP3_UTF8_OFF;
}

static bool copy_text(const char **text)
{
	if (*text == NULL)
		return true;
	*text = strdup(*text);
	return *text != NULL;
}

/* Copies all, so that each string is ours or NULL whatever failed. */
static bool copy_texts(struct pop3_session_options *options)
{
	bool host = copy_text(&options->host);
	bool tls_host = copy_text(&options->tls_host);
	bool ca_file = copy_text(&options->tls_ca_file);
	bool ca_dir = copy_text(&options->tls_ca_dir);

	return host && tls_host && ca_file && ca_dir;
}

static void set_defaults(struct pop3_session_options *options)
{
	if (options->port == 0)
		options->port = options->tls == POP3_TLS_IMPLICIT ? 995 : 110;
	if (options->timeout_ms == 0)
		options->timeout_ms = POP3_TIMEOUT_MS_DEFAULT;
}

static enum pop3_status make_engine(struct pop3_session *session)
{
	const struct pop3_engine_options options = {
	    .size = sizeof options,
	    .pipelining = session->options.pipelining,
	    .trace = session->options.trace,
	    .trace_context = session->options.trace_context,
	};

	return pop3_engine_new(&options, &session->engine);
}

enum pop3_status pop3_session_new(const struct pop3_session_options *options,
    struct pop3_session **out_session)
{
	struct pop3_session *session;
	enum pop3_status status;

	if (!options_are_valid(options))
		return POP3_E_MISUSE;
	session = calloc(1, sizeof *session);
	if (session == NULL)
		return POP3_E_NO_MEMORY;
	session->options = *options;
	session->deadline_ms = P3_NO_DEADLINE;
	status = copy_texts(&session->options) ? make_engine(session)
					       : POP3_E_NO_MEMORY;
	if (status != POP3_OK) {
		pop3_session_free(session);
		return status;
	}
	set_defaults(&session->options);
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
	free((char *)session->options.host);
	free((char *)session->options.tls_host);
	free((char *)session->options.tls_ca_file);
	free((char *)session->options.tls_ca_dir);
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
	/* Nothing is in flight yet, so this breaks nothing. */
	if (cancel != NULL && pop3_cancel_fired(cancel))
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
