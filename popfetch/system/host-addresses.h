/*
 * host-addresses.h - the addresses of a host, asked for in a bounded time.
 */
#ifndef POPFETCH_HOST_ADDRESSES_H
#define POPFETCH_HOST_ADDRESSES_H

#include <netdb.h>
#include <stdbool.h>

/* Waits until the descriptor can be read; false: that took too long. */
typedef bool host_addresses_await_fn(void *context, int fd);

/*
 * What getaddrinfo() says of those for streams; port may be NULL.  0 and a list
 * for freeaddrinfo(), or its error, and EAI_AGAIN, too, where the wait was
 * given up.
 */
int host_addresses(const char *host, const char *port,
    host_addresses_await_fn *await, void *context, struct addrinfo **out_list);

#endif
