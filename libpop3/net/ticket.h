/*
 * net/ticket.h - a TLS session that outlives its connection, as octets.
 */
#ifndef P3_NET_TICKET_H
#define P3_NET_TICKET_H

#include <openssl/ssl.h>

#include "libpop3/net/fingerprint.h"
#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/* So long after the certificate was verified a ticket is good. */
#define P3_TICKET_SECONDS 86400

/* More than any. */
#define P3_TICKET_OCTETS_MAX 65536

/* A digest of all that decided whether to trust, files by their content. */
struct p3_ticket_terms {
	unsigned char octets[32];
};

/* False where they cannot be told: a file that cannot be read, no memory. */
bool p3_ticket_terms(const struct p3_tls_options *options,
    const struct p3_host *host, struct p3_ticket_terms *out_terms);

/* Octets on the heap, or NULL. */
void *p3_ticket_seal(SSL_SESSION *session, const struct p3_ticket_terms *terms,
    int64_t verified_at, size_t *out_length);

/*
 * The session in the octets, where it was verified under these terms, not
 * too long ago, and its certificate would still do: its dates and its name,
 * or its fingerprint where pin is not NULL.  Else NULL, for whatever reason.
 */
SSL_SESSION *p3_ticket_open(const void *octets, size_t length,
    const struct p3_ticket_terms *terms, const struct p3_host *host,
    const struct p3_fingerprint *pin, int64_t *out_verified_at);

#endif
