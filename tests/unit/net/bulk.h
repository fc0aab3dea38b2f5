/*
 * tests/unit/net/bulk.h - many octets both ways at once, by a pattern that
 * either side can check.
 */
#ifndef TESTS_UNIT_NET_BULK_H
#define TESTS_UNIT_NET_BULK_H

#include <stdbool.h>
#include <fcntl.h>
#include <stddef.h>

#include "peer.h"

/* Far more than all the buffers between. */
#define BULK_OCTETS ((size_t)4 << 20)

static inline char bulk_octet(size_t at)
{
	return (char)(at * 31 + (at >> 8) * 7 + (at >> 16));
}

static inline void bulk_fill(char *octets, size_t at, size_t length)
{
	for (size_t i = 0; i < length; i++)
		octets[i] = bulk_octet(at + i);
}

static inline bool bulk_check(const char *octets, size_t at, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (octets[i] != bulk_octet(at + i))
			return false;
	return true;
}

static inline void bulk_tiny_buffers(int descriptor)
{
	const int tiny = 4096;

	setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &tiny, sizeof tiny);
	setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &tiny, sizeof tiny);
}

/* A transport over a socket with tiny buffers. */
static inline struct p3_transport *bulk_client(uint16_t port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int descriptor = socket(AF_INET, SOCK_STREAM, 0);
	struct p3_transport *transport = NULL;

	bulk_tiny_buffers(descriptor);
	cr_assert_eq(
	    connect(descriptor, (struct sockaddr *)&address, sizeof address),
	    0);
	fcntl(descriptor, F_SETFL, O_NONBLOCK);
	cr_assert_eq(p3_transport_adopt(descriptor, NULL, &transport), POP3_OK);
	return transport;
}

/* Sends and receives BULK_OCTETS, whichever is possible. */
static inline void bulk_exchange(struct p3_transport *transport)
{
	static char out[50000], in[50000];
	struct p3_patience patience = patience_ms(4 * AMPLE_MS);
	struct pop3_error error = {.text = ""};
	size_t sent = 0, got = 0, tries = 0, count;
	enum p3_io io;

	while (sent < BULK_OCTETS || got < BULK_OCTETS) {
		size_t left = BULK_OCTETS - sent;
		bool moved = false;

		if (left > sizeof out)
			left = sizeof out;
		if (left > 0) {
			/* At another place each time: TLS may not mind. */
			char *place = out + tries++ % 16;

			left = left > 16 ? left - 16 : left;
			bulk_fill(place, sent, left);
			io = p3_transport_write(
			    transport, place, left, &count, &error);
			cr_assert_neq(io, P3_IO_FAILED, "%s", error.text);
			moved = io == P3_IO_OK;
			sent += moved ? count : 0;
		}
		if (got < BULK_OCTETS) {
			io = p3_transport_read(
			    transport, in, sizeof in, &count, &error);
			cr_assert_neq(io, P3_IO_FAILED, "%s", error.text);
			cr_assert_neq(io, P3_IO_EOF);
			if (io == P3_IO_OK) {
				cr_assert(bulk_check(in, got, count));
				got += count;
				moved = true;
			}
		}
		if (!moved)
			cr_assert_eq(
			    p3_transport_wait(transport, got < BULK_OCTETS,
				sent < BULK_OCTETS, &patience, &error),
			    POP3_OK, "%s", error.text);
	}
}

#endif
