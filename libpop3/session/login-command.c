/*
 * session/login-command.c - USER and PASS, and APOP (RFC 1939, section 7).
 *
 * USER and PASS go in one flight where PIPELINING is announced (RFC 2449,
 * section 6.6), and one after the other where not.  Nothing goes behind PASS
 * before its answer: real servers lose what does.  What cannot be sent is
 * found before anything is sent, and no text about it shows what it was.
 *
 * A name or password beyond ASCII is sent as it is, announced or not: RFC 6856,
 * section 2.2, wants "UTF8 USER" for that, which hardly any of the servers says
 * that take one.
 */
#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/session/connect.h"
#include "libpop3/session/drive.h"
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

/* The answer to PASS or APOP, which has been submitted with that status. */
static enum pop3_status take_answer(struct pop3_session *session,
    const struct p3_attempt *attempt, enum pop3_status submitted,
    enum pop3_verb verb)
{
	struct p3_refusal refusal;
	enum pop3_status status =
	    p3_drive_answer(session, submitted, verb, NULL, NULL, &refusal);

	if (status != POP3_OK || !refusal.refused)
		return status;
	return p3_attempt_refused(session, attempt,
	    p3_refusal_login_status(&refusal), refusal.words, "");
}

/* ---- USER and PASS ------------------------------------------------------- */

/* Some servers refuse unknown names here, so that USER's refusal is one of
 * the credentials; it never tells of a lock. */
static enum pop3_status user_status(const struct p3_refusal *refusal)
{
	enum pop3_status status = p3_refusal_status(refusal);

	return status == POP3_E_REFUSED ? POP3_E_AUTH : status;
}

/* Behind a USER that was refused PASS cannot but be, and says nothing of the
 * password. */
static enum pop3_status refused_user(struct pop3_session *session,
    struct p3_attempt *attempt, const struct p3_refusal *refusal,
    bool pass_is_due)
{
	enum pop3_status status = POP3_E_REFUSED;

	if (pass_is_due)
		status = take_answer(session, attempt, POP3_OK, POP3_VERB_PASS);
	if (status == POP3_OK || status == POP3_E_CANCELLED)
		return status;
	attempt->another_may_do = true;
	return p3_attempt_refused(
	    session, attempt, user_status(refusal), refusal->words, "");
}

static enum pop3_status say_user_pass(
    struct pop3_session *session, struct p3_attempt *attempt)
{
	struct pop3_engine *engine = session->engine;
	bool together = p3_connect_pipelines(session);
	struct p3_refusal refusal;
	enum pop3_status status;

	status = pop3_engine_user(engine, attempt->credentials->user, 0);
	if (status == POP3_OK && together)
		status = pop3_engine_pass(engine, attempt->secret, 0);
	status = p3_drive_answer(
	    session, status, POP3_VERB_USER, NULL, NULL, &refusal);
	if (status != POP3_OK)
		return status;
	if (refusal.refused)
		return refused_user(session, attempt, &refusal, together);
	if (!together)
		status = pop3_engine_pass(engine, attempt->secret, 0);
	return take_answer(session, attempt, status, POP3_VERB_PASS);
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
	char digest[POP3_APOP_DIGEST_MAX];
	enum pop3_status status;

	status = pop3_apop_digest(timestamp, attempt->secret, digest);
	if (status != POP3_OK)
		return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
		    "cannot use APOP: OpenSSL offers no MD5 here");
	status = pop3_engine_apop(
	    session->engine, attempt->credentials->user, digest, 0);
	p3_wipe(digest, sizeof digest);
	return take_answer(session, attempt, status, POP3_VERB_APOP);
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
	if (strcmp(attempt->mechanism->name, "APOP") == 0)
		return apop(session, attempt);
	return user_pass(session, attempt);
}
