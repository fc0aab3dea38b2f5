/*
 * net/proxy.h - through somebody who connects for us.
 */
#ifndef P3_NET_PROXY_H
#define P3_NET_PROXY_H

#include "libpop3/net/connect.h"

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

/* See p3_connect(), with options->proxy. */
enum pop3_status p3_connect_proxy(const struct p3_connect_options *options,
    const struct p3_host *host, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_transport **out_transport);

/* ---- For the files of the kinds ------------------------------------------ */

/* A conversation with a proxy, before it lets us through. */
struct p3_asking {
	const struct p3_proxy *proxy;
	const char *password; /* or NULL */
	struct p3_transport *transport;
	const struct p3_patience *patience;
	struct pop3_error *error;
};

/* Sends, and receives, exactly so many octets. */
enum pop3_status p3_asking_say(
    const struct p3_asking *asking, const void *octets, size_t length);
enum pop3_status p3_asking_hear(
    const struct p3_asking *asking, void *octets, size_t length);

/* POP3_E_CONNECT: "proxy 'x' " and what it did. */
enum pop3_status p3_asking_failed(
    const struct p3_asking *asking, const char *what, const char *words);

/* Asks for a connection to host and port; behind POP3_OK all octets are the
 * server's. */
enum pop3_status p3_socks_ask(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port);
enum pop3_status p3_http_ask(
    const struct p3_asking *asking, const struct p3_host *host, uint16_t port);

#endif
