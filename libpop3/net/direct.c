/*
 * net/direct.c - straight to a host: it is looked up (lookup.c), and its
 * addresses raced (race.c).
 */
#include "libpop3/net/connect.h"

#include <stdio.h>

#include "libpop3/base/error.h"
#include "libpop3/net/lookup.h"

static enum pop3_status check_lookup(const struct pop3_lookup *lookup,
    const struct p3_host *host, uint16_t port, int family,
    struct pop3_error *error)
{
	if (p3_lookup_is_of(lookup, host, port, family))
		return POP3_OK;
	return p3_error(error, POP3_E_MISUSE, 0,
	    "the lookup is not of '%s', port %u, and the family of addresses",
	    host->shown, (unsigned)port);
}

static enum pop3_status race(struct pop3_lookup *lookup,
    const struct p3_source *source, const char *peer,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	const struct addrinfo *addresses;
	enum pop3_status status =
	    p3_lookup_await(lookup, patience, &addresses, error);

	return status != POP3_OK ? status
				 : p3_connect_addresses(addresses, source, peer,
				       patience, error, out_transport);
}

enum pop3_status p3_connect_direct(const struct p3_connect_options *options,
    const struct p3_host *host, uint16_t port,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	int family = p3_family_of(options->family);
	const bool has_source = options->source != NULL;
	struct pop3_lookup *lookup = options->lookup;
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
	status = lookup != NULL
		     ? check_lookup(lookup, host, port, family, error)
		     : p3_lookup_start(host, port, family, &lookup, error);
	if (status != POP3_OK)
		return status;
	snprintf(
	    peer, sizeof peer, "'%s' port %u", host->shown, (unsigned)port);
	status = race(lookup, has_source ? &source : NULL, peer, patience,
	    error, out_transport);
	if (lookup != options->lookup)
		pop3_lookup_free(lookup);
	return status;
}
