/*
 * net/tls.h - TLS as a client on a connected descriptor; the transport's
 * other half.  OpenSSL is known here and below only.
 */
#ifndef P3_NET_TLS_H
#define P3_NET_TLS_H

#include "libpop3/net/transport.h"

struct p3_tls;

/* The handshake; see p3_transport_start_tls().  The descriptor stays the
 * caller's. */
enum pop3_status p3_tls_start(int descriptor,
    const struct p3_tls_options *options, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_tls **out_tls);

enum p3_io p3_tls_read(struct p3_tls *tls, void *octets, size_t size,
    size_t *out_count, struct pop3_error *error);
enum p3_io p3_tls_write(struct p3_tls *tls, const void *octets, size_t length,
    size_t *out_count, struct pop3_error *error);

/* Whether a read gets on without the descriptor. */
bool p3_tls_can_read(const struct p3_tls *tls);

/* What a read, and a write, waits for on the descriptor: poll events. */
short p3_tls_read_events(const struct p3_tls *tls);
short p3_tls_write_events(const struct p3_tls *tls);

/* See p3_transport_channel_binding(). */
size_t p3_tls_channel_binding(const struct p3_tls *tls,
    enum pop3_binding *out_type, unsigned char *out_octets, size_t size);

/* See p3_transport_tls_info() and p3_transport_tls_ticket(). */
const struct pop3_tls_info *p3_tls_info(const struct p3_tls *tls);
void *p3_tls_ticket(const struct p3_tls *tls, size_t *out_length);

/* Says close_notify where that still makes sense, and frees; NULL is fine. */
void p3_tls_free(struct p3_tls *tls);

#endif
