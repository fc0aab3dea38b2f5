/*
 * tests/unit/net/peer.h - small peers on loopback for the tests of room net.
 *
 * A peer is a thread of the test that accepts one connection and talks.  It
 * asserts nothing: it leaves what it saw behind, for the test to look at
 * after peer_join().
 */
#ifndef TESTS_UNIT_NET_PEER_H
#define TESTS_UNIT_NET_PEER_H

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "libpop3/net/connect.h"
#include "libpop3/net/transport.h"

#if defined(__GNUC__)
#define PEER_MAYBE_UNUSED __attribute__((unused))
#else
#define PEER_MAYBE_UNUSED
#endif

/* Long enough for any machine; a test that needs it all has failed. */
PEER_MAYBE_UNUSED static struct p3_patience patience_ms(int64_t ms)
{
	return (struct p3_patience){.until_ms = p3_now_ms() + ms};
}

#define AMPLE_MS 30000
/* For what must run out. */
#define SHORT_MS 100

/* A socket bound to a free port of a numeric address; -1 where the machine
 * does not have that address. */
PEER_MAYBE_UNUSED static int peer_bind(const char *address, uint16_t *out_port)
{
	struct sockaddr_storage bound = {.ss_family = AF_INET};
	struct sockaddr_in *v4 = (struct sockaddr_in *)&bound;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&bound;
	socklen_t size = sizeof *v4;
	int descriptor;

	if (inet_pton(AF_INET, address, &v4->sin_addr) != 1) {
		bound.ss_family = AF_INET6;
		inet_pton(AF_INET6, address, &v6->sin6_addr);
		size = sizeof *v6;
	}
	descriptor = socket(bound.ss_family, SOCK_STREAM, 0);
	if (descriptor == -1)
		return -1;
	if (bind(descriptor, (struct sockaddr *)&bound, size) != 0) {
		close(descriptor);
		return -1;
	}
	getsockname(descriptor, (struct sockaddr *)&bound, &size);
	*out_port =
	    ntohs(bound.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
	return descriptor;
}

PEER_MAYBE_UNUSED static int peer_listen(
    const char *address, uint16_t *out_port)
{
	int descriptor = peer_bind(address, out_port);

	if (descriptor != -1)
		listen(descriptor, 8);
	return descriptor;
}

/* A listening socket whose queue is full, so that the next connection gets
 * no answer; held keeps it so. */
PEER_MAYBE_UNUSED static int peer_silent(uint16_t *out_port, int held[8])
{
	int listener = peer_bind("127.0.0.1", out_port);
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_port = htons(*out_port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

	listen(listener, 0);
	for (int i = 0; i < 8; i++) {
		struct pollfd polled = {.events = POLLOUT};

		held[i] = socket(AF_INET, SOCK_STREAM, 0);
		fcntl(held[i], F_SETFL, O_NONBLOCK);
		connect(held[i], (struct sockaddr *)&address, sizeof address);
		polled.fd = held[i];
		if (poll(&polled, 1, 200) == 0)
			return listener;
	}
	cr_skip("a full queue of connections still answers here");
	return -1;
}

struct peer {
	int listener;
	uint16_t port;
	pthread_t thread;
	void (*talk)(int descriptor, void *context);
	void *context;
};

PEER_MAYBE_UNUSED static void *peer_main(void *argument)
{
	struct peer *peer = argument;
	int descriptor = accept(peer->listener, NULL, NULL);

	if (descriptor == -1)
		return NULL;
	peer->talk(descriptor, peer->context);
	close(descriptor);
	return NULL;
}

/* Starts a peer at 127.0.0.1; talk runs in its thread, and the connection is
 * closed when it returns. */
PEER_MAYBE_UNUSED static void peer_start(struct peer *peer,
    void (*talk)(int descriptor, void *context), void *context)
{
	sigset_t pipe;

	/* A peer may write to a client that is gone; the client, in the
	 * test's own thread, may not. */
	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	peer->talk = talk;
	peer->context = context;
	peer->listener = peer_listen("127.0.0.1", &peer->port);
	cr_assert_neq(peer->listener, -1);
	pthread_sigmask(SIG_BLOCK, &pipe, NULL);
	cr_assert_eq(pthread_create(&peer->thread, NULL, peer_main, peer), 0);
	pthread_sigmask(SIG_UNBLOCK, &pipe, NULL);
}

PEER_MAYBE_UNUSED static void peer_join(struct peer *peer)
{
	pthread_join(peer->thread, NULL);
	close(peer->listener);
}

/* Reads until the client closes, so that the connection stays up. */
PEER_MAYBE_UNUSED static void drain(int descriptor)
{
	char octets[4096];

	while (recv(descriptor, octets, sizeof octets, 0) > 0)
		;
}

PEER_MAYBE_UNUSED static void send_text(int descriptor, const char *text)
{
	(void)!send(descriptor, text, strlen(text), 0);
}

/* A connection of ours to port at 127.0.0.1. */
PEER_MAYBE_UNUSED static struct p3_transport *client(uint16_t port)
{
	struct p3_connect_options options = {.host = "127.0.0.1", .port = port};
	struct p3_patience patience = patience_ms(AMPLE_MS);
	struct p3_transport *transport = NULL;
	struct pop3_error error = {.text = ""};

	cr_assert_eq(p3_connect(&options, &patience, &error, &transport),
	    POP3_OK, "%s", error.text);
	return transport;
}

/* Reads, waiting, until size octets are there or no more come. */
PEER_MAYBE_UNUSED static enum p3_io read_all(struct p3_transport *transport,
    char *octets, size_t size, size_t *out_count, struct pop3_error *error)
{
	struct p3_patience patience = patience_ms(AMPLE_MS);
	enum p3_io io = P3_IO_OK;
	size_t got;

	*out_count = 0;
	while (*out_count < size) {
		io = p3_transport_read(transport, octets + *out_count,
		    size - *out_count, &got, error);
		if (io == P3_IO_OK)
			*out_count += got;
		else if (io != P3_IO_WAIT)
			return io;
		else if (p3_transport_wait(transport, true, false, &patience,
			     error) != POP3_OK)
			return P3_IO_FAILED;
	}
	return io;
}

#endif
