/*
 * SCRAM (RFC 5802, 7677, 9266) over a session, with a server made of libgsasl.
 */
#include <gsasl.h>

#include "login.h"

struct scram {
	const char *mechanism; /* that the server has */
	const char *announced;
	const char *last;	   /* in place of the server's last message */
	const char *refusal;	   /* in place of its first */
	const char *proof_refusal; /* in place of its last */
	const char *behind;	   /* lines that go on behind a refusal */
	char binding[64];
};

static int properties(
    Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	const struct scram *scram = gsasl_session_hook_get(session);

	(void)library;
	if (property == GSASL_PASSWORD)
		return gsasl_property_set(session, property, "s3cret");
	if (property == GSASL_CB_TLS_EXPORTER && scram->binding[0] != '\0')
		return gsasl_property_set(session, property, scram->binding);
	return GSASL_NO_CALLBACK;
}

static void keep_binding(struct peer *peer, struct scram *scram)
{
	unsigned char octets[32];
	char *base64;

	/* RFC 9266, section 4.2. */
	SSL_export_keying_material(peer->ssl, octets, sizeof octets,
	    "EXPORTER-Channel-Binding", 24, NULL, 0, 1);
	gsasl_base64_to((char *)octets, sizeof octets, &base64, NULL);
	snprintf(scram->binding, sizeof scram->binding, "%s", base64);
	gsasl_free(base64);
}

static void say_challenge(struct peer *peer, const char *base64)
{
	char line[1024];

	snprintf(line, sizeof line, "+ %s", base64);
	peer_say(peer, line);
}

static void play_exchange(
    struct peer *peer, const struct scram *scram, Gsasl_session *session)
{
	const char *heard = peer_hear(peer);
	size_t skip = strlen("AUTH ") + strlen(scram->mechanism) + 1;
	char *base64;

	if (heard == NULL || strlen(heard) < skip ||
	    gsasl_step64(session, heard + skip, &base64) != GSASL_NEEDS_MORE) {
		peer_fail(peer, "bad first message '%s'", heard);
		return;
	}
	say_challenge(peer, base64);
	gsasl_free(base64);
	heard = peer_hear(peer);
	if (heard == NULL ||
	    gsasl_step64(session, heard, &base64) != GSASL_OK) {
		peer_fail(peer, "bad last message '%s'", heard);
		return;
	}
	if (scram->proof_refusal != NULL) {
		peer_say(peer, scram->proof_refusal);
		gsasl_free(base64);
		peer->script = scram->behind;
		peer_play_script(peer);
		return;
	}
	if (scram->last != NULL) {
		peer_say(peer, scram->last);
		peer_expect(peer, "*");
	} else {
		say_challenge(peer, base64);
		peer_expect(peer, "");
	}
	gsasl_free(base64);
	peer_say(peer, "+OK in");
}

static void play_scram(struct peer *peer)
{
	struct scram *scram = peer->context;
	Gsasl_session *session;
	Gsasl *library;

	if (peer->tls != NULL) {
		peer_handshake(peer);
		keep_binding(peer, scram);
	}
	peer_say(peer, "+OK");
	peer_expect(peer, "CAPA");
	peer_say(peer, "+OK");
	peer_say(peer, scram->announced);
	peer_say(peer, ".");
	if (scram->refusal != NULL) {
		peer_hear(peer);
		peer_say(peer, scram->refusal);
		peer->script = scram->behind;
		peer_play_script(peer);
		return;
	}
	gsasl_init(&library);
	gsasl_callback_set(library, properties);
	gsasl_server_start(library, scram->mechanism, &session);
	gsasl_session_hook_set(session, scram);
	play_exchange(peer, scram, session);
	gsasl_finish(session);
	gsasl_done(library);
	if (scram->last == NULL && scram->proof_refusal == NULL) {
		peer_expect(peer, "CAPA");
		peer_say(peer, "+OK");
		peer_say(peer, ".");
	}
}

static void watch(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	char *trace = context;

	(void)direction;
	cr_assert_lt(strlen(trace) + length, 4000);
	strncat(trace, line, length);
	strcat(trace, "\n");
}

static void scram_logs_in(struct scram scram, enum pop3_tls_mode tls)
{
	struct peer peer = {.play = play_scram, .context = &scram};
	char trace[4096] = "";
	struct pop3_session *session = connected(&peer, tls, watch, trace);
	const struct pop3_credentials credentials = jim(NULL);

	assert_ok(session, pop3_session_login(session, &credentials));
	cr_assert_str_eq(pop3_session_mechanism(session), scram.mechanism);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "s3cret"));
	cr_assert_null(strstr(trace, "r="));
	cr_assert_null(strstr(trace, "biws"));
}

Test(scram, logs_in_and_the_secret_is_not_on_the_wire)
{
	scram_logs_in((struct scram){.mechanism = "SCRAM-SHA-256",
			  .announced = "SASL PLAIN SCRAM-SHA-1 SCRAM-SHA-256"},
	    POP3_TLS_NONE);
	scram_logs_in((struct scram){.mechanism = "SCRAM-SHA-1",
			  .announced = "SASL PLAIN SCRAM-SHA-1 CRAM-MD5"},
	    POP3_TLS_NONE);
	scram_logs_in((struct scram){.mechanism = "SCRAM-SHA-256",
			  .announced = "SASL PLAIN SCRAM-SHA-256"},
	    POP3_TLS_IMPLICIT);
}

Test(scram, is_bound_to_the_tls_connection)
{
	scram_logs_in((struct scram){.mechanism = "SCRAM-SHA-256-PLUS",
			  .announced = "SASL PLAIN SCRAM-SHA-1-PLUS "
				       "SCRAM-SHA-256 SCRAM-SHA-256-PLUS"},
	    POP3_TLS_IMPLICIT);
}

/* To be tried the next time, too. */
Test(scram, that_is_bound_stays_announced)
{
	struct scram scram = {.mechanism = "SCRAM-SHA-256-PLUS",
	    .announced = "SASL SCRAM-SHA-256 SCRAM-SHA-256-PLUS"};
	struct peer peer = {.play = play_scram, .context = &scram};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_IMPLICIT, NULL, NULL);
	const struct pop3_credentials credentials = jim(NULL);

	assert_ok(session, pop3_session_login(session, &credentials));
	cr_assert_str_eq(pop3_session_announced(session),
	    "implicit\nSASL SCRAM-SHA-256 SCRAM-SHA-256-PLUS\n\n");
	end(session, &peer);
}

static void scram_fails(
    struct scram scram, enum pop3_status status, const char *text)
{
	struct peer peer = {.play = play_scram, .context = &scram};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_IMPLICIT, NULL, NULL);
	const struct pop3_credentials credentials = jim(NULL);

	assert_failure(
	    session, pop3_session_login(session, &credentials), status, text);
	/* Nobody talks on with such a server. */
	cr_assert_eq(pop3_session_noop(session), status);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "s3cret"));
}

/* v= and 20 octets of zero. */
#define FORGED "+ dj1BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE9"

Test(scram, server_that_does_not_prove_itself_is_none_whatever_it_says)
{
	scram_fails((struct scram){.mechanism = "SCRAM-SHA-1",
			.announced = "SASL SCRAM-SHA-1 PLAIN",
			.last = FORGED},
	    POP3_E_PROTOCOL,
	    "cannot log in by SCRAM-SHA-1: the server does not prove that it "
	    "knows the password");
}

Test(scram, ok_without_a_proof_is_no_success)
{
	scram_fails((struct scram){.mechanism = "SCRAM-SHA-1",
			.announced = "SASL SCRAM-SHA-1 PLAIN",
			.last = "+OK logged in"},
	    POP3_E_PROTOCOL,
	    "cannot log in by SCRAM-SHA-1: a challenge of the server is no "
	    "base64");
	scram_fails((struct scram){.mechanism = "SCRAM-SHA-1",
			.announced = "SASL SCRAM-SHA-1 PLAIN",
			.last = "+OK"},
	    POP3_E_PROTOCOL,
	    "cannot log in by SCRAM-SHA-1: a challenge of SCRAM makes no "
	    "sense");
}

/* A user whose password the server keeps hashed in another way. */
Test(scram, refused_before_its_proof_lets_the_next_be_tried)
{
	struct scram scram = {.mechanism = "SCRAM-SHA-256",
	    .announced = "SASL SCRAM-SHA-256 PLAIN",
	    .refusal = "-ERR [AUTH] Authentication failed.",
	    .behind = PLAIN "< +OK\n> CAPA\n< -ERR\n"};
	struct peer peer = {.play = play_scram, .context = &scram};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_IMPLICIT, NULL, NULL);
	const struct pop3_credentials credentials = jim(NULL);

	assert_ok(session, pop3_session_login(session, &credentials));
	cr_assert_str_eq(pop3_session_mechanism(session), "PLAIN");
	end(session, &peer);
}

Test(scram, error_of_the_server_is_a_refusal)
{
	struct scram scram = {.mechanism = "SCRAM-SHA-256",
	    .announced = "SASL SCRAM-SHA-256 PLAIN",
	    .refusal = "+ ZT11bmtub3duLXVzZXI=",
	    .behind = "> *\n< -ERR\n> QUIT\n< +OK\n"};
	struct peer peer = {.play = play_scram, .context = &scram};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_IMPLICIT, NULL, NULL);
	const struct pop3_credentials credentials = jim(NULL);

	assert_failure(session, pop3_session_login(session, &credentials),
	    POP3_E_AUTH,
	    "login refused for 'jim' (SCRAM-SHA-256): unknown-user");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

/* ---- Bound to something else --------------------------------------------- */

#define CYRUS_REFUSES "-ERR [AUTH] authenticating: bad protocol / cancel"

static const char plain_then[] = PLAIN "< +OK\n> CAPA\n< -ERR\n";

static void proof_refused(struct scram scram, const char *named,
    enum pop3_status status, const char *text)
{
	struct peer peer = {.play = play_scram, .context = &scram};
	struct pop3_session *session =
	    connected(&peer, POP3_TLS_IMPLICIT, NULL, NULL);
	const struct pop3_credentials credentials = jim(named);

	if (status != POP3_OK)
		assert_failure(session,
		    pop3_session_login(session, &credentials), status, text);
	else
		assert_ok(session, pop3_session_login(session, &credentials));
	if (status == POP3_OK)
		cr_assert_str_eq(pop3_session_mechanism(session), text);
	end(session, &peer);
}

/* And no other that is bound. */
Test(binding, refused_lets_the_next_unbound_one_be_tried)
{
	proof_refused((struct scram){.mechanism = "SCRAM-SHA-256-PLUS",
			  .announced = "SASL PLAIN SCRAM-SHA-1-PLUS "
				       "SCRAM-SHA-256-PLUS",
			  .proof_refusal = CYRUS_REFUSES,
			  .behind = plain_then},
	    NULL, POP3_OK, "PLAIN");
}

Test(binding, refused_to_a_named_one_is_unsupported)
{
	proof_refused((struct scram){.mechanism = "SCRAM-SHA-256-PLUS",
			  .announced = "SASL PLAIN SCRAM-SHA-256-PLUS",
			  .proof_refusal = CYRUS_REFUSES,
			  .behind = ""},
	    "SCRAM-SHA-256-PLUS", POP3_E_UNSUPPORTED,
	    "login refused for 'jim' (SCRAM-SHA-256-PLUS): authenticating: bad "
	    "protocol / cancel");
}

Test(binding, refused_proof_is_not_always_the_bindings)
{
	proof_refused(
	    (struct scram){.mechanism = "SCRAM-SHA-256-PLUS",
		.announced = "SASL PLAIN SCRAM-SHA-256-PLUS",
		.proof_refusal = "-ERR [AUTH] authenticating: authentication "
				 "failure",
		.behind = ""},
	    NULL, POP3_E_AUTH,
	    "login refused for 'jim' (SCRAM-SHA-256-PLUS): authenticating: "
	    "authentication failure");
}

Test(binding, what_is_not_bound_is_not_refused_for_it)
{
	proof_refused((struct scram){.mechanism = "SCRAM-SHA-256",
			  .announced = "SASL PLAIN SCRAM-SHA-256",
			  .proof_refusal = CYRUS_REFUSES,
			  .behind = ""},
	    NULL, POP3_E_AUTH,
	    "login refused for 'jim' (SCRAM-SHA-256): authenticating: bad "
	    "protocol / cancel");
}

/* The peer's TLS is 1.3. */
Test(binding, cyrus_is_not_tried_with_it)
{
	in_tls("= tls\n< +OK\n> CAPA\n< +OK\n"
	       "< SASL PLAIN SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS\n"
	       "< IMPLEMENTATION Cyrus POP3 3.6.1\n< .\n" PLAIN
	       "< +OK\n> CAPA\n< -ERR\n",
	    NULL, POP3_OK, "PLAIN");
}
