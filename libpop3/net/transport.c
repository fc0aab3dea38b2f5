/*
 * net/transport.c - a connected descriptor, in the clear or under TLS.
 *
 * In the clear nothing stands between the kernel and the caller's space: a
 * read is one recv(), a write one send().  So nothing that a peer sends ahead
 * of TLS can be taken for something it sent inside.
 *
 * A wait costs as much as some ten kilobytes do, on either side: whoever is
 * woken for each segment of a fast line does little else.  SO_RCVLOWAT lets the
 * kernel wake us for many at once, and for the end; what has not come to so
 * many within a millisecond is a slow line, or all there is.
 *
 * A transport on which TLS failed to start is dead: a caller who overlooks
 * the failure must not go on in the clear.
 */
#include "libpop3/net/transport.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "libpop3/base/error.h"
#include "libpop3/net/address.h"
#include "libpop3/net/connect.h"
#include "libpop3/net/descriptor.h"
#include "libpop3/net/link.h"
#include "libpop3/net/patience.h"
#include "libpop3/net/tls.h"

/* Room for the path of a socket. */
#define ADDRESS_SIZE 128

struct p3_transport {
	int descriptor;
	char address[ADDRESS_SIZE];
	char service_host[P3_HOST_SIZE]; /* "": none */
	uint16_t service_port;		 /* 0: none */
	struct p3_tls *tls;		 /* NULL in the clear */
	struct pop3_error failure; /* of starting TLS; POP3_OK without one */
	bool wants_much;	   /* SO_RCVLOWAT is not 1 */
};

enum pop3_status p3_transport_adopt(int descriptor, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	struct p3_transport *transport = calloc(1, sizeof *transport);

	if (transport == NULL)
		return p3_error_no_memory(error);
	transport->descriptor = descriptor;
	p3_address_of_peer(descriptor, transport->address, ADDRESS_SIZE);
	*out_transport = transport;
	return POP3_OK;
}

const char *p3_transport_address(const struct p3_transport *transport)
{
	return transport->address;
}

void p3_transport_set_service(
    struct p3_transport *transport, const char *host, uint16_t port)
{
	snprintf(transport->service_host, sizeof transport->service_host, "%s",
	    host);
	transport->service_port = port;
}

const char *p3_transport_service_host(const struct p3_transport *transport)
{
	return transport->service_host[0] != '\0' ? transport->service_host
						  : NULL;
}

uint16_t p3_transport_service_port(const struct p3_transport *transport)
{
	return transport->service_port;
}

enum pop3_status p3_transport_start_tls(struct p3_transport *transport,
    const struct p3_tls_options *options, const struct p3_patience *patience,
    struct pop3_error *error)
{
	struct pop3_error *failure = &transport->failure;

	assert(transport->tls == NULL && failure->status == POP3_OK);
	if (p3_tls_start(transport->descriptor, options, patience, failure,
		&transport->tls) == POP3_OK)
		return POP3_OK;
	if (error != NULL)
		*error = *failure;
	return failure->status;
}

static bool set_low_water(struct p3_transport *transport, int octets)
{
	return setsockopt(transport->descriptor, SOL_SOCKET, SO_RCVLOWAT,
		   &octets, sizeof octets) == 0;
}

static void want_much(struct p3_transport *transport)
{
	if (!transport->wants_much)
		transport->wants_much =
		    set_low_water(transport, P3_TRANSPORT_MUCH);
}

static void want_anything(struct p3_transport *transport)
{
	if (transport->wants_much && set_low_water(transport, 1))
		transport->wants_much = false;
}

int p3_transport_descriptor(struct p3_transport *transport)
{
	want_anything(transport);
	return transport->descriptor;
}

bool p3_transport_is_tls(const struct p3_transport *transport)
{
	return transport->tls != NULL;
}

size_t p3_transport_channel_binding(const struct p3_transport *transport,
    enum pop3_binding *out_type, unsigned char *out_octets, size_t size)
{
	if (transport->tls == NULL)
		return 0;
	return p3_tls_channel_binding(
	    transport->tls, out_type, out_octets, size);
}

const struct pop3_tls_info *p3_transport_tls_info(
    const struct p3_transport *transport)
{
	return transport->tls != NULL ? p3_tls_info(transport->tls) : NULL;
}

void *p3_transport_tls_ticket(
    const struct p3_transport *transport, size_t *out_length)
{
	if (transport->tls == NULL)
		return NULL;
	return p3_tls_ticket(transport->tls, out_length);
}

static bool is_dead(
    const struct p3_transport *transport, struct pop3_error *error)
{
	if (transport->failure.status == POP3_OK)
		return false;
	if (error != NULL)
		*error = transport->failure;
	return true;
}

static enum p3_io came_to(ssize_t moved, struct pop3_error *error)
{
	if (moved > 0)
		return P3_IO_OK;
	if (errno == EAGAIN || errno == EWOULDBLOCK)
		return P3_IO_WAIT;
	p3_error(error, POP3_E_CLOSED, errno, "the connection broke");
	return P3_IO_FAILED;
}

enum p3_io p3_transport_read(struct p3_transport *transport, void *octets,
    size_t size, size_t *out_count, struct pop3_error *error)
{
	ssize_t got;

	assert(size > 0);
	if (is_dead(transport, error))
		return P3_IO_FAILED;
	if (transport->tls != NULL)
		return p3_tls_read(
		    transport->tls, octets, size, out_count, error);
	got = p3_receive(transport->descriptor, octets, size);
	if (got == 0)
		return P3_IO_EOF;
	if (got > 0)
		*out_count = (size_t)got;
	return came_to(got, error);
}

enum p3_io p3_transport_write(struct p3_transport *transport,
    const void *octets, size_t length, size_t *out_count,
    struct pop3_error *error)
{
	ssize_t sent;

	assert(length > 0);
	if (is_dead(transport, error))
		return P3_IO_FAILED;
	if (transport->tls != NULL)
		return p3_tls_write(
		    transport->tls, octets, length, out_count, error);
	sent = p3_send(transport->descriptor, octets, length);
	if (sent > 0)
		*out_count = (size_t)sent;
	return came_to(sent, error);
}

static short events(
    const struct p3_transport *transport, bool to_read, bool to_write)
{
	const struct p3_tls *tls = transport->tls;
	int wanted = 0;

	if (to_read)
		wanted |= tls != NULL ? p3_tls_read_events(tls) : POLLIN;
	if (to_write)
		wanted |= tls != NULL ? p3_tls_write_events(tls) : POLLOUT;
	return (short)wanted;
}

static bool has_read_ahead(const struct p3_transport *transport)
{
	return transport->tls != NULL && p3_tls_can_read(transport->tls);
}

enum pop3_status p3_transport_wait(struct p3_transport *transport, bool to_read,
    bool to_write, const struct p3_patience *patience, struct pop3_error *error)
{
	struct pollfd polled[2] = {{
	    .fd = transport->descriptor,
	    .events = events(transport, to_read, to_write),
	}};
	enum pop3_status status;
	bool at_once = transport->failure.status != POP3_OK ||
		       (to_read && has_read_ahead(transport));

	assert(to_read || to_write);
	want_anything(transport);
	status = p3_poll(polled, 1, at_once ? 0 : P3_NO_DEADLINE, patience);
	if (status == POP3_E_SYSTEM)
		return p3_error(
		    error, status, errno, "cannot wait for the server");
	if (status == POP3_E_TIMEOUT)
		return p3_error(
		    error, status, 0, "timed out while waiting for the server");
	if (status != POP3_OK)
		return p3_error(
		    error, status, 0, "cancelled while waiting for the server");
	return POP3_OK;
}

enum pop3_status p3_transport_wait_for_much(struct p3_transport *transport,
    const struct p3_patience *patience, struct pop3_error *error)
{
	struct pollfd polled[2] = {{
	    .fd = transport->descriptor,
	    .events = events(transport, true, false),
	}};

	want_much(transport);
	/* What that came to otherwise, the wait below comes to as well. */
	if (transport->wants_much && !has_read_ahead(transport) &&
	    p3_poll(polled, 1, p3_now_ms() + 1, patience) == POP3_OK &&
	    polled[0].revents != 0)
		return POP3_OK;
	return p3_transport_wait(transport, true, false, patience, error);
}

void p3_transport_free(struct p3_transport *transport)
{
	if (transport == NULL)
		return;
	p3_tls_free(transport->tls);
	p3_close(transport->descriptor);
	free(transport);
}
