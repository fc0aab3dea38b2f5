/*
 * net/asking.h - the conversation with a proxy, before it lets us through.
 */
#ifndef P3_NET_ASKING_H
#define P3_NET_ASKING_H

#include "libpop3/net/proxy-url.h"
#include "libpop3/net/transport.h"

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
