/*
 * tests/unit/net/server.h - a TLS server on loopback, with whatever identity a
 * test gives it.  A suite that uses it has set_up() and tear_down().
 */
#ifndef TESTS_UNIT_NET_SERVER_H
#define TESTS_UNIT_NET_SERVER_H

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "authority.h"
#include "peer.h"

struct server {
	struct peer peer;
	SSL_CTX *context;
	void (*talk)(SSL *ssl, struct server *server);
	int gate[2]; /* the test lets the server go on */
	bool is_up;  /* the handshake succeeded */
	long reason; /* or why it did not */
	size_t got;  /* octets of the client's own, inside TLS */
	bool is_right;
	char sni[256];
};

static struct identity authority, good;
static char authority_file[64];

PEER_MAYBE_UNUSED static void set_up(void)
{
	struct recipe root = {.common_name = "Test Root", .is_authority = 1};
	struct recipe host = {
	    .common_name = "x", .names = "DNS:pop.example.org"};

	signal(SIGPIPE, SIG_DFL);
	authority = identity_make(&root, NULL);
	good = identity_make(&host, &authority);
	write_pem(authority.certificate, authority_file);
}

PEER_MAYBE_UNUSED static void tear_down(void)
{
	identity_free(&authority);
	identity_free(&good);
	unlink(authority_file);
}

PEER_MAYBE_UNUSED static void serve(int descriptor, void *context)
{
	struct server *server = context;
	SSL *ssl = SSL_new(server->context);
	const char *sni;

	SSL_set_fd(ssl, descriptor);
	server->is_up = SSL_accept(ssl) == 1;
	server->reason = ERR_GET_REASON(ERR_peek_last_error());
	sni = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	snprintf(server->sni, sizeof server->sni, "%s", sni ? sni : "(none)");
	if (server->is_up && server->talk != NULL)
		server->talk(ssl, server);
	SSL_free(ssl);
	ERR_clear_error();
}

/* Before server_start(). */
PEER_MAYBE_UNUSED static void server_prepare(
    struct server *server, const struct identity *identity)
{
	*server = (struct server){.context = SSL_CTX_new(TLS_server_method())};
	SSL_CTX_use_certificate(server->context, identity->certificate);
	SSL_CTX_use_PrivateKey(server->context, identity->key);
	cr_assert_eq(pipe(server->gate), 0);
}

PEER_MAYBE_UNUSED static void server_start(
    struct server *server, void (*talk)(SSL *ssl, struct server *server))
{
	server->talk = talk;
	peer_start(&server->peer, serve, server);
}

PEER_MAYBE_UNUSED static void server_join(struct server *server)
{
	peer_join(&server->peer);
	SSL_CTX_free(server->context);
	close(server->gate[0]);
	close(server->gate[1]);
}

PEER_MAYBE_UNUSED static void wait_at_gate(const struct server *server)
{
	char octet;

	(void)!read(server->gate[0], &octet, 1);
}

PEER_MAYBE_UNUSED static void open_gate(const struct server *server)
{
	cr_assert_eq(write(server->gate[1], "", 1), 1);
}

PEER_MAYBE_UNUSED static enum pop3_status start(
    struct p3_transport *transport, const char *host, struct pop3_error *error)
{
	struct p3_tls_options options = {
	    .host = host, .ca_file = authority_file};
	struct p3_patience patience = patience_ms(AMPLE_MS);

	return p3_transport_start_tls(transport, &options, &patience, error);
}

/* A client inside TLS with a server that has the good certificate. */
PEER_MAYBE_UNUSED static struct p3_transport *secured(
    struct server *server, void (*talk)(SSL *ssl, struct server *server))
{
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;

	server_prepare(server, &good);
	server_start(server, talk);
	transport = client(server->peer.port);
	cr_assert_eq(start(transport, "pop.example.org", &error), POP3_OK, "%s",
	    error.text);
	return transport;
}

PEER_MAYBE_UNUSED static void count_until_end(SSL *ssl, struct server *server)
{
	char octets[4096];
	int got;

	while ((got = SSL_read(ssl, octets, sizeof octets)) > 0)
		server->got += (size_t)got;
}

/* Connects to a server that has the identity; the error where refused. */
PEER_MAYBE_UNUSED static struct pop3_error try_identity(
    const struct identity *identity, const struct p3_tls_options *options,
    struct server *server)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct pop3_error error = {.status = POP3_OK};
	struct p3_transport *transport;
	size_t count;

	server_prepare(server, identity);
	server_start(server, count_until_end);
	transport = client(server->peer.port);
	p3_transport_start_tls(transport, options, &patience, &error);
	cr_assert_eq(p3_transport_is_tls(transport), error.status == POP3_OK);
	/* Overlooks the failure, if there is one. */
	cr_assert_eq(
	    p3_transport_write(transport, "PASS secret\r\n", 13, &count, NULL),
	    error.status == POP3_OK ? P3_IO_OK : P3_IO_FAILED);
	cr_assert_eq(ERR_peek_error(), 0);
	p3_transport_free(transport);
	server_join(server);
	return error;
}

PEER_MAYBE_UNUSED static struct pop3_error try_recipe(
    const struct recipe *recipe, const struct identity *issuer,
    const char *host, struct server *server)
{
	struct p3_tls_options options = {
	    .host = host, .ca_file = authority_file};
	struct identity identity = identity_make(recipe, issuer);
	struct pop3_error error = try_identity(&identity, &options, server);

	identity_free(&identity);
	return error;
}

#endif
