/*
 * net/connect.c - from a host and a port to a transport: straight there
 * (direct.c), or a proxy is asked to go (proxy.c), or the domain for its
 * servers first (service.c).
 */
#include "libpop3/net/connect.h"

#include <assert.h>

#include "libpop3/net/proxy.h"
#include "libpop3/net/service.h"

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
