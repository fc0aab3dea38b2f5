/*
 * net/direct.c - straight to a host: it is looked up (resolve.c), and its
 * addresses raced (race.c).
 */
#include "libpop3/net/connect.h"

#include <stdio.h>

#include "libpop3/net/resolve.h"

static int family_of(const struct p3_connect_options *options)
{
	return options->family == POP3_FAMILY_IPV4   ? AF_INET
	       : options->family == POP3_FAMILY_IPV6 ? AF_INET6
						     : AF_UNSPEC;
}

enum pop3_status p3_connect_direct(const struct p3_connect_options *options,
    const struct p3_host *host, uint16_t port,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	int family = family_of(options);
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
		family = source.address.ss_family;
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
