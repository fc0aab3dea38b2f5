/*
 * net/resolve.h - from a host to its addresses.
 */
#ifndef P3_NET_RESOLVE_H
#define P3_NET_RESOLVE_H

#include <netdb.h>

#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/*
 * The addresses of host in the family (AF_UNSPEC: in either) with the port in
 * them, in the order to try (RFC 6724); free them with freeaddrinfo().
 * POP3_E_HOST_NOT_FOUND, POP3_E_NAME_TEMPORARY, POP3_E_TIMEOUT,
 * POP3_E_CANCELLED, POP3_E_SYSTEM, POP3_E_NO_MEMORY.
 */
enum pop3_status p3_resolve(const struct p3_host *host, uint16_t port,
    int family, const struct p3_patience *patience, struct pop3_error *error,
    struct addrinfo **out_addresses);

#endif
