/*
 * tests/unit/net/reach.h - reaching a TLS server with any options, once or
 * several times.
 */
#ifndef TESTS_UNIT_NET_REACH_H
#define TESTS_UNIT_NET_REACH_H

#include "server.h"

PEER_MAYBE_UNUSED static struct p3_tls_options usual_options(void)
{
	return (struct p3_tls_options){
	    .host = "pop.example.org", .ca_file = authority_file};
}

/* Talks until the client hangs up. */
PEER_MAYBE_UNUSED static void hello_and_drain(SSL *ssl, struct server *server)
{
	SSL_write(ssl, "hello", 5);
	count_until_end(ssl, server);
}

/* A client inside TLS that has read the hello, or NULL and *error. */
PEER_MAYBE_UNUSED static struct p3_transport *reach(struct server *server,
    const struct p3_tls_options *options, struct pop3_error *error)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	char hello[5];
	size_t count;

	*error = (struct pop3_error){.status = POP3_OK};
	if (server->talk == NULL)
		server->talk = hello_and_drain;
	peer_start(&server->peer, serve, server);
	transport = client(server->peer.port);
	if (p3_transport_start_tls(transport, options, &patience, error) ==
	    POP3_OK) {
		read_all(transport, hello, sizeof hello, &count, error);
		if (count == sizeof hello)
			return transport;
	}
	p3_transport_free(transport);
	return NULL;
}

/* Ends a connection and leaves the server for another one. */
PEER_MAYBE_UNUSED static void leave(
    struct server *server, struct p3_transport *transport)
{
	p3_transport_free(transport);
	peer_join(&server->peer);
}

PEER_MAYBE_UNUSED static void server_free(struct server *server)
{
	SSL_CTX_free(server->context);
	close(server->gate[0]);
	close(server->gate[1]);
}

/* One connection to a prepared server; what came of it. */
PEER_MAYBE_UNUSED static struct pop3_error try_options(
    struct server *server, const struct p3_tls_options *options)
{
	struct pop3_error error;
	struct p3_transport *transport = reach(server, options, &error);

	leave(server, transport);
	server_free(server);
	return error;
}

/* The same to a server with the good certificate. */
PEER_MAYBE_UNUSED static struct pop3_error try_good(
    const struct p3_tls_options *options)
{
	struct server server;

	server_prepare(&server, &good);
	return try_options(&server, options);
}

/* Writes text to a new file whose name path gets. */
PEER_MAYBE_UNUSED static void write_file(const char *text, char path[64])
{
	int descriptor;

	strcpy(path, "/tmp/net-test-XXXXXX");
	descriptor = mkstemp(path);
	cr_assert_neq(descriptor, -1);
	cr_assert_eq(
	    write(descriptor, text, strlen(text)), (ssize_t)strlen(text));
	close(descriptor);
}

#endif
