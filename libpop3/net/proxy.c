/*
 * net/proxy.c - through a proxy of either kind.
 *
 * It sees where we go and may do to the octets whatever it likes; TLS is with
 * the server, so it need not be trusted.
 */
#include "libpop3/net/proxy.h"

#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/net/asking.h"

/* What goes into a request to the proxy must be a host and no more. */
static bool is_plain(const struct p3_host *host)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-._:";

	/* A zone, behind "%", would be one of the proxy's. */
	return host->ascii[strspn(host->ascii, letters)] == '\0' &&
	       (host->address_length > 0 || strchr(host->ascii, ':') == NULL);
}

static enum pop3_status ask(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port)
{
	return asking->proxy->kind == P3_PROXY_SOCKS5
		   ? p3_socks_ask(asking, host, port)
		   : p3_http_ask(asking, host, port);
}

enum pop3_status p3_connect_proxy(const struct p3_connect_options *options,
    const struct p3_host *host, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport)
{
	struct p3_asking asking = {.password = options->proxy_password,
	    .patience = patience,
	    .error = error};
	struct p3_proxy proxy;
	enum pop3_status status = p3_proxy_read(options->proxy, &proxy, error);

	if (status != POP3_OK)
		return status;
	if (!is_plain(host))
		return p3_error(error, POP3_E_HOST_NOT_FOUND, 0,
		    "'%s' is no host name for a proxy", host->shown);
	status = p3_connect_direct(options, &proxy.host, proxy.port, patience,
	    error, &asking.transport);
	if (status != POP3_OK)
		return status;
	asking.proxy = &proxy;
	status = ask(&asking, host, options->port);
	if (status != POP3_OK) {
		p3_transport_free(asking.transport);
		return status;
	}
	*out_transport = asking.transport;
	return POP3_OK;
}
