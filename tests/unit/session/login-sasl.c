/*
 * Logging in by AUTH (RFC 5034): which mechanism is chosen, what is on the
 * wire, and what a refusal leads to.
 */
#include <gsasl.h>

#include "login.h"

/* ---- Choice on the wire -------------------------------------------------- */

Test(choice, plain_inside_tls)
{
	in_tls(TLS_SASL("CRAM-MD5 LOGIN PLAIN") PLAIN "< +OK in\n" CAPA_AGAIN,
	    NULL, POP3_OK, "PLAIN");
}

Test(choice, login_inside_tls_where_there_is_no_plain)
{
	in_tls(TLS_SASL("CRAM-MD5 LOGIN") "> AUTH LOGIN\n< + VXNlcm5hbWU6\n> "
					  "amlt\n< + UGFzc3dvcmQ6\n"
					  "> czNjcmV0\n< +OK in\n" CAPA_AGAIN,
	    NULL, POP3_OK, "LOGIN");
}

Test(choice, user_inside_tls_where_nothing_else_is_usable)
{
	in_tls(TLS_SASL("CRAM-MD5 XOAUTH2 GSSAPI EXTERNAL")
		   USER_PASS CAPA_AGAIN,
	    NULL, POP3_OK, "USER");
	in_tls("= tls\n" NO_CAPA USER_PASS, NULL, POP3_OK, "USER");
}

/* PLAIN and LOGIN would say the secret, so would USER: the contract lets
 * USER do it. */
Test(choice, user_in_clear_where_there_is_no_challenge)
{
	in_clear(
	    SASL("PLAIN LOGIN") USER_PASS CAPA_AGAIN, NULL, POP3_OK, "USER");
}

#define CRAM                                                                   \
	"> AUTH CRAM-MD5\n< + PDFAeD4=\n"                                      \
	"> amltIDNhODcxNDgzMzAyZjI0NjhjZTMxYmY5Mjc5NDk3MDBh\n< +OK\n"

Test(choice, challenge_in_clear_and_no_secret_on_the_wire)
{
	const struct pop3_credentials credentials = jim(NULL);
	struct peer peer = {
	    .script = SASL("PLAIN CRAM-MD5 LOGIN") CRAM CAPA_AGAIN};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_NONE, NULL, NULL);

	assert_ok(session, pop3_session_login(session, &credentials));
	cr_assert_str_eq(pop3_session_mechanism(session), "CRAM-MD5");
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "s3cret"));
	cr_assert_not(peer_saw(&peer, "czNjcmV0"));
}

Test(choice, plain_in_clear_when_named)
{
	in_clear(SASL("PLAIN") PLAIN "< +OK\n" CAPA_AGAIN, "plain", POP3_OK,
	    "PLAIN");
	in_clear(SASL("LOGIN") PLAIN "< +OK\n" CAPA_AGAIN, "Plain", POP3_OK,
	    "PLAIN");
}

Test(choice, named_mechanism_is_the_only_one)
{
	in_tls(TLS_SASL("PLAIN LOGIN") PLAIN
	    "< -ERR unsupported SASL mechanism\n> QUIT\n< +OK\n",
	    "PLAIN", POP3_E_UNSUPPORTED,
	    "login refused for 'jim' (PLAIN): unsupported SASL mechanism");
}

Test(choice, binding_is_unsupported_in_clear_and_says_nothing)
{
	in_clear(SASL("SCRAM-SHA-256-PLUS") "> QUIT\n< +OK\n",
	    "scram-sha-256-plus", POP3_E_UNSUPPORTED,
	    "cannot log in by SCRAM-SHA-256-PLUS: cannot use "
	    "SCRAM-SHA-256-PLUS: there is no TLS connection to bind it to");
}

/* ---- Refusals ------------------------------------------------------------ */

Test(refused, unsupported_mechanism_lets_the_next_be_tried)
{
	static const char *const words[] = {"unsupported SASL mechanism",
	    "Unknown command.", "command not implemented yet",
	    "Unrecognized authentication type",
	    "mechanism PLAIN is not supported",
	    "Mate, the command must be one of STLS, CAPA, USER, PASS or QUIT"};
	char script[1024];

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		snprintf(script, sizeof script,
		    TLS_SASL("PLAIN") PLAIN "< -ERR %s\n" USER_PASS CAPA_AGAIN,
		    words[i]);
		in_tls(script, NULL, POP3_OK, "USER");
	}
}

/* Accounts get locked. */
Test(refused, secret_is_not_said_again)
{
	static const struct {
		const char *line, *text;
		enum pop3_status status;
	} cases[] = {
	    {"-ERR [AUTH] no", "login refused for 'jim' (PLAIN): no",
		POP3_E_AUTH},
	    {"-ERR", "login refused for 'jim' (PLAIN)", POP3_E_AUTH},
	    {"-ERR Authentication failed",
		"login refused for 'jim' (PLAIN): Authentication failed",
		POP3_E_AUTH},
	    {"-ERR unknown user or password",
		"login refused for 'jim' (PLAIN): unknown user or password",
		POP3_E_AUTH},
	    {"-ERR [AUTH] unsupported",
		"login refused for 'jim' (PLAIN): unsupported", POP3_E_AUTH},
	    {"-ERR [IN-USE] busy", "login refused for 'jim' (PLAIN): busy",
		POP3_E_IN_USE},
	    {"-ERR [SYS/TEMP] not available",
		"login refused for 'jim' (PLAIN): not available",
		POP3_E_TEMPORARY},
	    {"-ERR [LOGIN-DELAY] wait", "login refused for 'jim' (PLAIN): wait",
		POP3_E_LOGIN_DELAY},
	};
	char script[1024];

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		snprintf(script, sizeof script,
		    TLS_SASL("PLAIN LOGIN") PLAIN "< %s\n> QUIT\n< +OK\n",
		    cases[i].line);
		in_tls(script, NULL, cases[i].status, cases[i].text);
	}
}

Test(refused, login_before_its_password_lets_the_next_be_tried)
{
	in_tls(TLS_SASL("LOGIN") "> AUTH LOGIN\n< +\n> amlt\n< -ERR [AUTH] "
				 "no\n" USER_PASS CAPA_AGAIN,
	    NULL, POP3_OK, "USER");
	in_tls(TLS_SASL("LOGIN") "> AUTH LOGIN\n< +\n> amlt\n< +\n> "
				 "czNjcmV0\n< -ERR [AUTH] no\n"
				 "> QUIT\n< +OK\n",
	    NULL, POP3_E_AUTH, "login refused for 'jim' (LOGIN): no");
}

/* A maildrop in use is in use whatever the mechanism. */
Test(refused, in_use_before_any_secret_is_the_end)
{
	in_tls(TLS_SASL(
		   "LOGIN") "> AUTH LOGIN\n< -ERR [IN-USE] no\n> QUIT\n< +OK\n",
	    NULL, POP3_E_IN_USE, "login refused for 'jim' (LOGIN): no");
}

/* ---- The line ------------------------------------------------------------ */

/* RFC 5034, section 4: 255 octets with the CRLF. */
Test(line, initial_response_waits_where_it_does_not_fit)
{
	struct pop3_credentials credentials = jim("PLAIN");
	char password[256], response[512], script[2048];
	char *base64;

	for (size_t length = 175; length <= 185; length++) {
		char plain[256] = "\0jim\0";
		const char *step;

		memset(password, 'x', length);
		password[length] = '\0';
		memcpy(plain + 5, password, length);
		gsasl_base64_to(plain, 5 + length, &base64, NULL);
		step = strlen("AUTH PLAIN ") + strlen(base64) + 2 <= 255
			   ? " "
			   : "\n< + go on, please\n> ";
		snprintf(response, sizeof response, "%s%s", step, base64);
		snprintf(script, sizeof script,
		    SASL("PLAIN") "> AUTH PLAIN%s\n< +OK\n" CAPA_AGAIN,
		    response);
		credentials.password = password;
		log_in(script, POP3_TLS_NONE, &credentials, POP3_OK, "PLAIN");
		gsasl_free(base64);
	}
}

/* RFC 5034, section 3: it may be a server of RFC 1734. */
Test(line, initial_response_waits_where_sasl_is_not_announced)
{
	static const char user_only[] = "< +OK\n> CAPA\n< +OK\n< USER\n< .\n";
	char script[512];

	in_clear(NO_CAPA "> AUTH PLAIN\n< + \n> AGppbQBzM2NyZXQ=\n< +OK\n",
	    "PLAIN", POP3_OK, "PLAIN");
	snprintf(script, sizeof script,
	    "%s> AUTH PLAIN\n< + \n> AGppbQBzM2NyZXQ=\n< +OK\n" CAPA_AGAIN,
	    user_only);
	in_clear(script, "PLAIN", POP3_OK, "PLAIN");
	snprintf(script, sizeof script,
	    "%s> AUTH PLAIN\n< -ERR no\n> QUIT\n< +OK\n", user_only);
	in_clear(script, "PLAIN", POP3_E_AUTH,
	    "login refused for 'jim' (PLAIN): no");
}

Test(line, empty_initial_response_is_an_equals_sign)
{
	struct pop3_credentials credentials = jim("EXTERNAL");

	credentials.user = "";
	credentials.password = NULL;
	log_in(SASL("EXTERNAL") "> AUTH EXTERNAL =\n< +OK\n" CAPA_AGAIN,
	    POP3_TLS_NONE, &credentials, POP3_OK, "EXTERNAL");
	log_in(NO_CAPA "> AUTH EXTERNAL\n< + \n> \n< +OK\n", POP3_TLS_NONE,
	    &credentials, POP3_OK, "EXTERNAL");
	credentials.user = "jim";
	log_in(SASL("EXTERNAL") "> AUTH EXTERNAL amlt\n< +OK\n" CAPA_AGAIN,
	    POP3_TLS_NONE, &credentials, POP3_OK, "EXTERNAL");
}

Test(line, authorization_identity_is_said)
{
	struct pop3_credentials credentials = jim("PLAIN");

	credentials.authzid = "joe";
	log_in(SASL("PLAIN") "> AUTH PLAIN am9lAGppbQBzM2NyZXQ=\n< "
			     "+OK\n" CAPA_AGAIN,
	    POP3_TLS_NONE, &credentials, POP3_OK, "PLAIN");
}

/* To log in as the user all the same would open, and empty, his own. */
Test(authzid, no_mechanism_is_used_that_cannot_say_it)
{
	static const char *const silent[] = {
	    "USER", "APOP", "LOGIN", "CRAM-MD5", "NTLM"};
	struct pop3_credentials credentials;
	char text[128];

	for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
		credentials = jim(silent[i]);
		credentials.authzid = "joe";
		snprintf(text, sizeof text,
		    "cannot log in to the maildrop of 'joe': %s cannot ask "
		    "for it",
		    silent[i]);
		log_in(SASL("LOGIN CRAM-MD5 NTLM"), POP3_TLS_NONE, &credentials,
		    POP3_E_UNSUPPORTED, text);
	}
}

Test(authzid, none_is_chosen_that_cannot_say_it)
{
	struct pop3_credentials credentials = jim(NULL);

	credentials.authzid = "joe";
	log_in(TLS_SASL("LOGIN PLAIN") "> AUTH PLAIN am9lAGppbQBzM2NyZXQ=\n"
				       "< -ERR unknown mechanism\n",
	    POP3_TLS_IMPLICIT, &credentials, POP3_E_UNSUPPORTED,
	    "login refused for 'jim' (PLAIN): unknown mechanism");
	log_in(TLS_SASL("LOGIN CRAM-MD5"), POP3_TLS_IMPLICIT, &credentials,
	    POP3_E_UNSUPPORTED,
	    "cannot log in to the maildrop of 'joe': what would be chosen "
	    "cannot ask for it");
	log_in(NO_CAPA, POP3_TLS_NONE, &credentials, POP3_E_UNSUPPORTED,
	    "cannot log in to the maildrop of 'joe': what would be chosen "
	    "cannot ask for it");
}

Test(authzid, of_the_user_or_empty_needs_no_saying)
{
	struct pop3_credentials credentials = jim("USER");

	credentials.authzid = "jim";
	log_in(NO_CAPA USER_PASS, POP3_TLS_NONE, &credentials, POP3_OK, "USER");
	credentials.authzid = "";
	log_in(NO_CAPA USER_PASS, POP3_TLS_NONE, &credentials, POP3_OK, "USER");
	credentials.mechanism = "XOAUTH2";
	log_in(NO_CAPA "> AUTH XOAUTH2\n< + \n"
		       "> dXNlcj1qaW0BYXV0aD1CZWFyZXIgczNjcmV0AQE=\n< +OK\n",
	    POP3_TLS_NONE, &credentials, POP3_OK, "XOAUTH2");
	credentials = jim("PLAIN");
	credentials.authzid = "jim";
	log_in(SASL("PLAIN") PLAIN "< +OK\n" CAPA_AGAIN, POP3_TLS_NONE,
	    &credentials, POP3_OK, "PLAIN");
}

/* Servers of [MS-POP3], and others. */
Test(line, ok_in_place_of_plus_is_survived)
{
	in_clear(NO_CAPA "> AUTH LOGIN\n< +OK Username?\n> amlt\n< +OK\n"
			 "> czNjcmV0\n< +OK in\n",
	    "LOGIN", POP3_OK, "LOGIN");
	in_clear(NO_CAPA "> AUTH CRAM-MD5\n< +OK PDFAeD4=\n"
			 "> amltIDNhODcxNDgzMzAyZjI0NjhjZTMxYmY5Mjc5NDk3MDBh\n"
			 "< +OK in\n",
	    "CRAM-MD5", POP3_OK, "CRAM-MD5");
}
