/*
 * net/connect.h - what stands below p3_connect(), for it and for tests.
 */
#ifndef P3_NET_CONNECT_H
#define P3_NET_CONNECT_H

#include <netdb.h>
#include <sys/socket.h>

#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/* Addresses of one host that are tried; the rest is left. */
#define P3_ATTEMPTS_MAX 32

/* An address of ours to connect from. */
struct p3_source {
	struct sockaddr_storage address;
	socklen_t length;
};

/*
 * Connects to the first of the addresses that answers; source NULL: from
 * wherever the system says.  peer names the whole of them in error texts:
 * "'pop.example.org' port 995".  As p3_connect(), but for the statuses of
 * names.
 */
enum pop3_status p3_connect_addresses(const struct addrinfo *addresses,
    const struct p3_source *source, const char *peer,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport);

/* POP3_E_MISUSE: text is no address, or not of the family,
 * which may be AF_UNSPEC. */
enum pop3_status p3_source_read(const char *text, int family,
    struct p3_source *out_source, struct pop3_error *error);

/* Straight to a host, whatever the options say of proxies and services. */
enum pop3_status p3_connect_direct(const struct p3_connect_options *options,
    const struct p3_host *host, uint16_t port,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport);

/*
 * A transport over a connected stream socket that does not block, which it
 * owns from then on.  POP3_E_NO_MEMORY: then it does not.
 */
enum pop3_status p3_transport_adopt(int descriptor, struct pop3_error *error,
    struct p3_transport **out_transport);

/* See p3_transport_service_host() and _port(). */
void p3_transport_set_service(
    struct p3_transport *transport, const char *host, uint16_t port);

#endif
