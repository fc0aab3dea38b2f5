/*
 * trial.c - who logs in, and with what.
 *
 * RFC 6186, section 4, has the whole address tried first and then its local
 * part.  That is two guesses at one password, and many servers lock an account
 * after three to five that are wrong, so it ends there, and nothing is tried
 * twice.  ~/.netrc may say which of the two it is.
 *
 * Nothing is kept of the logins: neither TLS tickets nor the server's pause
 * between logins.
 */
#include "popfetch/configure/trial.h"

#include "popfetch/configure/provider.h"
#include "popfetch/options/memory.h"
#include "popfetch/options/option-table.h"
#include "popfetch/secret/secret.h"
#include "popfetch/visit/advice.h"
#include "popfetch/visit/login.h"
#include "popfetch/visit/visit.h"

struct attempt {
	const struct mail_address *address;
	const struct settings *given;
	struct settings settings; /* of the visit; strings are not its own */
	struct visit visit;
	char *secret;
	struct trial trial;
};

/* ---- Tokens -------------------------------------------------------------- */

/* Whether a password could get us in. */
static bool takes_passwords(const struct pop3_capabilities *capabilities)
{
	const char *const *mechanism = option_table[OPT_AUTH].words;

	/* A server without CAPA, or without SASL, has USER and PASS. */
	if (capabilities == NULL ||
	    (capabilities->flags & POP3_CAPA_SASL) == 0 ||
	    (capabilities->flags & POP3_CAPA_USER) != 0)
		return true;
	for (; *mechanism != NULL; mechanism++)
		if (pop3_capabilities_mechanism(capabilities, *mechanism) &&
		    pop3_mechanism_secret(*mechanism) == POP3_SECRET_PASSWORD)
			return true;
	return false;
}

/* The mechanism by which a token is taken where nothing else is, or NULL. */
static const char *token_needed(const struct attempt *attempt)
{
	const struct pop3_capabilities *capabilities =
	    pop3_session_capabilities(attempt->visit.session);
	const struct provider *provider =
	    provider_of_host(attempt->given->host);

	if (attempt->given->auth != NULL)
		return pop3_mechanism_secret(attempt->given->auth) ==
			       POP3_SECRET_TOKEN
			   ? attempt->given->auth
			   : NULL;
	if (provider != NULL && provider->token != NULL)
		return provider->token;
	if (takes_passwords(capabilities))
		return NULL;
	if (pop3_capabilities_mechanism(capabilities, "OAUTHBEARER"))
		return "OAUTHBEARER";
	return pop3_capabilities_mechanism(capabilities, "XOAUTH2") ? "XOAUTH2"
								    : NULL;
}

/* ---- Secrets ------------------------------------------------------------- */

static bool is_set(const struct settings *settings)
{
	return settings->password_command != NULL ||
	       settings->password_file != NULL || settings->password_fd >= 0;
}

/* A descriptor is of this run alone. */
static enum secret_source source_set(const struct settings *settings)
{
	return settings->password_command == NULL && settings->password_fd >= 0
		   ? SECRET_NOT_KEPT
		   : SECRET_SET;
}

static enum exit_status no_secret(
    const struct attempt *attempt, const struct pop3_error *error)
{
	if (error->status != POP3_E_CANCELLED)
		talk_error(&attempt->visit.talk, "%s", error->text);
	return error->status == POP3_E_MISUSE ? EXIT_USAGE
					      : exit_status_of_reading(error);
}

/* What ~/.netrc has for one of the users; the one it has it for is the only
 * one then. */
static enum pop3_status look_into_netrc(struct attempt *attempt,
    const char **users, size_t *count, struct pop3_error *error)
{
	for (size_t i = 0; i < *count && attempt->secret == NULL; i++) {
		enum pop3_status status = secret_from_netrc(
		    attempt->given->host, users[i], error, &attempt->secret);

		if (status != POP3_OK)
			return status;
		if (attempt->secret == NULL)
			continue;
		users[0] = users[i];
		*count = 1;
	}
	return POP3_OK;
}

static void advise(const struct attempt *attempt)
{
	const struct provider *provider =
	    provider_of_host(attempt->given->host);

	if (provider != NULL)
		talk_warning(&attempt->visit.talk, "%s", provider->advice);
}

static enum exit_status get_secret(
    struct attempt *attempt, const char **users, size_t *count)
{
	const int64_t until_ns = attempt->visit.until_ns;
	struct pop3_error error = {0};
	enum pop3_status status = POP3_OK;

	if (pop3_mechanism_secret(attempt->settings.auth) == POP3_SECRET_NONE) {
		attempt->trial.source = SECRET_NONE_NEEDED;
		return EXIT_DONE;
	}
	attempt->trial.source = source_set(attempt->given);
	if (!is_set(attempt->given)) {
		attempt->trial.source = SECRET_NETRC;
		status = look_into_netrc(attempt, users, count, &error);
	}
	if (status == POP3_OK && attempt->secret == NULL) {
		if (!is_set(attempt->given)) {
			attempt->trial.source = SECRET_NOT_KEPT;
			advise(attempt);
		}
		status = secret_get(
		    &attempt->settings, until_ns, &error, &attempt->secret);
	}
	return status == POP3_OK ? EXIT_DONE : no_secret(attempt, &error);
}

/* ---- Logins -------------------------------------------------------------- */

static bool was_refused(const struct attempt *attempt)
{
	return attempt->visit.session != NULL &&
	       pop3_session_error(attempt->visit.session)->status ==
		   POP3_E_AUTH;
}

static enum exit_status log_in_as(struct attempt *attempt, const char *user)
{
	attempt->settings.user = (char *)user;
	return login_run(&attempt->visit, attempt->secret);
}

static enum exit_status log_in(
    struct attempt *attempt, const char *const *users, size_t count)
{
	const struct talk *talk = &attempt->visit.talk;
	enum exit_status status = log_in_as(attempt, users[0]);

	if (status == EXIT_DONE || !was_refused(attempt))
		return status;
	if (count > 1) {
		talk_warning(talk, "trying '%s', and then no more", users[1]);
		status = visit_reconnect(&attempt->visit);
		if (status == EXIT_DONE)
			status = log_in_as(attempt, users[1]);
		if (status == EXIT_DONE || !was_refused(attempt))
			return status;
	}
	talk_error(talk, "it is not tried again, since accounts get locked: %s",
	    advice_for(
		pop3_session_error(attempt->visit.session), attempt->given));
	return status;
}

static size_t list_users(const struct attempt *attempt, const char *users[2])
{
	if (attempt->given->user != NULL) {
		users[0] = attempt->given->user;
		return 1;
	}
	users[0] = attempt->address->text;
	users[1] = attempt->address->local;
	return 2;
}

static enum exit_status try_connected(struct attempt *attempt)
{
	const char *users[2];
	size_t count = list_users(attempt, users);
	enum exit_status status;

	attempt->trial.token = token_needed(attempt);
	attempt->settings.user = (char *)users[0];
	if (attempt->trial.token != NULL && !is_set(attempt->given)) {
		attempt->trial.source = SECRET_SET;
		return EXIT_DONE;
	}
	if (attempt->trial.token != NULL) {
		attempt->settings.auth = (char *)attempt->trial.token;
		count = 1;
	}
	status = get_secret(attempt, users, &count);
	if (status == EXIT_DONE)
		status = log_in(attempt, users, count);
	if (status != EXIT_DONE)
		return status;
	if (pop3_session_stat(attempt->visit.session, &attempt->trial.drop) !=
	    POP3_OK)
		return visit_failed(&attempt->visit);
	attempt->trial.logged_in = true;
	return EXIT_DONE;
}

enum exit_status trial_login(const struct mail_address *address,
    struct settings *settings, const struct talk *talk,
    struct pop3_cancel *cancel, struct trial *out_trial)
{
	struct attempt attempt = {
	    .address = address, .given = settings, .settings = *settings};
	enum exit_status status;

	attempt.settings.dry_run = true;
	attempt.visit.settings = &attempt.settings;
	attempt.visit.cancel = cancel;
	attempt.visit.talk = *talk;
	/* What the state file is named by. */
	if (attempt.settings.user == NULL)
		attempt.settings.user = (char *)address->text;
	status = visit_connect(&attempt.visit);
	if (status == EXIT_DONE)
		status = try_connected(&attempt);
	visit_end(&attempt.visit);
	if (status == EXIT_DONE && settings->user == NULL)
		settings->user = memory_copy(attempt.settings.user);
	if (status == EXIT_DONE && attempt.trial.source == SECRET_NOT_KEPT)
		attempt.trial.secret = attempt.secret;
	else
		secret_free(attempt.secret);
	if (status == EXIT_DONE)
		*out_trial = attempt.trial;
	return status;
}
