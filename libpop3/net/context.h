/*
 * net/context.h - the rules of a TLS connection: versions, authorities, whom
 * to expect.
 */
#ifndef P3_NET_CONTEXT_H
#define P3_NET_CONTEXT_H

#include <openssl/ssl.h>

#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/* POP3_E_FILE, POP3_E_NO_MEMORY, POP3_E_TLS (OpenSSL's configuration). */
enum pop3_status p3_tls_context(const struct p3_tls_options *options,
    struct pop3_error *error, SSL_CTX **out_context);

/* Makes ssl expect host, a name or an address; false without memory. */
bool p3_tls_expect(SSL *ssl, const struct p3_host *host);

#endif
