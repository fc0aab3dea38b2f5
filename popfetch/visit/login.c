/*
 * login.c - one login, tried more than once where that may help.
 *
 * The secret is asked for only when the server has been reached and its
 * certificate verified: nobody types a password for a host that is down, and
 * nothing secret is held while names are looked up.
 *
 * A maildrop is in use (IN-USE; RFC 2449, section 8.1.2) while another
 * program fetches, and often for a moment behind a connection that was lost:
 * it passes, so a few pauses, each twice as long as the one before, come
 * before giving up.  Together they are no longer than --timeout, and than ten
 * seconds: who waits at a terminal is told, and cron comes again.  The
 * connection is kept, since a private key's pass phrase may have been typed
 * for it; servers that close it behind their refusal get a new one.
 *
 * A token that was refused is asked for once more; only a command can give
 * another one than it gave before.  A server that closes behind its refusal, as
 * AOL's does, is told the other one over a new connection.
 */
#include "popfetch/visit/login.h"

#include <inttypes.h>

#include "popfetch/secret/secret.h"
#include "popfetch/system/pause.h"
#include "popfetch/visit/login-delay.h"

/* Of a maildrop that is in use, in seconds: pauses of 1, 2 and 4. */
#define PATIENCE_S 10u

/* A token and, where it was refused, the one the command gave then. */
struct renewal {
	const struct visit *visit;
	char *secret; /* or NULL */
};

static const char *secret_again(void *context)
{
	struct renewal *renewal = context;
	const struct visit *visit = renewal->visit;
	struct pop3_error error = {0};

	if (visit->settings->password_command == NULL ||
	    renewal->secret != NULL)
		return NULL;
	talk_detail(&visit->talk,
	    "the token was refused; running the password command again");
	if (secret_get(visit->settings, visit->until_ns, &error,
		&renewal->secret) != POP3_OK)
		talk_error(&visit->talk, "%s", error.text);
	return renewal->secret;
}

static enum pop3_status say(
    struct visit *visit, const char *secret, struct renewal *renewal)
{
	const struct pop3_credentials credentials = {
	    .size = sizeof credentials,
	    .user = visit->settings->user,
	    .password = secret,
	    .mechanism = visit->settings->auth,
	    .secret_again = secret_again,
	    .context = renewal,
	};
	/* Logging in, the session forgets what was announced before. */
	const uint32_t delay_s =
	    login_delay_announced(pop3_session_capabilities(visit->session), 0);
	enum pop3_status status =
	    pop3_session_login(visit->session, &credentials);

	if (status != POP3_OK)
		return status;
	login_delay_remember(
	    visit, login_delay_announced(
		       pop3_session_capabilities(visit->session), delay_s));
	return POP3_OK;
}

static enum exit_status log_in(
    struct visit *visit, const char *secret, enum pop3_status *out_status)
{
	struct renewal renewal = {.visit = visit};
	enum exit_status status = EXIT_DONE;

	*out_status = say(visit, secret, &renewal);
	if (*out_status == POP3_E_CLOSED && renewal.secret != NULL) {
		status = visit_reconnect(visit);
		if (status == EXIT_DONE)
			*out_status = say(visit, renewal.secret, &renewal);
	}
	secret_free(renewal.secret);
	return status;
}

/* How long all pauses together may be; a try must fit behind them. */
static uint32_t patience_s(const struct settings *settings)
{
	uint32_t longest_s = settings->timeout_s;

	if (settings->deadline_s > 0 && settings->deadline_s <= longest_s)
		longest_s = settings->deadline_s - 1;
	return longest_s < PATIENCE_S ? longest_s : PATIENCE_S;
}

/* Another try, over another connection where the server has closed ours. */
static enum exit_status log_in_again(
    struct visit *visit, const char *secret, enum pop3_status *out_status)
{
	enum exit_status status = log_in(visit, secret, out_status);

	if (status != EXIT_DONE || *out_status != POP3_E_CLOSED)
		return status;
	status = visit_reconnect(visit);
	return status == EXIT_DONE ? log_in(visit, secret, out_status) : status;
}

/* It is for who chose the mechanism to act, as where a password is refused: the
 * server is there, and will not have it the next time either. */
static enum exit_status no_mechanism(const struct visit *visit)
{
	(void)visit_failed(visit);
	return EXIT_REFUSED;
}

enum exit_status login_run(struct visit *visit, const char *secret)
{
	uint32_t left_s = patience_s(visit->settings), pause_s = 1;
	enum pop3_status status;
	enum exit_status end = log_in(visit, secret, &status);

	if (end != EXIT_DONE)
		return end;
	while (status == POP3_E_IN_USE && pause_s <= left_s) {
		talk_detail(&visit->talk, "trying again in %" PRIu32 " s: %s",
		    pause_s, pop3_session_error(visit->session)->text);
		if (!pause_seconds(visit->cancel, pause_s))
			return exit_status_of(POP3_E_CANCELLED);
		left_s -= pause_s;
		pause_s *= 2;
		end = log_in_again(visit, secret, &status);
		if (end != EXIT_DONE)
			return end;
	}
	if (status == POP3_E_MISUSE)
		return visit_misguided(visit);
	if (status == POP3_E_UNSUPPORTED)
		return no_mechanism(visit);
	if (status != POP3_OK)
		return visit_failed(visit);
	talk_detail(&visit->talk, "logged in by %s",
	    pop3_session_mechanism(visit->session));
	return EXIT_DONE;
}

/* ---- With the account's secret ------------------------------------------- */

/* Without a password anywhere the settings are incomplete. */
static enum exit_status secret_failed(
    const struct visit *visit, const struct pop3_error *error)
{
	if (error->status != POP3_E_CANCELLED)
		talk_error(&visit->talk, "%s", error->text);
	if (error->status != POP3_E_MISUSE)
		return exit_status_of_reading(error);
	return visit->settings->from_url ? EXIT_USAGE : EXIT_CONFIG;
}

enum exit_status visit_secret(struct visit *visit)
{
	struct pop3_error error = {0};

	if (visit->secret != NULL ||
	    pop3_mechanism_secret(visit->settings->auth) == POP3_SECRET_NONE)
		return EXIT_DONE;
	return secret_get(visit->settings, visit->until_ns, &error,
		   &visit->secret) == POP3_OK
		   ? EXIT_DONE
		   : secret_failed(visit, &error);
}

enum exit_status visit_login_connected(struct visit *visit)
{
	enum exit_status status = visit_secret(visit);
	char *secret = visit->secret;

	visit->secret = NULL;
	if (status != EXIT_DONE)
		return status;
	status = login_run(visit, secret);
	if (visit->settings->until_empty)
		visit->secret = secret;
	else
		secret_free(secret);
	return status;
}

enum exit_status visit_login(struct visit *visit)
{
	enum exit_status status = visit_connect(visit);

	return status == EXIT_DONE ? visit_login_connected(visit) : status;
}
