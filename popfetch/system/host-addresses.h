/*
 * host-addresses.h - the addresses of a host, asked for in a bounded time.
 */
#ifndef POPFETCH_HOST_ADDRESSES_H
#define POPFETCH_HOST_ADDRESSES_H

#include <netdb.h>
#include <pop3/cancel.h>
#include <stdint.h>

/*
 * Those for streams, which the caller gives to freeaddrinfo(); NULL where there
 * are none, and where they were not told until then (monotonic.h), or until
 * cancel fired.
 */
struct addrinfo *host_addresses(
    const char *host, const struct pop3_cancel *cancel, int64_t until_ns);

#endif
