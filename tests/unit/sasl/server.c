/*
 * Each mechanism against a server made with libgsasl.
 */
#include "libpop3/sasl/mechanism.h"

#include "talk.h"

struct server {
	const char *password;
	const char *exporter; /* channel binding data in base64, or NULL */
	const char *unique;
};

static int callback(
    Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	const struct server *server = gsasl_session_hook_get(session);

	(void)library;
	switch (property) {
	case GSASL_PASSWORD:
		return gsasl_property_set(session, property, server->password);
	case GSASL_CB_TLS_EXPORTER:
		return server->exporter == NULL
			   ? GSASL_NO_CALLBACK
			   : gsasl_property_set(
				 session, property, server->exporter);
	case GSASL_CB_TLS_UNIQUE:
		return server->unique == NULL ? GSASL_NO_CALLBACK
					      : gsasl_property_set(session,
						    property, server->unique);
	case GSASL_SERVICE:
		return gsasl_property_set(session, property, "pop");
	case GSASL_HOSTNAME:
		return gsasl_property_set(session, property, "pop.example.org");
	case GSASL_VALIDATE_EXTERNAL:
		return strcmp(gsasl_property_fast(session, GSASL_AUTHZID),
			   "jim") == 0
			   ? GSASL_OK
			   : GSASL_AUTHENTICATION_ERROR;
	default:
		return GSASL_NO_CALLBACK;
	}
}

/* With which response the last client had shown what guesses can be tried on;
 * 0: with none. */
static int revealed_with;

static void look_at(const struct talk *talk, int response)
{
	if (revealed_with == 0 && pop3_sasl_has_revealed(talk->sasl))
		revealed_with = response;
}

/* Plays both sides to the end: whether the server was content; *out_client
 * is what the client came to. */
static bool play(const char *mechanism, const struct pop3_sasl_options *options,
    const struct server *server, enum pop3_status *out_client)
{
	const struct p3_mechanism *row = p3_mechanism_find(mechanism);
	struct talk talk;
	Gsasl *library;
	Gsasl_session *session;
	char *output;
	size_t length;
	int code, responses = 0;

	gsasl_init(&library);
	gsasl_callback_set(library, callback);
	cr_assert_eq(
	    gsasl_server_start(library, mechanism, &session), GSASL_OK);
	gsasl_session_hook_set(session, (void *)server);
	cr_assert_eq(talk_begin(&talk, mechanism, options), POP3_OK);
	*out_client = POP3_OK;
	revealed_with = 0;
	look_at(&talk, -1);
	if (row->opening != P3_OPENING_CHALLENGE) {
		*out_client = talk_open(&talk);
		look_at(&talk, ++responses);
	}
	do {
		code = gsasl_step(
		    session, talk.said, talk.length, &output, &length);
		if (code == GSASL_NEEDS_MORE || (code == GSASL_OK && length))
			*out_client = talk_hear_octets(&talk, output, length);
		look_at(&talk, ++responses);
		if (code == GSASL_OK || code == GSASL_NEEDS_MORE)
			gsasl_free(output);
	} while (code == GSASL_NEEDS_MORE && *out_client == POP3_OK);
	if (*out_client == POP3_OK && !pop3_sasl_is_complete(talk.sasl))
		*out_client = POP3_E_PROTOCOL;
	talk_end(&talk);
	gsasl_finish(session);
	gsasl_done(library);
	return code == GSASL_OK;
}

static const char *const by_password[] = {"PLAIN", "LOGIN", "CRAM-MD5",
    "DIGEST-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "SCRAM-SHA-1-PLUS",
    "SCRAM-SHA-256-PLUS"};
#define BY_PASSWORD (sizeof by_password / sizeof *by_password)

#define BINDING_BASE64 "b2N0ZXRzIHRvIGJpbmQgdG8="
static const unsigned char binding[] = "octets to bind to";

static struct pop3_sasl_options bound(enum pop3_binding type)
{
	struct pop3_sasl_options options = talk_options("jim", "s3cret");

	options.binding_type = type;
	options.binding = binding;
	options.binding_length = sizeof binding - 1;
	return options;
}

Test(server, right_password_is_taken)
{
	const struct pop3_sasl_options options =
	    bound(POP3_BINDING_TLS_EXPORTER);
	enum pop3_status client;

	for (size_t i = 0; i < BY_PASSWORD; i++) {
		struct server server = {.password = "s3cret"};

		if (p3_mechanism_find(by_password[i])->bound)
			server.exporter = BINDING_BASE64;
		cr_assert(play(by_password[i], &options, &server, &client),
		    "%s", by_password[i]);
		cr_assert_eq(client, POP3_OK, "%s", by_password[i]);
	}
}

Test(server, wrong_password_is_not)
{
	const struct pop3_sasl_options options =
	    bound(POP3_BINDING_TLS_EXPORTER);
	enum pop3_status client;

	for (size_t i = 0; i < BY_PASSWORD; i++) {
		struct server server = {.password = "other"};

		if (p3_mechanism_find(by_password[i])->bound)
			server.exporter = BINDING_BASE64;
		cr_assert_not(play(by_password[i], &options, &server, &client),
		    "%s", by_password[i]);
	}
}

/* Before, a server that refuses has learnt nothing, and is asked in another
 * way; behind it, it would count a second guess. */
Test(server, has_seen_what_it_can_guess_at_with_a_certain_response)
{
	static const struct {
		const char *mechanism;
		int response;
	} cases[] = {{"PLAIN", 1}, {"LOGIN", 2}, {"CRAM-MD5", 1},
	    {"DIGEST-MD5", 1}, {"SCRAM-SHA-1", 2}, {"SCRAM-SHA-256", 2},
	    {"SCRAM-SHA-1-PLUS", 2}, {"SCRAM-SHA-256-PLUS", 2},
	    {"EXTERNAL", 1}};
	const struct pop3_sasl_options options =
	    bound(POP3_BINDING_TLS_EXPORTER);
	enum pop3_status client;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct server server = {.password = "s3cret"};

		if (p3_mechanism_find(cases[i].mechanism)->bound)
			server.exporter = BINDING_BASE64;
		cr_assert(play(cases[i].mechanism, &options, &server, &client));
		cr_expect_eq(revealed_with, cases[i].response, "%s: %d",
		    cases[i].mechanism, revealed_with);
	}
}

/* RFC 4013: U+00AD is nothing, U+00AA is "a"; both sides prepare. */
Test(server, password_is_prepared_by_saslprep)
{
	const struct pop3_sasl_options options =
	    talk_options("jim", "s3cret\xC2\xAD\xC2\xAA");
	const struct server server = {.password = "s3creta"};
	enum pop3_status client;

	cr_assert(play("SCRAM-SHA-256", &options, &server, &client));
	cr_assert_eq(client, POP3_OK);
}

Test(server, name_with_a_comma_and_an_equals_sign)
{
	const struct pop3_sasl_options options =
	    talk_options("a,b=c", "s3cret");
	const struct server server = {.password = "s3cret"};
	enum pop3_status client;

	cr_assert(play("SCRAM-SHA-1", &options, &server, &client));
	cr_assert_eq(client, POP3_OK);
}

static void says_first(const char *mechanism, const char *expected)
{
	struct pop3_sasl_options options = bound(POP3_BINDING_TLS_EXPORTER);
	struct talk talk;

	options.authzid = "postmaster";
	cr_assert_eq(talk_begin(&talk, mechanism, &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_expect_eq(
	    strncmp(talk.said, expected, strlen(expected)), 0, "%s", talk.said);
	talk_end(&talk);
}

Test(server, authorization_identity_is_said)
{
	says_first("SCRAM-SHA-256", "n,a=postmaster,n=jim,r=");
	says_first("SCRAM-SHA-1", "n,a=postmaster,n=jim,r=");
	says_first(
	    "SCRAM-SHA-256-PLUS", "p=tls-exporter,a=postmaster,n=jim,r=");
	says_first("SCRAM-SHA-1-PLUS", "p=tls-exporter,a=postmaster,n=jim,r=");
	says_first("PLAIN", "postmaster");
	says_first("EXTERNAL", "postmaster");
}

Test(server, tls_unique_binds_too)
{
	const struct pop3_sasl_options options = bound(POP3_BINDING_TLS_UNIQUE);
	const struct server server = {
	    .password = "s3cret", .unique = BINDING_BASE64};
	enum pop3_status client;

	cr_assert(play("SCRAM-SHA-256-PLUS", &options, &server, &client));
	cr_assert_eq(client, POP3_OK);
}

/* A man in the middle: two TLS connections, two bindings. */
Test(server, another_binding_is_found_out)
{
	const struct pop3_sasl_options options =
	    bound(POP3_BINDING_TLS_EXPORTER);
	const struct server server = {
	    .password = "s3cret", .exporter = "YW5vdGhlcg=="};
	enum pop3_status client;

	cr_assert_not(play("SCRAM-SHA-256-PLUS", &options, &server, &client));
	cr_assert_not(play("SCRAM-SHA-1-PLUS", &options, &server, &client));
}

Test(server, no_binding_is_unsupported)
{
	const struct pop3_sasl_options options = talk_options("jim", "s3cret");
	struct talk talk;

	assert_failed(&talk, talk_begin(&talk, "SCRAM-SHA-256-PLUS", &options),
	    POP3_E_UNSUPPORTED,
	    "cannot use SCRAM-SHA-256-PLUS: there is no TLS connection to "
	    "bind it to");
}

Test(server, external_says_whose_maildrop)
{
	const struct pop3_sasl_options jim = talk_options("jim", NULL);
	const struct pop3_sasl_options joe = talk_options("joe", NULL);
	const struct server server = {0};
	enum pop3_status client;

	cr_assert(play("EXTERNAL", &jim, &server, &client));
	cr_assert_eq(client, POP3_OK);
	cr_assert_not(play("EXTERNAL", &joe, &server, &client));
}

Test(server, external_may_say_nothing)
{
	const struct pop3_sasl_options nobody = talk_options("", NULL);
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "EXTERNAL", &nobody), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	assert_said(&talk, "");
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

/* MIT's library keeps a few octets when it is asked for its mechanisms. */
const char *__lsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(
    void)
{
	return "leak:libgssapi_krb5\n";
}

Test(server, gssapi_without_a_ticket_is_auth)
{
	struct pop3_sasl_options options = talk_options("jim", NULL);
	struct talk talk;

	setenv("KRB5CCNAME", "FILE:/nonexistent", 1);
	assert_failed(&talk, talk_begin(&talk, "GSSAPI", &options), POP3_E_AUTH,
	    "no ticket of Kerberos for this server");
	/* It could have said so. */
	options.authzid = "postmaster";
	assert_failed(&talk, talk_begin(&talk, "GSSAPI", &options), POP3_E_AUTH,
	    "no ticket of Kerberos for this server");
}
