/*
 * session/login.c - from AUTHORIZATION to TRANSACTION (RFC 1939, section 4).
 *
 * A mechanism that is named is the one.  Otherwise the sasl room says which
 * to try (pop3_sasl_choose()), and the next is tried only where a refusal was
 * that of the mechanism: a secret that was refused once is not said again in
 * another way, since servers count that and lock accounts.
 *
 * Which refusal is which, servers seldom say in codes.  One that came before
 * any secret, or anything made of one, was sent cannot be the secret's; one
 * behind it is the mechanism's where its words say that the server does not
 * know it.
 *
 * Channel binding is where client and server must agree on what TLS 1.3 is
 * bound by (RFC 9266), and Cyrus does not: all of it up to 3.12 says
 * "tls-unique" there, which RFC 5929 has for older TLS only (its issue 4191).
 * A proof that is right is then refused, which costs three seconds and looks
 * like an attack in its log; so a Cyrus is not tried with -PLUS on TLS 1.3, and
 * of one that hides its name the refusal is taken for the binding's.  RFC 2449,
 * section 6.9, has no client heed that name: here it spares a refusal, and what
 * comes of the login is the same.  To go on without loses nothing: whoever
 * could forge that refusal could have taken -PLUS out of the announcement.
 *
 * The capabilities are asked for again afterwards, since they may differ (RFC
 * 2449, section 5): some servers announce TOP, UIDL and PIPELINING only then.
 * Of these three RFC 2449, section 6, says that they do not differ.  So where
 * PIPELINING was announced, and a listing comes next, CAPA need not be waited
 * for: it goes in one flight with LIST and UIDL (listing.c), and until it is
 * answered what was announced before login is believed.
 *
 * UTF8 (RFC 6856) is said first where the server announces it: Courier gives
 * another message than was stored to a client that did not, and Gmail closes
 * on a client that did without being asked to.  It goes in one flight with the
 * login where that may be, unless a refusal is to keep us from logging in.
 */
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/error.h"
#include "libpop3/sasl/choice.h"
#include "libpop3/session/connect.h"
#include "libpop3/session/drive.h"
#include "libpop3/session/echo.h"
#include "libpop3/session/login.h"

/* ---- Attempts ------------------------------------------------------------ */

static enum pop3_status cannot_ask_for(struct pop3_session *session,
    const struct p3_attempt *attempt, const char *mechanism)
{
	const char *whose = p3_attempt_for(attempt);
	char name[P3_WORDS_MAX];

	pop3_printable(name, sizeof name, whose, strlen(whose));
	return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
	    "cannot log in to the maildrop of '%s': %s cannot ask for it", name,
	    mechanism);
}

static enum pop3_status try_once(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	enum pop3_status status;

	attempt->another_may_do = false;
	p3_echo_keep(session, attempt->secret);
	status = attempt->mechanism->backend != NULL
		     ? p3_login_sasl(session, attempt)
		     : p3_login_command(session, attempt);
	if (status == POP3_OK)
		session->mechanism = attempt->mechanism->name;
	else
		p3_echo_hide_kept(session, session->error.text);
	return status;
}

/* Tokens live for an hour; whoever made one can often make another. */
static enum pop3_status try_mechanism(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	const struct pop3_credentials *credentials = attempt->credentials;
	enum pop3_status status = try_once(session, attempt);
	struct pop3_error refusal;
	const char *fresh;

	if (status != POP3_E_AUTH || session->standing == P3_BROKEN ||
	    attempt->mechanism->needs != P3_NEEDS_TOKEN ||
	    credentials->secret_again == NULL)
		return status;
	/* Whoever calls the session from there is told so in the error. */
	refusal = session->error;
	fresh = credentials->secret_again(credentials->context);
	session->error = refusal;
	if (fresh == NULL)
		return status;
	attempt->secret = fresh;
	return try_once(session, attempt);
}

static bool is_cyrus(const struct pop3_capabilities *announced)
{
	return announced != NULL &&
	       p3_begins(announced->implementation, "cyrus ");
}

static const char *choose(const struct pop3_session *session,
    const struct p3_attempt *attempt, struct pop3_sasl_options *options,
    const char *after)
{
	options->capabilities = pop3_engine_capabilities(session->engine);
	if (attempt->binding_refused ||
	    (options->binding_type == POP3_BINDING_TLS_EXPORTER &&
		is_cyrus(options->capabilities)))
		options->binding_length = 0;
	return pop3_sasl_choose(options, after);
}

/* What is tried before the one that served did not, or could not be used. */
static void forget_preferred(struct pop3_session *session,
    const struct pop3_sasl_options *options, const struct p3_mechanism *served)
{
	for (size_t i = 0; i < P3_MECHANISMS; i++) {
		const struct p3_mechanism *mechanism = p3_mechanism_at(i);

		if (p3_prefers(options, mechanism, served))
			p3_announced_forget(
			    &session->announced.before, mechanism->name);
	}
}

/* There is always USER, but for the maildrop of another. */
static enum pop3_status nothing_to_choose(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	attempt->another_may_do = true;
	return cannot_ask_for(session, attempt, "what would be chosen");
}

static enum pop3_status try_announced(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	unsigned char binding[POP3_BINDING_MAX];
	struct pop3_sasl_options options =
	    p3_attempt_options(session, attempt, binding);
	const char *name = choose(session, attempt, &options, NULL);
	enum pop3_status status = POP3_OK;

	if (name == NULL)
		return nothing_to_choose(session, attempt);
	for (; name != NULL; name = choose(session, attempt, &options, name)) {
		attempt->mechanism = p3_mechanism_find(name);
		status = try_once(session, attempt);
		if (status == POP3_OK || !attempt->another_may_do ||
		    session->announced.believed ||
		    session->standing == P3_BROKEN)
			break;
	}
	if (status == POP3_OK)
		forget_preferred(session, &options, attempt->mechanism);
	return status;
}

static enum pop3_status try_chosen(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	enum pop3_status status = try_announced(session, attempt);

	if (status == POP3_OK || !attempt->another_may_do ||
	    !session->announced.believed || session->standing == P3_BROKEN)
		return status;
	/* It was so the last time, and is no more. */
	status = p3_connect_capabilities(session);
	return status == POP3_OK ? try_announced(session, attempt) : status;
}

/* ---- Around them --------------------------------------------------------- */

static bool wants_utf8(const struct pop3_session *session)
{
	if (session->utf8 || session->options.utf8 == POP3_UTF8_OFF)
		return false;
	return session->options.utf8 == POP3_UTF8_ON ||
	       p3_connect_announces(session, POP3_CAPA_UTF8);
}

/* Whoever takes the next answer takes this one first. */
static enum pop3_status put_utf8_ahead(struct pop3_session *session)
{
	enum pop3_status status = pop3_engine_utf8(session->engine, 0);

	if (status != POP3_OK)
		return p3_drive_engine_failed(session, status);
	session->utf8_due = true;
	return POP3_OK;
}

static enum pop3_status say_utf8(struct pop3_session *session)
{
	struct p3_refusal refusal;
	enum pop3_status status;

	if (!wants_utf8(session))
		return POP3_OK;
	if (session->options.utf8 == POP3_UTF8_AUTO &&
	    p3_connect_pipelines(session))
		return put_utf8_ahead(session);
	status = p3_drive_answer(session, pop3_engine_utf8(session->engine, 0),
	    POP3_VERB_UTF8, NULL, NULL, &refusal);
	if (status != POP3_OK)
		return status;
	session->utf8 = !refusal.refused;
	if (session->utf8 || session->options.utf8 == POP3_UTF8_AUTO)
		return POP3_OK;
	return p3_refusal_error(&session->error, p3_refusal_status(&refusal),
	    &refusal, POP3_VERB_UTF8);
}

/* Connecting has made TLS where it was asked for; a second look costs
 * nothing, and a password said in the clear cannot be taken back. */
static bool may_say_secrets(const struct pop3_session *session)
{
	return session->options.tls == POP3_TLS_NONE ||
	       p3_transport_is_tls(session->transport);
}

static enum pop3_status learn_capabilities(struct pop3_session *session)
{
	const struct p3_announced_lines *after = &session->announced.after;

	if (session->announced.believed)
		return pop3_engine_set_capabilities(
		    session->engine, after->octets, after->length);
	/* To a server without CAPA it would be a wrong command, and some
	 * count those. */
	return session->has_capa ? p3_connect_capabilities(session) : POP3_OK;
}

/* The lines must be all there were, since the engine forgets them. */
static bool capa_can_wait(const struct pop3_session *session)
{
	return session->options.capa_with_listing &&
	       session->announced.before.whole &&
	       !session->announced.believed && p3_connect_pipelines(session);
}

static enum pop3_status put_capa_off(struct pop3_session *session)
{
	const struct p3_announced_lines *before = &session->announced.before;

	session->capa_due = true;
	return pop3_engine_set_capabilities(
	    session->engine, before->octets, before->length);
}

static enum pop3_status log_in(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	enum pop3_status status = say_utf8(session);
	bool can_wait = capa_can_wait(session);

	if (status == POP3_OK)
		status = attempt->mechanism != NULL
			     ? try_mechanism(session, attempt)
			     : try_chosen(session, attempt);
	/* Nothing came to be said behind it. */
	if (session->utf8_due)
		pop3_engine_withdraw(session->engine);
	session->utf8_due = false;
	if (status != POP3_OK)
		return status;
	session->standing = P3_TRANSACTION;
	return can_wait ? put_capa_off(session) : learn_capabilities(session);
}

static enum pop3_status unknown_mechanism(
    struct pop3_session *session, const char *mechanism)
{
	char name[P3_WORDS_MAX];

	pop3_printable(name, sizeof name, mechanism, strlen(mechanism));
	return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
	    "cannot log in: mechanism '%s' is not known here", name);
}

enum pop3_status pop3_session_login(
    struct pop3_session *session, const struct pop3_credentials *credentials)
{
	struct p3_attempt attempt = {.credentials = credentials};
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_AUTHORIZATION));
	if (status != POP3_OK)
		return status;
	if (credentials == NULL || credentials->size != sizeof *credentials)
		return p3_error(&session->error, POP3_E_MISUSE, 0,
		    "credentials are of another size");
	attempt.secret = credentials->password;
	if (credentials->mechanism != NULL) {
		attempt.mechanism = p3_mechanism_find(credentials->mechanism);
		if (attempt.mechanism == NULL)
			return unknown_mechanism(
			    session, credentials->mechanism);
		if (!attempt.mechanism->authorizes &&
		    p3_attempt_for(&attempt) != NULL)
			return cannot_ask_for(
			    session, &attempt, attempt.mechanism->name);
	}
	if (!may_say_secrets(session)) {
		status = p3_error(&session->error, POP3_E_CLEARTEXT, 0,
		    "cannot log in: connection to '%s' is in the clear",
		    session->options.host);
		return p3_session_break(session, status);
	}
	session->busy = true;
	status = log_in(session, &attempt);
	session->busy = false;
	return status;
}

const char *pop3_session_mechanism(const struct pop3_session *session)
{
	return session->mechanism;
}
