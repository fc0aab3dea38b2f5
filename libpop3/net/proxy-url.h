/*
 * net/proxy-url.h - which proxy, as a URL says it.
 */
#ifndef P3_NET_PROXY_URL_H
#define P3_NET_PROXY_URL_H

#include "libpop3/net/host.h"

/* A user of RFC 1929, and more than anybody's name. */
#define P3_PROXY_USER_SIZE 256

enum p3_proxy_kind {
	P3_PROXY_SOCKS5 = 0,
	P3_PROXY_HTTP
};

struct p3_proxy {
	enum p3_proxy_kind kind;
	struct p3_host host;
	uint16_t port;
	char user[P3_PROXY_USER_SIZE]; /* "": none */
};

/*
 * Reads socks5://[USER@]HOST[:PORT] (also socks5h://, as some call it) or
 * http://[USER@]HOST:PORT.  POP3_E_MISUSE where it is none of them or has a
 * password in it, POP3_E_NO_MEMORY.
 */
enum pop3_status p3_proxy_read(
    const char *url, struct p3_proxy *out_proxy, struct pop3_error *error);

#endif
