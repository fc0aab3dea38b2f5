/*
 * session/login.c - from AUTHORIZATION to TRANSACTION (RFC 1939, section 7).
 *
 * USER and PASS go one after the other: real servers lose what comes in one
 * flight with PASS.  The capabilities are asked for again afterwards, since
 * they may differ (RFC 2449, section 5): some servers announce TOP, UIDL and
 * PIPELINING only then.
 *
 * UTF8 (RFC 6856) is said first where the server announces it: Courier gives
 * another message than was stored to a client that did not, and Gmail closes
 * on a client that did without being asked to.
 *
 * What cannot be sent is found before anything is sent, and no text about it
 * shows what it was.
 */
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/sasl/apop.h"
#include "libpop3/session/connect.h"
#include "libpop3/session/drive.h"
#include "libpop3/session/letters.h"

/* "PASS " or "USER ", and CRLF. */
#define ARGUMENT_MAX (POP3_COMMAND_MAX - 5 - 2)
/* "APOP ", a blank, the digest, and CRLF. */
#define APOP_NAME_MAX (ARGUMENT_MAX - 1 - 32)

/* ---- Credentials --------------------------------------------------------- */

static enum pop3_status check_argument(struct pop3_session *session,
    const char *argument, const char *noun, size_t max)
{
	const char *why;

	if (argument == NULL || argument[0] == '\0')
		why = "is empty";
	else if (strpbrk(argument, "\r\n") != NULL)
		why = "holds a line end";
	else if (strlen(argument) > max)
		why = "is longer than a command can be";
	else
		return POP3_OK;
	return p3_error(&session->error, POP3_E_MISUSE, 0, "%s %s", noun, why);
}

static enum pop3_status refused_login(struct pop3_session *session,
    enum pop3_status status, const char *user, const struct p3_refusal *refusal)
{
	char name[P3_WORDS_MAX];

	pop3_printable(name, sizeof name, user, strlen(user));
	return p3_error(&session->error, status, 0,
	    "login refused for '%s'%s%s", name,
	    refusal->words[0] != '\0' ? ": " : "", refusal->words);
}

/* ---- Mechanisms ---------------------------------------------------------- */

/* Some servers refuse unknown names here, so that USER's refusal is one of
 * the credentials; it never tells of a lock. */
static enum pop3_status user_status(const struct p3_refusal *refusal)
{
	enum pop3_status status = p3_refusal_status(refusal);

	return status == POP3_E_REFUSED ? POP3_E_AUTH : status;
}

static enum pop3_status say_user_pass(
    struct pop3_session *session, const struct pop3_credentials *credentials)
{
	struct pop3_engine *engine = session->engine;
	struct p3_refusal refusal;
	enum pop3_status status;

	status = p3_drive_answer(session,
	    pop3_engine_user(engine, credentials->user, 0), POP3_VERB_USER,
	    NULL, NULL, &refusal);
	if (status != POP3_OK)
		return status;
	if (refusal.refused)
		return refused_login(session, user_status(&refusal),
		    credentials->user, &refusal);
	status = p3_drive_answer(session,
	    pop3_engine_pass(engine, credentials->password, 0), POP3_VERB_PASS,
	    NULL, NULL, &refusal);
	if (status != POP3_OK || !refusal.refused)
		return status;
	return refused_login(session, p3_refusal_login_status(&refusal),
	    credentials->user, &refusal);
}

static enum pop3_status user_pass(
    struct pop3_session *session, const struct pop3_credentials *credentials)
{
	enum pop3_status status;

	status = check_argument(
	    session, credentials->user, "user name", ARGUMENT_MAX);
	if (status == POP3_OK)
		status = check_argument(
		    session, credentials->password, "password", ARGUMENT_MAX);
	if (status == POP3_OK)
		status = say_user_pass(session, credentials);
	return status;
}

static enum pop3_status say_apop(struct pop3_session *session,
    const struct pop3_credentials *credentials, const char *timestamp)
{
	char digest[P3_APOP_DIGEST_MAX];
	struct p3_refusal refusal;
	enum pop3_status status;

	if (!p3_apop_digest(timestamp, credentials->password, digest))
		return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
		    "cannot use APOP: OpenSSL offers no MD5 here");
	status = p3_drive_answer(session,
	    pop3_engine_apop(session->engine, credentials->user, digest, 0),
	    POP3_VERB_APOP, NULL, NULL, &refusal);
	p3_wipe(digest, sizeof digest);
	if (status != POP3_OK || !refusal.refused)
		return status;
	return refused_login(session, p3_refusal_login_status(&refusal),
	    credentials->user, &refusal);
}

static enum pop3_status apop(
    struct pop3_session *session, const struct pop3_credentials *credentials)
{
	const char *timestamp = pop3_engine_timestamp(session->engine);
	enum pop3_status status;

	status = check_argument(
	    session, credentials->user, "user name", APOP_NAME_MAX);
	/* The secret itself is not sent, so its length is its own matter. */
	if (status == POP3_OK)
		status = check_argument(
		    session, credentials->password, "secret", SIZE_MAX);
	if (status != POP3_OK)
		return status;
	if (timestamp == NULL)
		return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
		    "cannot use APOP: no timestamp in the greeting of '%s'",
		    session->options.host);
	return say_apop(session, credentials, timestamp);
}

typedef enum pop3_status mechanism_fn(
    struct pop3_session *session, const struct pop3_credentials *credentials);

static const struct mechanism {
	const char *name; /* in lower case */
	mechanism_fn *login;
} mechanisms[] = {
    {"user", user_pass},
    {"apop", apop},
};

static mechanism_fn *find_mechanism(const char *name)
{
	if (name == NULL)
		return user_pass;
	for (size_t i = 0; i < sizeof mechanisms / sizeof *mechanisms; i++)
		if (p3_is(name, mechanisms[i].name))
			return mechanisms[i].login;
	return NULL;
}

static enum pop3_status unknown_mechanism(
    struct pop3_session *session, const char *mechanism)
{
	char name[P3_WORDS_MAX];

	pop3_printable(name, sizeof name, mechanism, strlen(mechanism));
	return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
	    "cannot log in: mechanism '%s' is not known here", name);
}

/* ---- Around them --------------------------------------------------------- */

static bool wants_utf8(const struct pop3_session *session)
{
	const struct pop3_capabilities *announced =
	    pop3_engine_capabilities(session->engine);

	if (session->utf8 || session->options.utf8 == POP3_UTF8_OFF)
		return false;
	return session->options.utf8 == POP3_UTF8_ON ||
	       (announced != NULL && (announced->flags & POP3_CAPA_UTF8) != 0);
}

static enum pop3_status say_utf8(struct pop3_session *session)
{
	struct p3_refusal refusal;
	enum pop3_status status;

	if (!wants_utf8(session))
		return POP3_OK;
	status = p3_drive_answer(session, pop3_engine_utf8(session->engine, 0),
	    POP3_VERB_UTF8, NULL, NULL, &refusal);
	if (status != POP3_OK)
		return status;
	session->utf8 = !refusal.refused;
	if (session->utf8 || session->options.utf8 == POP3_UTF8_AUTO)
		return POP3_OK;
	return p3_refusal_error(&session->error, p3_refusal_status(&refusal),
	    &refusal, POP3_VERB_UTF8, 0);
}

/* Connecting has made TLS where it was asked for; a second look costs
 * nothing, and a password said in the clear cannot be taken back. */
static bool may_say_secrets(const struct pop3_session *session)
{
	return session->options.tls == POP3_TLS_NONE ||
	       p3_transport_is_tls(session->transport);
}

static enum pop3_status log_in(struct pop3_session *session,
    const struct pop3_credentials *credentials, mechanism_fn *login)
{
	enum pop3_status status = say_utf8(session);

	if (status == POP3_OK)
		status = login(session, credentials);
	if (status != POP3_OK)
		return status;
	session->standing = P3_TRANSACTION;
	/* To a server without CAPA it would be a wrong command, and some
	 * count those. */
	return session->has_capa ? p3_connect_capabilities(session) : POP3_OK;
}

enum pop3_status pop3_session_login(
    struct pop3_session *session, const struct pop3_credentials *credentials)
{
	enum pop3_status status;
	mechanism_fn *login;

	status = p3_session_begin(session, P3_WHERE(P3_AUTHORIZATION));
	if (status != POP3_OK)
		return status;
	if (credentials == NULL || credentials->size != sizeof *credentials)
		return p3_error(&session->error, POP3_E_MISUSE, 0,
		    "credentials are of another size");
	login = find_mechanism(credentials->mechanism);
	if (login == NULL)
		return unknown_mechanism(session, credentials->mechanism);
	if (!may_say_secrets(session))
		return p3_error(&session->error, POP3_E_CLEARTEXT, 0,
		    "cannot log in: connection to '%s' is in the clear",
		    session->options.host);
	return log_in(session, credentials, login);
}
