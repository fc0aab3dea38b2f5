/*
 * Connecting: greeting, capabilities, TLS from the first octet and by STLS.
 */
#include "peer.h"

/* Connects to a peer with a script, asserts how that ends, and lets go. */
static void connect_fails(struct peer *peer, enum pop3_tls_mode tls,
    enum pop3_status status, const char *text)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(peer);
	options = peer_options(peer);
	options.tls = tls;
	session = peer_session(&options);
	assert_failure(session, pop3_session_connect(session), status, text);
	/* Broken: each call returns the same, and the words stay. */
	assert_failure(session, pop3_session_noop(session), status, text);
	assert_failure(session, peer_login(session), status, text);
	assert_failure(session, pop3_session_quit(session), status, text);
	pop3_session_free(session);
	peer_end(peer);
	cr_assert_not(peer_saw(peer, "USER"));
	cr_assert_not(peer_saw(peer, "PASS"));
	cr_assert_not(peer_saw(peer, "QUIT"));
}

Test(connect, capabilities_are_asked_for)
{
	struct peer peer = {.script = "< +OK ready\n"
				      "> CAPA\n"
				      "< +OK\n"
				      "< UIDL\n"
				      "< SASL PLAIN\n"
				      "< .\n"};
	struct pop3_session_options options;
	struct pop3_session *session;
	const struct pop3_capabilities *capabilities;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	cr_assert_null(pop3_session_capabilities(session));
	assert_ok(session, pop3_session_connect(session));
	cr_assert_str_eq(pop3_session_error(session)->text, "");
	capabilities = pop3_session_capabilities(session);
	cr_assert_not_null(capabilities);
	cr_assert_eq(capabilities->flags, POP3_CAPA_UIDL | POP3_CAPA_SASL);
	pop3_session_free(session);
	peer_end(&peer);
}

/* RFC 1939 knows no CAPA: popa3d and solid-pop3d. */
Test(connect, server_without_capa_has_no_capabilities)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n< -ERR\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_null(pop3_session_capabilities(session));
	pop3_session_free(session);
	peer_end(&peer);
}

Test(connect, refusal_in_the_greeting_is_a_refusal)
{
	struct peer peer = {.script = "< -ERR go \\r away\n"};

	connect_fails(&peer, POP3_TLS_NONE, POP3_E_REFUSED,
	    "server '127.0.0.1' refused the session in its greeting: "
	    "go ? away");
}

Test(connect, refusal_in_the_greeting_has_the_status_of_its_code)
{
	struct peer temporary = {.script = "< -ERR [SYS/TEMP] later\n"};
	struct peer in_use = {.script = "< -ERR [IN-USE]\n"};
	struct peer silent = {.script = "< -ERR\n"};

	connect_fails(&temporary, POP3_TLS_NONE, POP3_E_TEMPORARY,
	    "server '127.0.0.1' refused the session in its greeting: later");
	connect_fails(&in_use, POP3_TLS_NONE, POP3_E_IN_USE,
	    "server '127.0.0.1' refused the session in its greeting: [IN-USE]");
	connect_fails(&silent, POP3_TLS_NONE, POP3_E_REFUSED,
	    "server '127.0.0.1' refused the session in its greeting");
}

/* What mutt took for a greeting (CVE-2020-28896). */
Test(connect, nothing_is_said_after_a_garbage_greeting)
{
	struct peer peer = {.script = "< * OK IMAP4 ready\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_PROTOCOL);
	cr_assert_str_neq(pop3_session_error(session)->text, "");
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert_eq(peer.seen_length, 0);
}

Test(connect, close_at_capa_is_named)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n= close\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_CLOSED);
	cr_assert_not_null(strstr(pop3_session_error(session)->text, "'CAPA'"),
	    "%s", pop3_session_error(session)->text);
	pop3_session_free(session);
	peer_end(&peer);
}

static void never_end_capa(struct peer *peer)
{
	peer_say(peer, "+OK");
	peer_expect(peer, "CAPA");
	peer_say(peer, "+OK");
	while (peer_say(peer, "X-CAPABILITY"))
		;
}

Test(connect, endless_capa_is_a_limit)
{
	struct peer peer = {.play = never_end_capa};

	connect_fails(&peer, POP3_TLS_NONE, POP3_E_LIMIT,
	    "more than 1000 lines in the answer to 'CAPA'");
}

Test(connect, nobody_listening_cannot_be_connected_to)
{
	struct peer peer = {.script = ""};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	peer_end(&peer); /* its port is free again */
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_CONNECT);
	cr_assert_str_neq(pop3_session_error(session)->text, "");
	pop3_session_free(session);
}

/* ---- Implicit TLS -------------------------------------------------------- */

Test(connect, implicit_tls_comes_before_the_greeting)
{
	struct peer peer = {.script = "= tls\n< +OK ready\n> CAPA\n< -ERR\n"
				      "> USER jim\n< +OK\n"
				      "> PASS s3cret\n< +OK\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_IMPLICIT;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	pop3_session_free(session);
	peer_end(&peer);
}

Test(connect, untrusted_certificate_ends_it_before_any_word)
{
	struct peer peer = {.script = "= tls!\n< +OK ready\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_IMPLICIT;
	options.tls_ca_file = NULL;
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_CERTIFICATE);
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert_eq(peer.seen_length, 0);
}

Test(connect, certificate_of_another_name_ends_it)
{
	struct peer peer = {.script = "= tls!\n< +OK ready\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_IMPLICIT;
	options.tls_host = "pop.example.org";
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_CERTIFICATE);
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert_eq(peer.seen_length, 0);
}

/* ---- STLS ---------------------------------------------------------------- */

static void stls_succeeds(struct peer *peer)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(peer);
	peer_start(peer);
	options = peer_options(peer);
	options.tls = POP3_TLS_STARTTLS;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_not_null(pop3_session_capabilities(session));
	cr_assert_eq(pop3_session_capabilities(session)->flags, POP3_CAPA_TOP);
	pop3_session_free(session);
	peer_end(peer);
}

/* RFC 2595, section 4: what was said before TLS counts no more. */
Test(connect, capabilities_are_asked_for_again_after_stls)
{
	struct peer peer = {.script =
				"< +OK\n> CAPA\n< +OK\n< STLS\n< UIDL\n< .\n"
				"> STLS\n< +OK begin\n= tls\n"
				"> CAPA\n< +OK\n< TOP\n< .\n"};

	stls_succeeds(&peer);
}

Test(connect, stls_is_tried_where_there_is_no_capa)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n< -ERR\n"
				      "> STLS\n< +OK begin\n= tls\n"
				      "> CAPA\n< +OK\n< TOP\n< .\n"};

	stls_succeeds(&peer);
}

/* The script ends the peer's patience: a word more would be seen. */
Test(connect, stls_taken_out_of_the_capabilities_ends_it)
{
	struct peer peer = {
	    .script = "< +OK\n> CAPA\n< +OK\n< USER\n< UIDL\n< .\n"};

	connect_fails(&peer, POP3_TLS_STARTTLS, POP3_E_TLS_UNAVAILABLE,
	    "server '127.0.0.1' does not offer STLS");
	cr_assert_str_eq(peer.seen, "CAPA\r\n");
}

Test(connect, refused_stls_ends_it)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n< +OK\n< STLS\n< .\n"
				      "> STLS\n< -ERR no TLS today\n"};

	connect_fails(&peer, POP3_TLS_STARTTLS, POP3_E_TLS_UNAVAILABLE,
	    "server '127.0.0.1' refused STLS: no TLS today");
	cr_assert_str_eq(peer.seen, "CAPA\r\nSTLS\r\n");
}

Test(connect, stls_refused_where_there_is_no_capa_ends_it)
{
	struct peer peer = {
	    .script = "< +OK\n> CAPA\n< -ERR\n> STLS\n< -ERR\n"};

	connect_fails(&peer, POP3_TLS_STARTTLS, POP3_E_TLS_UNAVAILABLE,
	    "server '127.0.0.1' refused STLS");
}

/* CVE-2021-22947 and its kin: answers slipped in before TLS. */
Test(connect, octets_behind_the_answer_to_stls_end_it)
{
	struct peer peer = {.script =
				"< +OK\n> CAPA\n< +OK\n< STLS\n< .\n> STLS\n"
				"<- +OK begin\\r\\n+OK fake\\r\\n.\\r\\n\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_STARTTLS;
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_TLS);
	cr_assert_eq(pop3_session_error(session)->fault, POP3_FAULT_NO_TLS);
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert_str_eq(peer.seen, "CAPA\r\nSTLS\r\n");
}

Test(connect, certificate_is_verified_after_stls_too)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n< +OK\n< STLS\n< .\n"
				      "> STLS\n< +OK\n= tls!\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_STARTTLS;
	options.tls_ca_file = NULL;
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_CERTIFICATE);
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert_str_eq(peer.seen, "CAPA\r\nSTLS\r\n");
}
