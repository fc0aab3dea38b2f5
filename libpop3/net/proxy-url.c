/*
 * net/proxy-url.c - the URL of a proxy, read.
 *
 * A password in it would be in the arguments of a process and in
 * configurations that people show; it is refused and not repeated.
 */
#include "libpop3/net/proxy-url.h"

#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"

/* RFC 1928's own; for HTTP there is none. */
#define SOCKS_PORT 1080

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
