/*
 * session/login-sasl.c - AUTH (RFC 5034): between the engine, which knows the
 * lines, and the sasl room, which knows what stands in them.
 *
 * The initial response goes into the AUTH line only where that stays within
 * 255 octets (section 4), and where SASL was announced: a server without may
 * be one of RFC 1734, to which AUTH has one argument (section 3).  Otherwise
 * it is held back for the first challenge.
 * While an exchange is not complete a "+OK" is no success: servers of [MS-POP3]
 * write it in place of "+", and others in place of the proof they owe.
 *
 * An exchange that fails on our side is cancelled with "*", and the answer is
 * waited for, so that the dialogue is in step again.  A server that says +OK
 * to that is not to be talked to.
 */
#include <assert.h>
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/sasl/sasl.h"
#include "libpop3/session/connect.h"
#include "libpop3/session/drive.h"
#include "libpop3/session/login.h"

/* "AUTH ", a blank, and CRLF. */
#define LINE_AROUND (5 + 1 + 2)

struct exchange {
	struct pop3_session *session;
	struct p3_sasl *sasl;
	struct p3_response held; /* the initial response, or base64 NULL */
	enum pop3_status status; /* of our side; what for is in error */
	struct pop3_error error;
};

/* ---- Challenges ---------------------------------------------------------- */

static enum pop3_status respond(
    struct exchange *exchange, const struct p3_response *response)
{
	struct pop3_engine *engine = exchange->session->engine;
	enum pop3_status status =
	    pop3_engine_respond(engine, response->base64, response->length);

	if (status == POP3_OK && !p3_sasl_is_complete(exchange->sasl))
		status = pop3_engine_expect_challenge(engine);
	if (status != POP3_OK)
		return p3_error(&exchange->session->error, status, 0,
		    "cannot answer a challenge: %s", pop3_status_text(status));
	return POP3_OK;
}

static enum pop3_status on_event(void *context, const struct pop3_event *event)
{
	struct exchange *exchange = context;
	struct p3_response response = exchange->held;

	assert(event->type == POP3_EVENT_CHALLENGE);
	exchange->held.base64 = NULL;
	if (exchange->status == POP3_OK && response.base64 == NULL)
		exchange->status =
		    p3_sasl_step(exchange->sasl, event->u.line.octets,
			event->u.line.length, &exchange->error, &response);
	if (exchange->status == POP3_OK)
		return respond(exchange, &response);
	return pop3_engine_cancel(exchange->session->engine);
}

/* ---- The line ------------------------------------------------------------ */

/* The initial response as it stands in the line, or NULL where it is to wait
 * or there is none. */
static const char *initial_of(
    struct exchange *exchange, const struct p3_mechanism *mechanism)
{
	const struct p3_response held = exchange->held;

	if (mechanism->opening != P3_OPENING_RESPONSE ||
	    !p3_connect_announces(exchange->session, POP3_CAPA_SASL) ||
	    LINE_AROUND + strlen(mechanism->name) + held.length >
		POP3_COMMAND_MAX)
		return NULL;
	exchange->held.base64 = NULL;
	return held.length > 0 ? held.base64 : "=";
}

static enum pop3_status submit(
    struct exchange *exchange, const struct p3_mechanism *mechanism)
{
	struct pop3_engine *engine = exchange->session->engine;
	const char *initial = initial_of(exchange, mechanism);
	enum pop3_status status =
	    pop3_engine_auth(engine, mechanism->name, initial, 0);

	if (status == POP3_OK && (exchange->held.base64 != NULL ||
				     !p3_sasl_is_complete(exchange->sasl)))
		status = pop3_engine_expect_challenge(engine);
	return status;
}

/* ---- What it came to ----------------------------------------------------- */

static enum pop3_status cannot_log_in(struct pop3_session *session,
    const struct p3_attempt *attempt, const struct pop3_error *error)
{
	return p3_error(&session->error, error->status, 0,
	    "cannot log in by %s: %s", attempt->mechanism->name, error->text);
}

/* The exchange was cancelled, and the answer to that has come. */
static enum pop3_status cancelled(const struct exchange *exchange,
    struct p3_attempt *attempt, const struct p3_refusal *refusal)
{
	struct pop3_session *session = exchange->session;

	if (exchange->status == POP3_E_AUTH && refusal->refused)
		return p3_attempt_refused(
		    session, attempt, POP3_E_AUTH, exchange->error.text, "");
	cannot_log_in(session, attempt, &exchange->error);
	if (exchange->status != POP3_E_MISUSE || !refusal->refused)
		return p3_session_break(session, exchange->status);
	attempt->another_may_do = !p3_sasl_has_revealed(exchange->sasl);
	return exchange->status;
}

static enum pop3_status refused(const struct exchange *exchange,
    struct p3_attempt *attempt, const struct p3_refusal *refusal)
{
	enum pop3_status status = p3_refusal_login_status(refusal);
	bool unsupported;

	attempt->binding_refused =
	    attempt->mechanism->bound && p3_refusal_of_binding(refusal);
	unsupported =
	    attempt->binding_refused || p3_refusal_of_mechanism(refusal);
	attempt->another_may_do =
	    unsupported || (status == POP3_E_AUTH &&
			       (exchange->held.base64 != NULL ||
				   !p3_sasl_has_revealed(exchange->sasl)));
	return p3_attempt_refused(exchange->session, attempt,
	    unsupported ? POP3_E_UNSUPPORTED : status, refusal->words,
	    p3_sasl_words(exchange->sasl));
}

static enum pop3_status run(
    struct exchange *exchange, struct p3_attempt *attempt)
{
	struct p3_refusal refusal;
	enum pop3_status status;

	status = p3_drive_answer(exchange->session,
	    submit(exchange, attempt->mechanism), POP3_VERB_AUTH, on_event,
	    exchange, &refusal);
	if (status != POP3_OK)
		return status;
	if (exchange->status != POP3_OK)
		return cancelled(exchange, attempt, &refusal);
	return refusal.refused ? refused(exchange, attempt, &refusal) : POP3_OK;
}

/* ---- Beginning ----------------------------------------------------------- */

static enum pop3_status open_exchange(
    struct exchange *exchange, const struct p3_attempt *attempt)
{
	const struct pop3_session *session = exchange->session;
	const struct pop3_credentials *credentials = attempt->credentials;
	unsigned char binding[P3_BINDING_OCTETS_MAX];
	enum p3_binding type = P3_BINDING_TLS_UNIQUE;
	struct p3_identity identity = {
	    .user = credentials->user != NULL ? credentials->user : "",
	    .authzid = p3_attempt_for(attempt),
	    .secret = attempt->secret,
	    .host = p3_session_host(session),
	    .port = p3_session_port(session),
	    .binding = binding,
	};
	enum pop3_status status;

	if (attempt->mechanism->bound)
		identity.binding_length = p3_transport_channel_binding(
		    session->transport, &type, binding, sizeof binding);
	identity.channel = type == P3_BINDING_TLS_EXPORTER
			       ? P3_CHANNEL_TLS_EXPORTER
			       : P3_CHANNEL_TLS_UNIQUE;
	status = p3_sasl_new(
	    attempt->mechanism, &identity, &exchange->error, &exchange->sasl);
	if (status == POP3_OK &&
	    attempt->mechanism->opening != P3_OPENING_CHALLENGE)
		status = p3_sasl_open(
		    exchange->sasl, &exchange->error, &exchange->held);
	return status;
}

enum pop3_status p3_login_sasl(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	struct exchange exchange = {.session = session};
	enum pop3_status status = open_exchange(&exchange, attempt);

	if (status == POP3_OK) {
		status = run(&exchange, attempt);
	} else {
		cannot_log_in(session, attempt, &exchange.error);
		attempt->another_may_do = status != POP3_E_NO_MEMORY;
		if (status == POP3_E_NO_MEMORY)
			p3_session_break(session, status);
	}
	p3_sasl_free(exchange.sasl);
	return status;
}
