/*
 * A transport in the clear.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>

#include "bulk.h"

static void say_hello(int descriptor, void *context)
{
	(void)context;
	send_text(descriptor, "hello");
	drain(descriptor);
}

static void say_hello_and_close(int descriptor, void *context)
{
	(void)context;
	send_text(descriptor, "hello");
}

static void say_nothing(int descriptor, void *context)
{
	(void)context;
	drain(descriptor);
}

static void reset(int descriptor, void *context)
{
	struct linger at_once = {.l_onoff = 1};
	char octet;

	(void)context;
	/* Not before the client knows that it is connected. */
	(void)!recv(descriptor, &octet, 1, 0);
	setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

Test(transport, what_the_peer_says_is_read)
{
	struct p3_transport *transport;
	struct peer peer;
	char octets[16];
	size_t count;

	peer_start(&peer, say_hello, NULL);
	transport = client(peer.port);
	cr_assert_eq(read_all(transport, octets, 5, &count, NULL), P3_IO_OK);
	cr_assert_eq(memcmp(octets, "hello", 5), 0);
	cr_assert_eq(
	    p3_transport_read(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_WAIT);
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(transport, a_closed_peer_is_an_end_and_stays_one)
{
	struct p3_transport *transport;
	struct peer peer;
	char octets[16];
	size_t count;

	peer_start(&peer, say_hello_and_close, NULL);
	transport = client(peer.port);
	cr_assert_eq(read_all(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_EOF);
	cr_assert_eq(count, 5);
	cr_assert_eq(
	    p3_transport_read(transport, octets, sizeof octets, &count, NULL),
	    P3_IO_EOF);
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(transport, a_reset_connection_is_a_failure_and_no_end)
{
	struct p3_transport *transport;
	struct pop3_error error;
	struct peer peer;
	char octets[16];
	size_t count;

	peer_start(&peer, reset, NULL);
	transport = client(peer.port);
	cr_assert_eq(
	    p3_transport_write(transport, "x", 1, &count, NULL), P3_IO_OK);
	cr_assert_eq(read_all(transport, octets, sizeof octets, &count, &error),
	    P3_IO_FAILED);
	cr_assert_eq(error.status, POP3_E_CLOSED);
	cr_assert_eq(error.sys_errno, ECONNRESET);
	cr_assert_str_eq(
	    error.text, "the connection broke: connection reset by peer");
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(transport, writing_to_a_peer_that_is_gone_raises_no_signal)
{
	struct p3_transport *transport;
	enum p3_io io = P3_IO_OK;
	struct pop3_error error;
	struct peer peer;
	size_t count;

	signal(SIGPIPE, SIG_DFL);
	peer_start(&peer, reset, NULL);
	transport = client(peer.port);
	p3_transport_write(transport, "x", 1, &count, NULL);
	peer_join(&peer);
	while (io != P3_IO_FAILED)
		io = p3_transport_write(transport, "x", 1, &count, &error);
	cr_assert_eq(error.status, POP3_E_CLOSED);
	io = p3_transport_write(transport, "x", 1, &count, &error);
	cr_assert_eq(io, P3_IO_FAILED);
	cr_assert_eq(error.sys_errno, EPIPE);
	p3_transport_free(transport);
}

Test(transport, waiting_for_a_silent_peer_times_out)
{
	struct p3_patience patience = patience_ms(SHORT_MS);
	struct p3_transport *transport;
	struct pop3_error error;
	struct peer peer;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	cr_assert_eq(
	    p3_transport_wait(transport, true, false, &patience, &error),
	    POP3_E_TIMEOUT);
	cr_assert_geq(p3_now_ms(), patience.until_ms);
	cr_assert_str_eq(error.text, "timed out while waiting for the server");
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(transport, waiting_to_write_or_read_ends_with_either)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport;
	struct peer peer;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	cr_assert_eq(
	    p3_transport_wait(transport, true, true, &patience, NULL), POP3_OK);
	p3_transport_free(transport);
	peer_join(&peer);
}

static void *fire(void *cancel)
{
	pop3_cancel_fire(cancel);
	return NULL;
}

Test(transport, firing_ends_a_wait_until_it_is_taken_back)
{
	struct p3_patience patience = {.until_ms = P3_NO_DEADLINE};
	struct p3_transport *transport;
	struct pop3_error error;
	struct peer peer;
	pthread_t thread;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	pthread_create(&thread, NULL, fire, patience.cancel);
	cr_assert_eq(
	    p3_transport_wait(transport, true, false, &patience, &error),
	    POP3_E_CANCELLED);
	cr_assert_str_eq(error.text, "cancelled while waiting for the server");
	pthread_join(thread, NULL);
	cr_assert_eq(
	    p3_transport_wait(transport, true, true, &patience, &error),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(patience.cancel);
	cr_assert_eq(
	    p3_transport_wait(transport, true, true, &patience, &error),
	    POP3_OK);
	p3_transport_free(transport);
	pop3_cancel_free(patience.cancel);
	peer_join(&peer);
}

/* The other side of bulk_exchange(), in the clear. */
static void exchange(int descriptor, void *context)
{
	static char out[8192], in[8192];
	size_t sent = 0, got = 0;
	bool *is_right = context;

	fcntl(descriptor, F_SETFL, O_NONBLOCK);
	*is_right = true;
	while (sent < BULK_OCTETS || got < BULK_OCTETS) {
		struct pollfd polled = {.fd = descriptor,
		    .events =
			(short)(POLLIN | (sent < BULK_OCTETS ? POLLOUT : 0))};
		size_t left = BULK_OCTETS - sent;
		ssize_t moved;

		poll(&polled, 1, -1);
		left = left < sizeof out ? left : sizeof out;
		bulk_fill(out, sent, left);
		moved = left > 0 ? send(descriptor, out, left, 0) : 0;
		sent += moved > 0 ? (size_t)moved : 0;
		moved = recv(descriptor, in, sizeof in, 0);
		if (moved == 0)
			return;
		if (moved < 0)
			continue;
		*is_right &= bulk_check(in, got, (size_t)moved);
		got += (size_t)moved;
	}
	drain(descriptor);
}

Test(transport, many_octets_both_ways_at_once_through_small_buffers)
{
	struct p3_transport *transport;
	bool is_right = false;
	struct peer peer;

	peer_start(&peer, exchange, &is_right);
	transport = bulk_client(peer.port);
	bulk_exchange(transport);
	p3_transport_free(transport);
	peer_join(&peer);
	cr_assert(is_right);
}

Test(transport, freeing_none_is_fine)
{
	p3_transport_free(NULL);
}

/* ---- Waiting for much ---------------------------------------------------- */

static const struct p3_patience forever = {.until_ms = P3_NO_DEADLINE};

Test(transport, few_octets_are_no_reason_to_wait_on, .timeout = 20)
{
	struct p3_transport *transport;
	struct peer peer;
	char octets[16];
	size_t count = 0, at = 0;

	peer_start(&peer, say_hello, NULL);
	transport = client(peer.port);
	while (at < 5) {
		cr_assert_eq(
		    p3_transport_wait_for_much(transport, &forever, NULL),
		    POP3_OK);
		if (p3_transport_read(transport, octets + at, 5 - at, &count,
			NULL) == P3_IO_OK)
			at += count;
	}
	cr_assert_eq(memcmp(octets, "hello", 5), 0);
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(transport, end_is_waited_for_as_much_is, .timeout = 20)
{
	struct p3_transport *transport;
	struct peer peer;
	char octets[16];
	size_t count;
	enum p3_io io = P3_IO_OK;

	peer_start(&peer, say_hello_and_close, NULL);
	transport = client(peer.port);
	while (io != P3_IO_EOF) {
		cr_assert_eq(
		    p3_transport_wait_for_much(transport, &forever, NULL),
		    POP3_OK);
		io = p3_transport_read(
		    transport, octets, sizeof octets, &count, NULL);
		cr_assert_neq(io, P3_IO_FAILED);
	}
	p3_transport_free(transport);
	peer_join(&peer);
}

Test(transport, wait_for_much_has_its_limits_too, .timeout = 20)
{
	struct p3_patience patience = {.until_ms = p3_now_ms() + 20};
	struct pop3_error error = {0};
	struct p3_transport *transport;
	struct peer peer;

	peer_start(&peer, say_nothing, NULL);
	transport = client(peer.port);
	cr_assert_eq(p3_transport_wait_for_much(transport, &patience, &error),
	    POP3_E_TIMEOUT);
	cr_assert_eq(pop3_cancel_new(&patience.cancel), POP3_OK);
	patience.until_ms = P3_NO_DEADLINE;
	pop3_cancel_fire(patience.cancel);
	cr_assert_eq(p3_transport_wait_for_much(transport, &patience, &error),
	    POP3_E_CANCELLED);
	pop3_cancel_free(patience.cancel);
	p3_transport_free(transport);
	peer_join(&peer);
}

static int low_water(int descriptor)
{
	socklen_t size = sizeof(int);
	int octets = 0;

	cr_assert_eq(
	    getsockopt(descriptor, SOL_SOCKET, SO_RCVLOWAT, &octets, &size), 0);
	return octets;
}

/* Whoever waits by himself is woken by an octet. */
Test(transport, descriptor_is_as_it_was_behind_a_wait_for_much, .timeout = 20)
{
	struct pollfd polled = {.events = POLLIN};
	struct p3_transport *transport;
	struct peer peer;
	char octets[8];
	size_t count;

	peer_start(&peer, say_hello_and_close, NULL);
	transport = client(peer.port);
	polled.fd = p3_transport_descriptor(transport);
	cr_assert_eq(read_all(transport, octets, 5, &count, NULL), P3_IO_OK);
	/* With the end there, the wait is over before its millisecond. */
	cr_assert_eq(poll(&polled, 1, -1), 1);
	cr_assert_eq(
	    p3_transport_wait_for_much(transport, &forever, NULL), POP3_OK);
	cr_assert_gt(low_water(polled.fd), 1);
	cr_assert_eq(p3_transport_descriptor(transport), polled.fd);
	cr_assert_eq(low_water(polled.fd), 1);
	p3_transport_free(transport);
	peer_join(&peer);
}

/* And so is the next wait for whatever comes. */
Test(transport, wait_is_as_it_was_behind_a_wait_for_much, .timeout = 20)
{
	struct p3_transport *transport;
	struct pollfd polled = {.events = POLLIN};
	struct peer peer;

	peer_start(&peer, say_hello_and_close, NULL);
	transport = client(peer.port);
	polled.fd = p3_transport_descriptor(transport);
	cr_assert_eq(
	    p3_transport_wait_for_much(transport, &forever, NULL), POP3_OK);
	cr_assert_eq(
	    p3_transport_wait(transport, true, false, &forever, NULL), POP3_OK);
	cr_assert_eq(low_water(polled.fd), 1);
	p3_transport_free(transport);
	peer_join(&peer);
}
