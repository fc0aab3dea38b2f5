/*
 * session/login-sasl.c - AUTH (RFC 5034): between the engine, which knows the
 * lines, and the sasl room, which knows what stands in them.
 *
 * While an exchange is not complete a "+OK" is no success: servers of [MS-POP3]
 * write it in place of "+", and others in place of the proof they owe.
 *
 * An exchange that fails on our side is cancelled with "*", and the answer is
 * waited for, so that the dialogue is in step again.  A server that says +OK
 * to that is not to be talked to.
 */
#include <assert.h>

#include <pop3/sasl.h>

#include "libpop3/base/error.h"
#include "libpop3/session/drive.h"
#include "libpop3/session/login.h"

struct exchange {
	struct pop3_session *session;
	struct pop3_sasl *sasl;
};

/* ---- Challenges ---------------------------------------------------------- */

static enum pop3_status respond(
    const struct exchange *exchange, const char *base64, size_t length)
{
	struct pop3_engine *engine = exchange->session->engine;
	enum pop3_status status = pop3_engine_respond(engine, base64, length);

	if (status == POP3_OK && !pop3_sasl_is_complete(exchange->sasl))
		status = pop3_engine_expect_challenge(engine);
	return status;
}

static enum pop3_status on_event(void *context, const struct pop3_event *event)
{
	const struct exchange *exchange = context;
	enum pop3_status status;
	const char *base64;
	size_t length;

	assert(event->type == POP3_EVENT_CHALLENGE);
	if (pop3_sasl_answer(exchange->sasl, event->u.line.octets,
		event->u.line.length, &base64, &length) == POP3_OK)
		status = respond(exchange, base64, length);
	else
		status = pop3_engine_cancel(exchange->session->engine);
	if (status != POP3_OK)
		return p3_error(&exchange->session->error, status, 0,
		    "cannot answer a challenge: %s", pop3_status_text(status));
	return POP3_OK;
}

static enum pop3_status submit(const struct exchange *exchange)
{
	struct pop3_engine *engine = exchange->session->engine;
	struct pop3_sasl *sasl = exchange->sasl;
	enum pop3_status status = pop3_engine_auth(
	    engine, pop3_sasl_mechanism(sasl), pop3_sasl_initial(sasl), 0);

	if (status == POP3_OK && !pop3_sasl_is_complete(sasl))
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
	const struct pop3_error *error = pop3_sasl_error(exchange->sasl);

	if (error->status == POP3_E_AUTH && refusal->refused)
		return p3_attempt_refused(
		    session, attempt, POP3_E_AUTH, error->text, "");
	cannot_log_in(session, attempt, error);
	if (error->status != POP3_E_MISUSE || !refusal->refused)
		return p3_session_break(session, error->status);
	attempt->another_may_do = !pop3_sasl_has_revealed(exchange->sasl);
	return error->status;
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
	    unsupported ||
	    (status == POP3_E_AUTH && !pop3_sasl_has_revealed(exchange->sasl));
	return p3_attempt_refused(exchange->session, attempt,
	    unsupported ? POP3_E_UNSUPPORTED : status, refusal->words,
	    pop3_sasl_words(exchange->sasl));
}

static enum pop3_status run(
    struct exchange *exchange, struct p3_attempt *attempt)
{
	struct p3_refusal refusal;
	enum pop3_status status;

	status = p3_drive_answer(exchange->session, submit(exchange),
	    POP3_VERB_AUTH, on_event, exchange, &refusal);
	if (status != POP3_OK)
		return status;
	if (pop3_sasl_error(exchange->sasl)->status != POP3_OK)
		return cancelled(exchange, attempt, &refusal);
	return refusal.refused ? refused(exchange, attempt, &refusal) : POP3_OK;
}

/* ---- Beginning ----------------------------------------------------------- */

static enum pop3_status open_exchange(struct exchange *exchange,
    const struct p3_attempt *attempt, struct pop3_error *error)
{
	unsigned char binding[POP3_BINDING_MAX];
	struct pop3_sasl_options options =
	    p3_attempt_options(exchange->session, attempt, binding);

	options.mechanism = attempt->mechanism->name;
	return pop3_sasl_new(&options, error, &exchange->sasl);
}

enum pop3_status p3_login_sasl(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	struct exchange exchange = {.session = session};
	struct pop3_error error;
	enum pop3_status status = open_exchange(&exchange, attempt, &error);

	if (status == POP3_OK) {
		status = run(&exchange, attempt);
	} else {
		cannot_log_in(session, attempt, &error);
		attempt->another_may_do = status != POP3_E_NO_MEMORY;
		if (status == POP3_E_NO_MEMORY)
			p3_session_break(session, status);
	}
	pop3_sasl_free(exchange.sasl);
	return status;
}
