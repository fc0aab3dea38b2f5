/*
 * Making TLS, and why it cannot be made.
 */
#include "server.h"

TestSuite(handshake, .init = set_up, .fini = tear_down);

static void expect_sni(const char *names, const char *host, const char *sni)
{
	struct recipe recipe = {.common_name = "x", .names = names};
	struct server server;

	cr_assert_eq(
	    try_recipe(&recipe, &authority, host, &server).status, POP3_OK);
	cr_assert_str_eq(server.sni, sni);
}

Test(handshake, the_name_is_sent_and_an_address_is_not)
{
	expect_sni("DNS:pop.example.org", "pop.example.org", "pop.example.org");
	expect_sni(
	    "DNS:pop.example.org", "pop.example.org.", "pop.example.org");
	expect_sni("DNS:xn--bcher-kva.example", "b\u00fccher.example",
	    "xn--bcher-kva.example");
	expect_sni("IP:127.0.0.1", "127.0.0.1", "(none)");
}

static enum pop3_status try_version(int version, struct pop3_error *error)
{
	struct p3_transport *transport;
	enum pop3_status status;
	struct server server;

	server_prepare(&server, &good);
	SSL_CTX_set_security_level(server.context, 0);
	SSL_CTX_set_min_proto_version(server.context, version);
	SSL_CTX_set_max_proto_version(server.context, version);
	server_start(&server, count_until_end);
	transport = client(server.peer.port);
	status = start(transport, "pop.example.org", error);
	p3_transport_free(transport);
	server_join(&server);
	return status;
}

Test(handshake, version_1_2_is_enough_and_1_1_is_not)
{
	struct pop3_error error = {.text = ""};

	cr_assert_eq(try_version(TLS1_3_VERSION, &error), POP3_OK);
	cr_assert_eq(try_version(TLS1_2_VERSION, &error), POP3_OK);
	cr_assert_eq(try_version(TLS1_1_VERSION, &error), POP3_E_TLS);
	cr_assert_str_eq(error.text,
	    "the server 'pop.example.org' offers no TLS 1.2 or newer");
	cr_assert_eq(error.fault, POP3_FAULT_TLS_VERSION);
}

Test(handshake, no_cipher_in_common_is_told_in_the_servers_words)
{
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;
	struct server server;

	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, TLS1_2_VERSION);
	/* Its certificate has no RSA key. */
	SSL_CTX_set_cipher_list(server.context, "AES128-GCM-SHA256");
	server_start(&server, NULL);
	transport = client(server.peer.port);
	cr_assert_eq(start(transport, "pop.example.org", &error), POP3_E_TLS);
	cr_assert_str_eq(error.text, "the TLS handshake failed: the server "
				     "says 'handshake failure'");
	p3_transport_free(transport);
	server_join(&server);
}

static void greet(int descriptor, void *context)
{
	send_text(descriptor, context);
	drain(descriptor);
}

static void hang_up(int descriptor, void *context)
{
	char octets[16];

	(void)context;
	(void)!recv(descriptor, octets, sizeof octets, 0);
	shutdown(descriptor, SHUT_WR);
	drain(descriptor);
}

/* Closing with octets unread resets. */
static void reset(int descriptor, void *context)
{
	char octet;

	(void)context;
	(void)!recv(descriptor, &octet, 1, 0);
}

static void say_nothing(int descriptor, void *context)
{
	(void)context;
	drain(descriptor);
}

static void expect_no_handshake(void (*talk)(int descriptor, void *context),
    void *context, enum pop3_status status, const char *words)
{
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;
	struct peer peer;

	peer_start(&peer, talk, context);
	transport = client(peer.port);
	cr_assert_eq(start(transport, "pop.example.org", &error), status, "%s",
	    error.text);
	cr_assert_eq(error.status, status);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
	cr_assert_eq(error.fault == POP3_FAULT_NO_TLS,
	    strstr(words, "does not speak TLS") != NULL);
	cr_assert_eq(ERR_peek_error(), 0);
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(handshake, a_server_in_the_clear_is_told_to_be_one)
{
	static char text[] = "+OK ready\r\n";

	expect_no_handshake(greet, text, POP3_E_TLS,
	    "the server 'pop.example.org' does not speak TLS on this port");
}

Test(handshake, garbage_that_looks_like_tls_is_a_failure)
{
	static char text[] = "\x16\x03\x03\x01\x01 this is no ServerHello "
			     "................................................"
			     "................................................"
			     "................................................"
			     "................................................"
			     "................................................";

	expect_no_handshake(
	    greet, text, POP3_E_TLS, "the TLS handshake failed: ");
}

Test(handshake, a_server_that_hangs_up_has_closed)
{
	expect_no_handshake(hang_up, NULL, POP3_E_CLOSED,
	    "the server closed the connection during the TLS handshake");
}

Test(handshake, a_server_that_resets_is_told_with_where_it_did)
{
	expect_no_handshake(reset, NULL, POP3_E_CLOSED,
	    "the connection broke during the TLS handshake: connection reset "
	    "by peer");
}

Test(handshake, a_server_that_never_answers_times_out)
{
	struct p3_tls_options options = {
	    .host = "pop.example.org", .ca_file = authority_file};
	struct p3_patience patience = patience_ms(SHORT_MS);
	struct p3_transport *transport;
	struct pop3_error error;
	struct peer peer;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	cr_assert_eq(
	    p3_transport_start_tls(transport, &options, &patience, &error),
	    POP3_E_TIMEOUT);
	cr_assert_str_eq(error.text, "the TLS handshake failed: timed out");
	cr_assert_geq(p3_now_ms(), patience.until_ms);
	p3_transport_free(transport);
	peer_join(&peer);
}

static void *fire(void *cancel)
{
	pop3_cancel_fire(cancel);
	return NULL;
}

Test(handshake, firing_ends_the_handshake)
{
	struct p3_tls_options options = {
	    .host = "pop.example.org", .ca_file = authority_file};
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};
	struct p3_transport *transport;
	pthread_t thread;
	struct peer peer;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	pthread_create(&thread, NULL, fire, patience.cancel);
	cr_assert_eq(
	    p3_transport_start_tls(transport, &options, &patience, NULL),
	    POP3_E_CANCELLED);
	pthread_join(thread, NULL);
	p3_transport_free(transport);
	pop3_cancel_free(patience.cancel);
	peer_join(&peer);
}
