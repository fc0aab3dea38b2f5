/*
 * net/lookup.h - pop3/lookup.h for this room, which has read the host already,
 * and counts the time by itself.
 */
#ifndef P3_NET_LOOKUP_H
#define P3_NET_LOOKUP_H

#include <netdb.h>
#include <pop3/lookup.h>

#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/* In an AF_... family; AF_UNSPEC: in either.  POP3_E_SYSTEM,
 * POP3_E_NO_MEMORY. */
enum pop3_status p3_lookup_start(const struct p3_host *host, uint16_t port,
    int family, struct pop3_lookup **out_lookup, struct pop3_error *error);

/* See pop3_lookup_await(). */
enum pop3_status p3_lookup_await(struct pop3_lookup *lookup,
    const struct p3_patience *patience, const struct addrinfo **out_addresses,
    struct pop3_error *error);

/* Whether it was begun with these. */
bool p3_lookup_is_of(const struct pop3_lookup *lookup,
    const struct p3_host *host, uint16_t port, int family);

/* AF_INET, AF_INET6, AF_UNSPEC. */
int p3_family_of(enum pop3_address_family family);

#endif
