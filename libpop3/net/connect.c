/*
 * net/connect.c - from a host and a port to a transport: the host is read
 * (host.c), looked up (resolve.c), and its addresses raced (race.c).
 */
#include "libpop3/net/connect.h"

#include <assert.h>
#include <stdio.h>
#include <unistd.h>

#include "libpop3/base/error.h"
#include "libpop3/net/descriptor.h"
#include "libpop3/net/host.h"
#include "libpop3/net/patience.h"
#include "libpop3/net/resolve.h"

enum pop3_status p3_connect_addresses(const struct addrinfo *addresses,
    const char *peer, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport)
{
	struct p3_transport *transport;
	enum pop3_status status;
	int descriptor;

	status = p3_race(addresses, peer, patience, error, &descriptor);
	if (status != POP3_OK)
		return status;
	transport = p3_transport_adopt(descriptor);
	if (transport == NULL) {
		p3_close(descriptor);
		return p3_error(error, POP3_E_NO_MEMORY, 0, "out of memory");
	}
	*out_transport = transport;
	return POP3_OK;
}

enum pop3_status p3_connect(const struct p3_connect_options *options,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	struct addrinfo *addresses;
	enum pop3_status status;
	struct p3_host host;
	char peer[sizeof host.shown + 16];

	assert(options->host != NULL);
	status = p3_host_read(options->host, &host, error);
	if (status != POP3_OK)
		return status;
	status = p3_resolve(
	    &host, options->port, options->family, patience, error, &addresses);
	if (status != POP3_OK)
		return status;
	snprintf(peer, sizeof peer, "'%s' port %u", host.shown,
	    (unsigned)options->port);
	status = p3_connect_addresses(
	    addresses, peer, patience, error, out_transport);
	freeaddrinfo(addresses);
	return status;
}
