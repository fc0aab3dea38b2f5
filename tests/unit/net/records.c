/*
 * Records that come many at once, or in halves: TLS reads ahead, and a wait
 * has to know.
 */
#include "server.h"

TestSuite(records, .init = set_up, .fini = tear_down);

static BIO *divert(SSL *ssl)
{
	BIO *socket = SSL_get_wbio(ssl);

	BIO_up_ref(socket);
	SSL_set0_wbio(ssl, BIO_new(BIO_s_mem()));
	return socket;
}

static size_t restore(SSL *ssl, BIO *socket, char *sealed, size_t size)
{
	int length = BIO_read(SSL_get_wbio(ssl), sealed, (int)size);

	SSL_set0_wbio(ssl, socket);
	return (size_t)length;
}

/* What SSL_write() would send, for a server that sends it its own way. */
static size_t seal(SSL *ssl, const char *text, char *sealed, size_t size)
{
	BIO *socket = divert(ssl);

	SSL_write(ssl, text, (int)strlen(text));
	return restore(ssl, socket, sealed, size);
}

static size_t seal_end(SSL *ssl, char *sealed, size_t size)
{
	BIO *socket = divert(ssl);

	SSL_shutdown(ssl);
	return restore(ssl, socket, sealed, size);
}

static void two_records_at_once(SSL *ssl, struct server *server)
{
	char sealed[512];
	size_t length = seal(ssl, "0123456789", sealed, sizeof sealed);

	length +=
	    seal(ssl, "abcdefghij", sealed + length, sizeof sealed - length);
	(void)!write(SSL_get_fd(ssl), sealed, length);
	wait_at_gate(server);
}

Test(records, records_that_are_here_already_do_not_wait_for_the_socket)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct server server;
	char octets[20];
	size_t count;

	transport = secured(&server, two_records_at_once);
	cr_assert_eq(read_all(transport, octets, 1, &count, NULL), P3_IO_OK);
	for (int i = 1; i < 20; i++) {
		cr_assert_eq(
		    p3_transport_wait(transport, true, false, &patience, NULL),
		    POP3_OK);
		cr_assert_eq(
		    p3_transport_read(transport, octets + i, 1, &count, NULL),
		    P3_IO_OK);
	}
	cr_assert_eq(memcmp(octets + 1, "123456789abcdefghij", 19), 0);
	patience = patience_ms(SHORT_MS);
	cr_assert_eq(p3_transport_wait(transport, true, false, &patience, NULL),
	    POP3_E_TIMEOUT);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}

Test(records, one_read_takes_all_records_that_fit)
{
	struct p3_transport *transport;
	struct server server;
	char octets[64];
	size_t count;

	transport = secured(&server, two_records_at_once);
	cr_assert_eq(read_all(transport, octets, 1, &count, NULL), P3_IO_OK);
	cr_assert_eq(
	    p3_transport_read(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_OK);
	cr_assert_eq(count, 19);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}

static void half_a_record(SSL *ssl, struct server *server)
{
	char sealed[512];
	size_t length = seal(ssl, "0123456789", sealed, sizeof sealed);

	(void)!write(SSL_get_fd(ssl), sealed, length / 2);
	wait_at_gate(server);
	(void)!write(SSL_get_fd(ssl), sealed + length / 2, length - length / 2);
	wait_at_gate(server);
}

/* Takes session tickets and the half in, whenever they come. */
static struct p3_transport *secured_and_waiting(struct server *server)
{
	struct p3_transport *transport = secured(server, half_a_record);
	struct p3_patience patience;
	char octets[16];
	size_t count;

	do {
		cr_assert_eq(p3_transport_read(transport, octets, sizeof octets,
				 &count, NULL),
		    P3_IO_WAIT);
		patience = patience_ms(SHORT_MS);
	} while (p3_transport_wait(transport, true, false, &patience, NULL) ==
		 POP3_OK);
	return transport;
}

Test(records, half_a_record_is_waited_for_and_not_spun_on)
{
	struct p3_transport *transport;
	struct server server;
	char octets[16];
	size_t count;

	transport = secured_and_waiting(&server);
	open_gate(&server);
	cr_assert_eq(read_all(transport, octets, 10, &count, NULL), P3_IO_OK);
	cr_assert_eq(memcmp(octets, "0123456789", 10), 0);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}

Test(records, the_rest_of_a_record_that_was_waited_for_does_not_wait)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct server server;
	char octets[10];
	size_t count;

	transport = secured_and_waiting(&server);
	open_gate(&server);
	cr_assert_eq(read_all(transport, octets, 1, &count, NULL), P3_IO_OK);
	cr_assert_eq(p3_transport_wait(transport, true, false, &patience, NULL),
	    POP3_OK);
	cr_assert_eq(
	    p3_transport_read(transport, octets, 9, &count, NULL), P3_IO_OK);
	cr_assert_eq(count, 9);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}

static void record_and_end_at_once(SSL *ssl, struct server *server)
{
	char sealed[512];
	size_t length = seal(ssl, "0123456789", sealed, sizeof sealed);

	length += seal_end(ssl, sealed + length, sizeof sealed - length);
	(void)!write(SSL_get_fd(ssl), sealed, length);
	wait_at_gate(server);
}

Test(records, an_end_read_ahead_of_is_not_waited_for)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct server server;
	char octets[64];
	size_t count;

	transport = secured(&server, record_and_end_at_once);
	while (p3_transport_read(
		   transport, octets, sizeof octets, &count, NULL) != P3_IO_OK)
		cr_assert_eq(
		    p3_transport_wait(transport, true, false, &patience, NULL),
		    POP3_OK);
	cr_assert_eq(count, 10);
	cr_assert_eq(p3_transport_wait(transport, true, false, &patience, NULL),
	    POP3_OK);
	cr_assert_eq(
	    p3_transport_read(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_EOF);
	open_gate(&server);
	p3_transport_free(transport);
	server_join(&server);
}
