/*
 * Channel bindings: the same at both ends, and none that binds nothing.
 */
#include "reach.h"

TestSuite(binding, .init = set_up, .fini = tear_down);

/* What the server takes for the binding, sent within TLS. */
static void send_binding(SSL *ssl, struct server *server)
{
	unsigned char octets[64] = {0};

	if (SSL_version(ssl) >= TLS1_3_VERSION)
		SSL_export_keying_material(ssl, octets, 32,
		    "EXPORTER-Channel-Binding", 24, NULL, 0, 0);
	else if (SSL_session_reused(ssl))
		SSL_get_finished(ssl, octets, sizeof octets);
	else
		SSL_get_peer_finished(ssl, octets, sizeof octets);
	SSL_write(ssl, "hello", 5);
	SSL_write(ssl, octets, sizeof octets);
	count_until_end(ssl, server);
}

static void expect_same(struct p3_transport *transport,
    enum pop3_binding expected, size_t expected_length)
{
	unsigned char theirs[64], ours[64] = {0};
	struct pop3_error error = {.text = ""};
	enum pop3_binding type;
	size_t count;

	read_all(transport, (char *)theirs, sizeof theirs, &count, &error);
	cr_assert_eq(count, sizeof theirs, "%s", error.text);
	cr_assert_eq(
	    p3_transport_channel_binding(transport, &type, ours, sizeof ours),
	    expected_length);
	cr_assert_eq(type, expected);
	cr_assert_arr_eq(ours, theirs, sizeof ours);
	/* Where there is no room there is none, and not a part of one. */
	cr_assert_eq(p3_transport_channel_binding(
			 transport, &type, ours, expected_length - 1),
	    0);
}

static void expect_binding(
    int version, enum pop3_binding expected, size_t expected_length)
{
	struct p3_tls_options options = usual_options(), again;
	struct p3_transport *transport;
	struct pop3_error error;
	struct server server;
	size_t length;
	void *ticket;

	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, version);
	server.talk = send_binding;
	transport = reach(&server, &options, &error);
	cr_assert_not_null(transport, "%s", error.text);
	expect_same(transport, expected, expected_length);
	ticket = p3_transport_tls_ticket(transport, &length);
	cr_assert_not_null(ticket);
	leave(&server, transport);

	again = options;
	again.ticket = ticket;
	again.ticket_length = length;
	transport = reach(&server, &again, &error);
	cr_assert_not_null(transport, "%s", error.text);
	cr_assert(p3_transport_tls_info(transport)->resumed);
	expect_same(transport, expected, expected_length);
	leave(&server, transport);
	free(ticket);
	server_free(&server);
}

Test(binding, tls_1_3_has_the_exporter_full_and_resumed)
{
	expect_binding(TLS1_3_VERSION, POP3_BINDING_TLS_EXPORTER, 32);
}

Test(binding, tls_1_2_has_the_first_finished_full_and_resumed)
{
	expect_binding(TLS1_2_VERSION, POP3_BINDING_TLS_UNIQUE, 12);
}

static void expect_none(const struct p3_transport *transport)
{
	enum pop3_binding type;
	unsigned char octets[64];

	cr_assert_eq(p3_transport_channel_binding(
			 transport, &type, octets, sizeof octets),
	    0);
}

Test(binding, without_the_extended_master_secret_there_is_none)
{
	struct p3_tls_options options = usual_options();
	struct p3_transport *transport;
	struct pop3_error error;
	struct server server;
	size_t length;

	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, TLS1_2_VERSION);
	SSL_CTX_set_options(server.context, SSL_OP_NO_EXTENDED_MASTER_SECRET);
	transport = reach(&server, &options, &error);
	cr_assert_not_null(transport, "%s", error.text);
	expect_none(transport);
	/* Nor is such a session resumed. */
	cr_assert_null(p3_transport_tls_ticket(transport, &length));
	leave(&server, transport);
	server_free(&server);
}

static void say_nothing(int descriptor, void *context)
{
	(void)context;
	drain(descriptor);
}

Test(binding, in_the_clear_there_is_none)
{
	struct p3_transport *transport;
	struct peer peer;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	expect_none(transport);
	cr_assert_null(p3_transport_tls_info(transport));
	p3_transport_free(transport);
	peer_join(&peer);
}

/* A man in the middle ends one connection and opens another. */
Test(binding, two_connections_have_two)
{
	unsigned char octets[2][64];
	struct p3_tls_options options = usual_options();
	struct pop3_error error;
	enum pop3_binding type;
	struct server server;

	server_prepare(&server, &good);
	for (int i = 0; i < 2; i++) {
		struct p3_transport *transport =
		    reach(&server, &options, &error);

		p3_transport_channel_binding(
		    transport, &type, octets[i], sizeof octets[i]);
		leave(&server, transport);
	}
	cr_assert_arr_neq(octets[0], octets[1], 32);
	server_free(&server);
}
