/*
 * Octets and ends inside TLS.
 */
#include <fcntl.h>
#include <poll.h>

#include "bulk.h"
#include "server.h"

TestSuite(tls, .init = set_up, .fini = tear_down);

static void hello_and_close_notify(SSL *ssl, struct server *server)
{
	SSL_write(ssl, "hello", 5);
	SSL_shutdown(ssl);
	wait_at_gate(server);
}

static void hello_and_hang_up(SSL *ssl, struct server *server)
{
	(void)server;
	SSL_write(ssl, "hello", 5);
}

/* ---- Ends ---------------------------------------------------------------- */

Test(tls, close_notify_is_an_end)
{
	struct p3_transport *transport;
	struct server server;
	char octets[16];
	size_t count;

	transport = secured(&server, hello_and_close_notify);
	cr_assert_eq(read_all(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_EOF);
	cr_assert_eq(count, 5);
	cr_assert_eq(
	    p3_transport_read(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_EOF);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}

Test(tls, a_bare_close_is_a_failure_and_stays_one)
{
	struct p3_transport *transport;
	struct pop3_error error;
	struct server server;
	char octets[16];
	size_t count;

	transport = secured(&server, hello_and_hang_up);
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(
		    read_all(transport, octets, sizeof octets, &count, &error),
		    P3_IO_FAILED);
		cr_assert_eq(count, i == 0 ? 5 : 0);
		cr_assert_eq(error.status, POP3_E_CLOSED);
		cr_assert_str_eq(error.text,
		    "the server closed the connection without closing TLS");
	}
	cr_assert_eq(ERR_peek_error(), 0);
	p3_transport_free(transport);
	server_join(&server);
}

static void reset(SSL *ssl, struct server *server)
{
	struct linger at_once = {.l_onoff = 1};

	(void)server;
	setsockopt(
	    SSL_get_fd(ssl), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

Test(tls, a_reset_connection_is_closed_and_raises_no_signal)
{
	struct p3_transport *transport;
	enum p3_io io = P3_IO_OK;
	struct pop3_error error;
	struct server server;
	char octets[16];
	size_t count;

	transport = secured(&server, reset);
	server_join(&server);
	while (io != P3_IO_FAILED)
		io = p3_transport_write(transport, "x", 1, &count, &error);
	cr_assert_eq(error.status, POP3_E_CLOSED);
	cr_assert_eq(p3_transport_write(transport, "x", 1, &count, &error),
	    P3_IO_FAILED);
	cr_assert_eq(read_all(transport, octets, sizeof octets, &count, &error),
	    P3_IO_FAILED);
	cr_assert_eq(error.status, POP3_E_CLOSED);
	p3_transport_free(transport);
}

static void note_end(SSL *ssl, struct server *server)
{
	count_until_end(ssl, server);
	server->is_right = (SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN) != 0;
}

Test(tls, freeing_says_close_notify)
{
	struct server server;

	p3_transport_free(secured(&server, note_end));
	server_join(&server);
	cr_assert(server.is_right);
}

/* ---- Octets -------------------------------------------------------------- */

/* The other side of bulk_exchange(), in TLS. */
static void exchange(SSL *ssl, struct server *server)
{
	static char out[8192], in[8192];
	int descriptor = SSL_get_fd(ssl);
	size_t sent = 0, got = 0;

	fcntl(descriptor, F_SETFL, O_NONBLOCK);
	SSL_set_mode(ssl, SSL_MODE_ENABLE_PARTIAL_WRITE |
			      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	server->is_right = true;
	while (sent < BULK_OCTETS || got < BULK_OCTETS) {
		struct pollfd polled = {.fd = descriptor,
		    .events =
			(short)(POLLIN | (sent < BULK_OCTETS ? POLLOUT : 0))};
		size_t left = BULK_OCTETS - sent;
		int moved;

		poll(&polled, 1, SSL_pending(ssl) > 0 ? 0 : -1);
		left = left < sizeof out ? left : sizeof out;
		bulk_fill(out, sent, left);
		moved = left > 0 ? SSL_write(ssl, out, (int)left) : 0;
		sent += moved > 0 ? (size_t)moved : 0;
		moved = SSL_read(ssl, in, sizeof in);
		if (SSL_get_error(ssl, moved) == SSL_ERROR_SYSCALL)
			return;
		ERR_clear_error();
		if (moved <= 0)
			continue;
		server->is_right &= bulk_check(in, got, (size_t)moved);
		got += (size_t)moved;
	}
	fcntl(descriptor, F_SETFL, 0);
	count_until_end(ssl, server);
}

static void expect_exchange(int version)
{
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;
	struct server server;

	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, version);
	server_start(&server, exchange);
	transport = bulk_client(server.peer.port);
	cr_assert_eq(start(transport, "pop.example.org", &error), POP3_OK, "%s",
	    error.text);
	bulk_exchange(transport);
	p3_transport_free(transport);
	server_join(&server);
	cr_assert(server.is_right);
}

Test(tls, many_octets_both_ways_at_once_through_small_buffers)
{
	expect_exchange(TLS1_3_VERSION);
	expect_exchange(TLS1_2_VERSION);
}

static void garbage(SSL *ssl, struct server *server)
{
	send_text(SSL_get_fd(ssl), "+OK this is not sealed, is it?\r\n");
	wait_at_gate(server);
}

Test(tls, octets_that_are_not_sealed_are_a_failure_for_good)
{
	struct p3_transport *transport;
	struct pop3_error error;
	struct server server;
	char octets[64];
	size_t count;

	transport = secured(&server, garbage);
	cr_assert_eq(read_all(transport, octets, sizeof octets, &count, &error),
	    P3_IO_FAILED);
	cr_assert_eq(count, 0);
	cr_assert_eq(error.status, POP3_E_TLS);
	cr_assert_eq(p3_transport_write(transport, "x", 1, &count, &error),
	    P3_IO_FAILED);
	cr_assert_eq(error.status, POP3_E_TLS);
	cr_assert_eq(ERR_peek_error(), 0);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}

static void renegotiate(SSL *ssl, struct server *server)
{
	char octets[16];

	SSL_renegotiate(ssl);
	SSL_do_handshake(ssl);
	server->is_right = SSL_read(ssl, octets, sizeof octets) <= 0 &&
			   SSL_num_renegotiations(ssl) <= 1;
	server->reason = ERR_GET_REASON(ERR_peek_last_error());
}

Test(tls, renegotiation_is_declined)
{
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;
	struct server server;
	char octets[16];
	size_t count;

	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, TLS1_2_VERSION);
	server_start(&server, renegotiate);
	transport = client(server.peer.port);
	cr_assert_eq(start(transport, "pop.example.org", &error), POP3_OK);
	read_all(transport, octets, sizeof octets, &count, &error);
	p3_transport_free(transport);
	server_join(&server);
	cr_assert(server.is_right);
	cr_assert_eq(server.reason, SSL_R_NO_RENEGOTIATION);
}

Test(tls, errors_of_others_in_the_queue_do_not_confuse)
{
	struct p3_transport *transport;
	struct server server;
	char octets[16];
	size_t count;

	server_prepare(&server, &good);
	/* In 1.3 tickets follow, and taking those in clears the queue. */
	SSL_CTX_set_max_proto_version(server.context, TLS1_2_VERSION);
	server_start(&server, count_until_end);
	transport = client(server.peer.port);
	cr_assert_eq(start(transport, "pop.example.org", NULL), POP3_OK);
	ERR_raise(ERR_LIB_USER, 1);
	cr_assert_eq(
	    p3_transport_read(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_WAIT);
	ERR_raise(ERR_LIB_USER, 1);
	cr_assert_eq(
	    p3_transport_write(transport, "x", 1, &count, NULL), P3_IO_OK);
	p3_transport_free(transport);
	server_join(&server);
	cr_assert_eq(server.got, 1);
}
