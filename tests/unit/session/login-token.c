/*
 * Logging in by a token: XOAUTH2 and OAUTHBEARER (RFC 7628).
 */
#include <gsasl.h>

#include "login.h"

#define XOAUTH2(token) "> AUTH XOAUTH2\n< + \n> " token "\n"
#define STALE	       "dXNlcj1qaW0BYXV0aD1CZWFyZXIgc3RhbGUBAQ=="
#define FRESH	       "dXNlcj1qaW0BYXV0aD1CZWFyZXIgZnJlc2gBAQ=="
/* {"status":"401"} */
#define TOKEN_ERROR "< + eyJzdGF0dXMiOiI0MDEifQ==\n> \n"

struct renewal {
	int asked;
	const char *fresh;
};

static const char *renew(void *context)
{
	struct renewal *renewal = context;

	renewal->asked++;
	return renewal->fresh;
}

static struct pop3_credentials bearer(
    const char *mechanism, struct renewal *renewal)
{
	struct pop3_credentials credentials = jim(mechanism);

	credentials.password = "stale";
	credentials.secret_again = renew;
	credentials.context = renewal;
	return credentials;
}

Test(token, xoauth2_is_never_in_one_line)
{
	struct renewal renewal = {0};
	const struct pop3_credentials credentials = bearer("XOAUTH2", &renewal);

	log_in(SASL("XOAUTH2") XOAUTH2(STALE) "< +OK\n" CAPA_AGAIN,
	    POP3_TLS_NONE, &credentials, POP3_OK, "XOAUTH2");
	log_in(NO_CAPA "> AUTH XOAUTH2\n< +OK\n> " STALE "\n< +OK\n",
	    POP3_TLS_NONE, &credentials, POP3_OK, "XOAUTH2");
	cr_assert_eq(renewal.asked, 0);
}

Test(token, refused_is_renewed_once)
{
	struct renewal renewal = {.fresh = "fresh"};
	const struct pop3_credentials credentials = bearer("XOAUTH2", &renewal);

	log_in(NO_CAPA XOAUTH2(STALE) TOKEN_ERROR
	    "< -ERR [AUTH] bad\n" XOAUTH2(FRESH) "< +OK\n",
	    POP3_TLS_NONE, &credentials, POP3_OK, "XOAUTH2");
	cr_assert_eq(renewal.asked, 1);
}

Test(token, refused_twice_is_refused_with_the_words_of_both)
{
	struct renewal renewal = {.fresh = "fresh"};
	const struct pop3_credentials credentials = bearer("XOAUTH2", &renewal);

	log_in(NO_CAPA XOAUTH2(STALE) "< -ERR bad\n" XOAUTH2(FRESH) TOKEN_ERROR
	    "< -ERR bad token\n> QUIT\n< +OK\n",
	    POP3_TLS_NONE, &credentials, POP3_E_AUTH,
	    "login refused for 'jim' (XOAUTH2): bad token: "
	    "{\"status\":\"401\"}");
	cr_assert_eq(renewal.asked, 1);
}

Test(token, nothing_fresher_is_the_first_refusal)
{
	struct renewal renewal = {0};
	const struct pop3_credentials credentials = bearer("XOAUTH2", &renewal);

	log_in(NO_CAPA XOAUTH2(STALE) "< -ERR first\n> QUIT\n< +OK\n",
	    POP3_TLS_NONE, &credentials, POP3_E_AUTH,
	    "login refused for 'jim' (XOAUTH2): first");
	cr_assert_eq(renewal.asked, 1);
}

Test(token, only_a_refused_token_is_renewed)
{
	struct renewal renewal = {.fresh = "fresh"};
	struct pop3_credentials credentials = bearer("XOAUTH2", &renewal);

	log_in(NO_CAPA XOAUTH2(STALE) "< -ERR [SYS/TEMP] later\n",
	    POP3_TLS_NONE, &credentials, POP3_E_TEMPORARY,
	    "login refused for 'jim' (XOAUTH2): later");
	credentials.mechanism = "USER";
	log_in(NO_CAPA "> USER jim\n< +OK\n> PASS stale\n< -ERR no\n",
	    POP3_TLS_NONE, &credentials, POP3_E_AUTH,
	    "login refused for 'jim' (USER): no");
	cr_assert_eq(renewal.asked, 0);
}

Test(token, oauthbearer_answers_its_error)
{
	struct pop3_credentials credentials = jim("oauthbearer");
	char script[1024], message[256];
	struct peer peer = {.script = script};
	struct pop3_session *session;
	char *base64;

	credentials.password = "stale";
	session = NULL;
	peer_start(&peer);
	snprintf(message, sizeof message,
	    "n,a=jim,\001host=127.0.0.1\001port=%d\001auth=Bearer stale\001"
	    "\001",
	    peer.port);
	gsasl_base64_to(message, strlen(message), &base64, NULL);
	snprintf(script, sizeof script,
	    SASL("OAUTHBEARER") "> AUTH OAUTHBEARER %s\n"
				"< + eyJzdGF0dXMiOiI0MDEifQ==\n"
				"> AQ==\n< -ERR no\n",
	    base64);
	gsasl_free(base64);
	{
		struct pop3_session_options options = peer_options(&peer);

		session = peer_session(&options);
	}
	assert_ok(session, pop3_session_connect(session));
	assert_failure(session, pop3_session_login(session, &credentials),
	    POP3_E_AUTH,
	    "login refused for 'jim' (OAUTHBEARER): no: {\"status\":\"401\"}");
	end(session, &peer);
}

Test(token, may_be_larger_than_any_password)
{
	struct pop3_credentials credentials = jim("XOAUTH2");
	char token[5001], message[6000];
	char script[8192 + 256];
	char *base64;

	memset(token, 't', 5000);
	token[5000] = '\0';
	credentials.password = token;
	snprintf(message, sizeof message, "user=jim\001auth=Bearer %s\001\001",
	    token);
	gsasl_base64_to(message, strlen(message), &base64, NULL);
	snprintf(script, sizeof script,
	    NO_CAPA "> AUTH XOAUTH2\n< +\n> %s\n< +OK\n", base64);
	gsasl_free(base64);
	log_in(script, POP3_TLS_NONE, &credentials, POP3_OK, "XOAUTH2");
}
