/*
 * net/context.h - the rules of a TLS connection: versions, authorities, whom
 * to expect.
 */
#ifndef P3_NET_CONTEXT_H
#define P3_NET_CONTEXT_H

#include <openssl/ssl.h>

#include "libpop3/net/host.h"
#include "libpop3/net/transport.h"

/* POP3_E_FILE, POP3_E_NO_MEMORY, POP3_E_MISUSE, what pass_phrase failed with,
 * POP3_E_TLS (OpenSSL's configuration). */
enum pop3_status p3_tls_context(const struct p3_tls_options *options,
    struct pop3_error *error, SSL_CTX **out_context);

/* Makes ssl expect host, a name or an address; false without memory. */
bool p3_tls_expect(SSL *ssl, const struct p3_host *host);

/* The parts of p3_tls_context() that read files. */
enum pop3_status p3_tls_authorities(SSL_CTX *context,
    const struct p3_tls_options *options, struct pop3_error *error);
enum pop3_status p3_tls_own_certificate(SSL_CTX *context,
    const struct p3_tls_options *options, struct pop3_error *error);

/* The error number behind the last failure of OpenSSL with a file, or 0. */
int p3_tls_file_errno(void);

/* POP3_E_FILE: "cannot read WHAT from 'PATH': ", and the system's words or
 * otherwise. */
enum pop3_status p3_tls_refuse_file(const char *what, const char *path,
    const char *otherwise, int sys_errno, struct pop3_error *error);

#endif
