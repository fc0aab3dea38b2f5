/*
 * net/connect.c - from a host and a port to a transport: the host is read
 * (host.c), looked up (resolve.c), and its addresses raced (race.c); or a
 * proxy is asked to do all that (proxy.c), or the domain for its servers
 * first (service.c).
 */
#include "libpop3/net/connect.h"

#include <assert.h>
#include <stdio.h>

#include "libpop3/base/error.h"
#include "libpop3/net/descriptor.h"
#include "libpop3/net/patience.h"
#include "libpop3/net/proxy.h"
#include "libpop3/net/resolve.h"
#include "libpop3/net/service.h"

enum pop3_status p3_connect_addresses(const struct addrinfo *addresses,
    const struct p3_source *source, const char *peer,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	enum pop3_status status;
	int descriptor;

	status = p3_race(addresses, source, peer, patience, error, &descriptor);
	if (status != POP3_OK)
		return status;
	status = p3_transport_adopt(descriptor, error, out_transport);
	if (status != POP3_OK)
		p3_close(descriptor);
	return status;
}

static enum pop3_address_family family_of(const struct p3_source *source)
{
	return source->address.ss_family == AF_INET ? POP3_FAMILY_IPV4
						    : POP3_FAMILY_IPV6;
}

enum pop3_status p3_connect_direct(const struct p3_connect_options *options,
    const struct p3_host *host, uint16_t port,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	enum pop3_address_family family = options->family;
	const bool has_source = options->source != NULL;
	struct addrinfo *addresses;
	struct p3_source source;
	enum pop3_status status = POP3_OK;
	char peer[sizeof host->shown + 16];

	if (has_source)
		status =
		    p3_source_read(options->source, family, &source, error);
	if (status != POP3_OK)
		return status;
	if (has_source)
		family = family_of(&source);
	status = p3_resolve(host, port, family, patience, error, &addresses);
	if (status != POP3_OK)
		return status;
	snprintf(
	    peer, sizeof peer, "'%s' port %u", host->shown, (unsigned)port);
	status = p3_connect_addresses(addresses, has_source ? &source : NULL,
	    peer, patience, error, out_transport);
	freeaddrinfo(addresses);
	return status;
}

enum pop3_status p3_connect(const struct p3_connect_options *options,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	enum pop3_status status;
	struct p3_host host;

	assert(options->host != NULL);
	assert(options->proxy == NULL || options->service == P3_SERVICE_NONE);
	status = p3_host_read(options->host, &host, error);
	if (status != POP3_OK)
		return status;
	if (options->service != P3_SERVICE_NONE)
		return p3_connect_service(
		    options, &host, patience, error, out_transport);
	if (options->proxy != NULL)
		return p3_connect_proxy(
		    options, &host, patience, error, out_transport);
	return p3_connect_direct(
	    options, &host, options->port, patience, error, out_transport);
}
