/*
 * session/connect.c - from nothing to the AUTHORIZATION state.
 *
 * Implicit TLS (RFC 8314) is made before the first octet of POP3.  STLS (RFC
 * 2595, section 4) is a promise that somebody on the way may try to break: by
 * taking STLS out of the capabilities, by refusing it in the server's name,
 * or by slipping in octets behind its answer.  Each of these ends the
 * session here, before anything secret exists on the wire; there is no going
 * on in the clear.  What was announced before TLS is forgotten and asked for
 * again inside.
 *
 * The way there may be a proxy, a socket, somebody else's descriptor, or a
 * server that the domain's DNS names.  None of them has a say in how TLS is
 * made.
 *
 * What the server announced the last time may be believed instead
 * (announced.c).
 *
 * A server without CAPA (RFC 1939 knows none) is a server without
 * capabilities: STLS, UIDL and TOP are then simply tried.
 */
#include "libpop3/session/connect.h"

#include <assert.h>
#include <stdio.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/session/drive.h"
#include "libpop3/session/echo.h"
#include "libpop3/session/tls.h"

static void tell(const struct pop3_session *session, enum pop3_step step)
{
	if (session->options.step != NULL)
		session->options.step(session->options.step_context, step);
}

static enum p3_service service(const struct pop3_session_options *given)
{
	if (!given->srv)
		return P3_SERVICE_NONE;
	return given->tls == POP3_TLS_IMPLICIT ? P3_SERVICE_POP3S
					       : P3_SERVICE_POP3;
}

static enum pop3_status take_way(
    struct pop3_session *session, const struct p3_patience *patience)
{
	const struct pop3_session_options *given = &session->options;
	const struct p3_connect_options options = {
	    .host = given->host,
	    .port = given->port,
	    .family = given->family,
	    .source = given->source_address,
	    .proxy = given->proxy,
	    .proxy_password = given->proxy_password,
	    .service = service(given),
	    .lookup = given->lookup,
	};

	/* A descriptor that was given. */
	if (session->transport != NULL)
		return POP3_OK;
	if (given->socket_path != NULL)
		return p3_connect_local(given->socket_path, patience,
		    &session->error, &session->transport);
	return p3_connect(
	    &options, patience, &session->error, &session->transport);
}

static enum pop3_status connect_transport(struct pop3_session *session)
{
	struct p3_patience patience = p3_drive_patience(session);
	enum pop3_status status = take_way(session, &patience);
	struct pop3_error noun;

	if (status == POP3_OK) {
		snprintf(session->address, sizeof session->address, "%s",
		    p3_transport_address(session->transport));
		tell(session, POP3_STEP_CONNECTED);
	}
	/* A proxy's words are in the text, and what it was told may be in
	 * them. */
	if (status != POP3_OK && session->options.proxy_password != NULL)
		p3_echo_hide(
		    session->error.text, session->options.proxy_password);
	if (status != POP3_E_TIMEOUT)
		return status;
	p3_error(&noun, status, 0, "connection to '%s'", session->options.host);
	return p3_drive_out_of_time(session, noun.text);
}

static enum pop3_status secure(struct pop3_session *session)
{
	enum pop3_status status = p3_session_start_tls(session);

	if (status == POP3_OK)
		tell(session, POP3_STEP_TLS);
	return status;
}

static enum pop3_status open_transport(struct pop3_session *session)
{
	enum pop3_status status = POP3_OK;

	if (session->options.tls != POP3_TLS_NONE)
		status = p3_session_check_tls(session);
	if (session->options.deadline_ms != 0)
		session->deadline_ms =
		    p3_now_ms() + session->options.deadline_ms;
	if (status == POP3_OK)
		status = connect_transport(session);
	if (status == POP3_E_MISUSE)
		return status;
	if (status == POP3_OK && session->options.tls == POP3_TLS_IMPLICIT)
		status = secure(session);
	return status != POP3_OK ? p3_session_break(session, status) : POP3_OK;
}

const char *pop3_session_address(const struct pop3_session *session)
{
	return session->address[0] != '\0' ? session->address : NULL;
}

const char *pop3_session_greeting(const struct pop3_session *session)
{
	return session->greeting;
}

static enum pop3_status await_greeting(struct pop3_session *session)
{
	struct p3_refusal refusal;
	struct pop3_event event;
	enum pop3_status status;

	p3_drive_await(session, POP3_VERB_NONE, 0);
	status = p3_drive_next(session, &event);
	if (status != POP3_OK)
		return status;
	pop3_printable(session->greeting, sizeof session->greeting,
	    event.line.octets, event.line.length);
	if (event.u.reply.ok) {
		tell(session, POP3_STEP_GREETING);
		return POP3_OK;
	}
	p3_refusal_keep(&refusal, &event);
	status = p3_refusal_status(&refusal);
	p3_error(&session->error, status, 0,
	    "server '%s' refused the session in its greeting%s%s",
	    session->options.host, refusal.words[0] != '\0' ? ": " : "",
	    refusal.words);
	return p3_session_break(session, status);
}

static enum pop3_status keep_line(void *context, const struct pop3_event *event)
{
	p3_announced_add(context, event);
	return POP3_OK;
}

bool p3_connect_announces(const struct pop3_session *session, uint32_t flag)
{
	const struct pop3_capabilities *announced =
	    pop3_engine_capabilities(session->engine);

	return announced != NULL && (announced->flags & flag) != 0;
}

bool p3_connect_pipelines(const struct pop3_session *session)
{
	return session->options.pipelining != POP3_PIPELINING_OFF &&
	       p3_connect_announces(session, POP3_CAPA_PIPELINING);
}

bool p3_connect_sends_ahead(const struct pop3_session *session)
{
	return session->options.pipelining == POP3_PIPELINING_ON ||
	       p3_connect_pipelines(session);
}

enum pop3_status p3_connect_take_capabilities(
    struct pop3_session *session, enum pop3_status submitted)
{
	struct p3_announced *announced = &session->announced;
	struct p3_announced_lines *lines = session->standing == P3_TRANSACTION
					       ? &announced->after
					       : &announced->before;
	bool believed = announced->believed;
	struct p3_refusal refusal;
	enum pop3_status status;

	announced->believed = false;
	p3_announced_begin(lines);
	status = p3_drive_answer(
	    session, submitted, POP3_VERB_CAPA, keep_line, lines, &refusal);
	lines->whole = lines->whole && status == POP3_OK && !refusal.refused;
	if (status != POP3_OK)
		return status;
	session->has_capa = !refusal.refused;
	if (refusal.refused && believed)
		return pop3_engine_set_capabilities(session->engine, NULL, 0);
	return POP3_OK;
}

enum pop3_status p3_connect_capabilities(struct pop3_session *session)
{
	return p3_connect_take_capabilities(
	    session, pop3_engine_capa(session->engine, 0));
}

static enum pop3_status ask_capabilities(struct pop3_session *session)
{
	const struct p3_announced_lines *before = &session->announced.before;
	enum pop3_status status;

	if (session->announced.believed) {
		session->has_capa = true;
		return pop3_engine_set_capabilities(
		    session->engine, before->octets, before->length);
	}
	if (session->options.no_capa)
		return POP3_OK;
	status = p3_connect_capabilities(session);
	if (status == POP3_OK)
		tell(session, POP3_STEP_CAPABILITIES);
	return status;
}

static enum pop3_status start_tls(void *context, const struct pop3_event *event)
{
	struct pop3_session *session = context;
	enum pop3_status status;

	assert(event->type == POP3_EVENT_START_TLS);
	status = secure(session);
	if (status == POP3_OK)
		status = pop3_engine_tls_started(session->engine);
	return status;
}

static enum pop3_status tls_unavailable(
    struct pop3_session *session, const char *why, const char *words)
{
	p3_error(&session->error, POP3_E_TLS_UNAVAILABLE, 0,
	    "server '%s' %s STLS%s%s", session->options.host, why,
	    words[0] != '\0' ? ": " : "", words);
	return p3_session_break(session, POP3_E_TLS_UNAVAILABLE);
}

static enum pop3_status upgrade(struct pop3_session *session)
{
	struct p3_refusal refusal;
	enum pop3_status status;

	if (pop3_engine_capabilities(session->engine) != NULL &&
	    !p3_connect_announces(session, POP3_CAPA_STLS))
		return tls_unavailable(session, "does not offer", "");
	status = p3_drive_answer(session, pop3_engine_stls(session->engine, 0),
	    POP3_VERB_STLS, start_tls, session, &refusal);
	if (status != POP3_OK)
		return status;
	if (refusal.refused)
		return tls_unavailable(session, "refused", refusal.words);
	return ask_capabilities(session);
}

static enum pop3_status connect_all(struct pop3_session *session)
{
	enum pop3_status status = open_transport(session);
	bool starttls;

	if (status == POP3_OK)
		status = await_greeting(session);
	/* What is believed was said inside TLS. */
	p3_announced_read(&session->announced, &session->options);
	starttls = session->options.tls == POP3_TLS_STARTTLS;
	if (status == POP3_OK && !(starttls && session->announced.believed))
		status = ask_capabilities(session);
	if (status == POP3_OK && starttls)
		status = upgrade(session);
	if (status == POP3_OK)
		session->standing = P3_AUTHORIZATION;
	return status;
}

enum pop3_status pop3_session_connect(struct pop3_session *session)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_UNCONNECTED));
	if (status != POP3_OK)
		return status;
	session->busy = true;
	status = connect_all(session);
	session->busy = false;
	return status;
}
