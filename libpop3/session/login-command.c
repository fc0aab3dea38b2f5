/*
 * session/login-command.c - USER and PASS, and APOP (RFC 1939, section 7).
 *
 * USER and PASS go one after the other: real servers lose what comes in one
 * flight with PASS.  What cannot be sent is found before anything is sent,
 * and no text about it shows what it was.
 */
#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/sasl/apop.h"
#include "libpop3/session/drive.h"
#include "libpop3/session/letters.h"
#include "libpop3/session/login.h"

/* "PASS " or "USER ", and CRLF. */
#define ARGUMENT_MAX (POP3_COMMAND_MAX - 5 - 2)
/* "APOP ", a blank, the digest, and CRLF. */
#define APOP_NAME_MAX (ARGUMENT_MAX - 1 - 32)

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

/* ---- USER and PASS ------------------------------------------------------- */

/* Some servers refuse unknown names here, so that USER's refusal is one of
 * the credentials; it never tells of a lock. */
static enum pop3_status user_status(const struct p3_refusal *refusal)
{
	enum pop3_status status = p3_refusal_status(refusal);

	return status == POP3_E_REFUSED ? POP3_E_AUTH : status;
}

static enum pop3_status say_user_pass(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	struct pop3_engine *engine = session->engine;
	struct p3_refusal refusal;
	enum pop3_status status;

	status = p3_drive_answer(session,
	    pop3_engine_user(engine, attempt->credentials->user, 0),
	    POP3_VERB_USER, NULL, NULL, &refusal);
	if (status != POP3_OK)
		return status;
	/* The password has not been said. */
	attempt->another_may_do = refusal.refused;
	if (refusal.refused)
		return p3_login_refused(
		    session, attempt, user_status(&refusal), refusal.words, "");
	status = p3_drive_answer(session,
	    pop3_engine_pass(engine, attempt->secret, 0), POP3_VERB_PASS, NULL,
	    NULL, &refusal);
	if (status != POP3_OK || !refusal.refused)
		return status;
	return p3_login_refused(session, attempt,
	    p3_refusal_login_status(&refusal), refusal.words, "");
}

static enum pop3_status user_pass(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	enum pop3_status status;

	status = check_argument(
	    session, attempt->credentials->user, "user name", ARGUMENT_MAX);
	if (status == POP3_OK)
		status = check_argument(
		    session, attempt->secret, "password", ARGUMENT_MAX);
	if (status == POP3_OK)
		status = say_user_pass(session, attempt);
	return status;
}

/* ---- APOP ---------------------------------------------------------------- */

static enum pop3_status say_apop(struct pop3_session *session,
    const struct p3_attempt *attempt, const char *timestamp)
{
	char digest[P3_APOP_DIGEST_MAX];
	struct p3_refusal refusal;
	enum pop3_status status;

	if (!p3_apop_digest(timestamp, attempt->secret, digest))
		return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
		    "cannot use APOP: OpenSSL offers no MD5 here");
	status = p3_drive_answer(session,
	    pop3_engine_apop(
		session->engine, attempt->credentials->user, digest, 0),
	    POP3_VERB_APOP, NULL, NULL, &refusal);
	p3_wipe(digest, sizeof digest);
	if (status != POP3_OK || !refusal.refused)
		return status;
	return p3_login_refused(session, attempt,
	    p3_refusal_login_status(&refusal), refusal.words, "");
}

static enum pop3_status apop(
    struct pop3_session *session, const struct p3_attempt *attempt)
{
	const char *timestamp = pop3_engine_timestamp(session->engine);
	enum pop3_status status;

	status = check_argument(
	    session, attempt->credentials->user, "user name", APOP_NAME_MAX);
	/* The secret itself is not sent, so its length is its own matter. */
	if (status == POP3_OK)
		status = check_argument(
		    session, attempt->secret, "secret", SIZE_MAX);
	if (status != POP3_OK)
		return status;
	if (timestamp == NULL)
		return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
		    "cannot use APOP: no timestamp in the greeting of '%s'",
		    session->options.host);
	return say_apop(session, attempt, timestamp);
}

enum pop3_status p3_login_command(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	if (p3_is(attempt->mechanism->name, "apop"))
		return apop(session, attempt);
	return user_pass(session, attempt);
}
