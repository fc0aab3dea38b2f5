/*
 * net/proxy.c - which proxy, and talking with it.
 *
 * A proxy sees where we go and may do to the octets whatever it likes; TLS is
 * with the server, so it need not be trusted.  Its answers are read to the
 * octet and no further: what follows them is the server's.
 *
 * A password in the URL would be in the arguments of a process and in
 * configurations that people show; it is refused and not repeated.
 */
#include "libpop3/net/proxy.h"

#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"

/* RFC 1928's own; for HTTP there is none. */
#define SOCKS_PORT 1080

/* ---- The URL ------------------------------------------------------------- */

static enum pop3_status refuse(struct pop3_error *error, const char *why)
{
	return p3_error(error, POP3_E_MISUSE, 0,
	    "a proxy is 'socks5://HOST:PORT' or 'http://HOST:PORT': %s", why);
}

/* Behind the scheme, or NULL. */
static const char *read_scheme(const char *url, enum p3_proxy_kind *out_kind)
{
	static const struct {
		const char *prefix;
		enum p3_proxy_kind kind;
	} schemes[] = {
	    {"socks5://", P3_PROXY_SOCKS5},
	    {"socks5h://", P3_PROXY_SOCKS5},
	    {"http://", P3_PROXY_HTTP},
	};

	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t length = strlen(schemes[i].prefix);

		if (strncmp(url, schemes[i].prefix, length) != 0)
			continue;
		*out_kind = schemes[i].kind;
		return url + length;
	}
	return NULL;
}

/* Copies what stands before the last "@", and says where the rest begins. */
static const char *read_user(const char *text, struct p3_proxy *proxy)
{
	const char *at = strrchr(text, '@');
	size_t length = at != NULL ? (size_t)(at - text) : 0;

	if (length >= sizeof proxy->user)
		return NULL;
	memcpy(proxy->user, text, length);
	proxy->user[length] = '\0';
	return at != NULL ? at + 1 : text;
}

/* "[::1]" without its brackets, or up to the colon; *out_rest is behind. */
static bool copy_host(const char *text, char host[1025], const char **out_rest)
{
	bool in_brackets = text[0] == '[';
	size_t length;

	text += in_brackets;
	length = strcspn(text, in_brackets ? "]" : ":/");
	if (length > 1024 || (in_brackets && text[length] != ']'))
		return false;
	memcpy(host, text, length);
	host[length] = '\0';
	*out_rest = text + length + in_brackets;
	return true;
}

/* ":PORT", an empty rest where there is a default, and "/" behind either. */
static bool read_port(const char *text, struct p3_proxy *proxy)
{
	uint64_t port = proxy->kind == P3_PROXY_SOCKS5 ? SOCKS_PORT : 0;
	size_t used = 0;

	if (text[0] == ':') {
		text++;
		if (!p3_number_read(text, strlen(text), 65535, &port, &used))
			return false;
		text += used;
	}
	if (port == 0 || (text[0] != '\0' && strcmp(text, "/") != 0))
		return false;
	proxy->port = (uint16_t)port;
	return true;
}

enum pop3_status p3_proxy_read(
    const char *url, struct p3_proxy *out_proxy, struct pop3_error *error)
{
	struct p3_proxy proxy = {.port = 0};
	const char *at = read_scheme(url, &proxy.kind);
	char host[1025];

	if (at == NULL)
		return refuse(error, "this is another scheme");
	at = read_user(at, &proxy);
	if (at == NULL)
		return refuse(error, "the user is too long");
	if (strchr(proxy.user, ':') != NULL)
		return refuse(error, "no password may stand in it");
	if (!copy_host(at, host, &at) || host[0] == '\0')
		return refuse(error, "the host cannot be read");
	if (!read_port(at, &proxy))
		return refuse(error, "the port cannot be read");
	switch (p3_host_read(host, &proxy.host, error)) {
	case POP3_OK:
		*out_proxy = proxy;
		return POP3_OK;
	case POP3_E_NO_MEMORY:
		return POP3_E_NO_MEMORY;
	default:
		return refuse(error, "the host cannot be one");
	}
}

/* ---- Talking ------------------------------------------------------------- */

enum pop3_status p3_asking_failed(
    const struct p3_asking *asking, const char *what, const char *words)
{
	return p3_error(asking->error, POP3_E_CONNECT, 0, "proxy '%s' %s%s%s",
	    asking->proxy->host.shown, what, words[0] != '\0' ? ": " : "",
	    words);
}

static enum pop3_status wait_for(
    const struct p3_asking *asking, bool to_read, bool to_write)
{
	enum pop3_status status = p3_transport_wait(asking->transport, to_read,
	    to_write, asking->patience, asking->error);

	if (status == POP3_E_TIMEOUT)
		p3_error(asking->error, status, 0,
		    "timed out while waiting for proxy '%s'",
		    asking->proxy->host.shown);
	return status;
}

enum pop3_status p3_asking_say(
    const struct p3_asking *asking, const void *octets, size_t length)
{
	const char *at = octets;
	enum pop3_status status = POP3_OK;
	size_t count;

	while (length > 0 && status == POP3_OK) {
		switch (p3_transport_write(
		    asking->transport, at, length, &count, NULL)) {
		case P3_IO_OK:
			at += count;
			length -= count;
			break;
		case P3_IO_WAIT:
			status = wait_for(asking, false, true);
			break;
		default:
			return p3_asking_failed(
			    asking, "broke the connection", "");
		}
	}
	return status;
}

enum pop3_status p3_asking_hear(
    const struct p3_asking *asking, void *octets, size_t length)
{
	char *at = octets;
	enum pop3_status status = POP3_OK;
	size_t count;

	/* Waits first, so that a proxy that always has an octet ready is late
	 * all the same. */
	while (length > 0 && status == POP3_OK) {
		status = wait_for(asking, true, false);
		if (status != POP3_OK)
			break;
		switch (p3_transport_read(
		    asking->transport, at, length, &count, NULL)) {
		case P3_IO_OK:
			at += count;
			length -= count;
			break;
		case P3_IO_WAIT:
			break;
		default:
			return p3_asking_failed(
			    asking, "closed the connection", "");
		}
	}
	return status;
}

/* ---- All of it ----------------------------------------------------------- */

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
