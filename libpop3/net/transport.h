/*
 * net/transport.h - octets to and from a peer, in the clear or over TLS, with
 * every wait bounded by a deadline and a cancel handle.
 *
 * A transport is connected by p3_connect() and closed by p3_transport_free();
 * read and write never block; p3_transport_wait() does, until what is wanted
 * is possible, the deadline is over, or the handle is fired.  No verb and no
 * reply of the protocol above appears in this room.
 */
#ifndef P3_NET_TRANSPORT_H
#define P3_NET_TRANSPORT_H

#include <pop3/cancel.h>
#include <pop3/session.h>
#include <pop3/status.h>

struct p3_transport;

/* Milliseconds on a clock that only goes forward; see p3_now_ms(). */
int64_t p3_now_ms(void);

/* Never. */
#define P3_NO_DEADLINE INT64_MAX

/* What bounds a wait: a point of p3_now_ms(), and a handle or NULL. */
struct p3_patience {
	int64_t until_ms;
	struct pop3_cancel *cancel;
};

/* What p3_transport_read and _write came to. */
enum p3_io {
	P3_IO_OK = 0,
	P3_IO_WAIT,  /* nothing now: wait, then again */
	P3_IO_EOF,   /* read: the peer's proper end (TLS: close_notify) */
	P3_IO_FAILED /* *error is filled */
};

/*
 * Resolves host (IDN by libidn2) and connects to whichever address answers
 * first: families alternate, the next attempt starts 250 ms after the last
 * or at its failure (RFC 8305, sections 4 and 5).  POP3_E_HOST_NOT_FOUND,
 * POP3_E_NAME_TEMPORARY, POP3_E_CONNECT, POP3_E_TIMEOUT, POP3_E_CANCELLED,
 * POP3_E_SYSTEM, POP3_E_NO_MEMORY.
 */
struct p3_connect_options {
	const char *host;
	uint16_t port;
	enum pop3_address_family family;
};
enum pop3_status p3_connect(const struct p3_connect_options *options,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport);

/*
 * Makes TLS on a connected transport as a client.  Minimum TLS 1.2; SNI and
 * verification against host (a name or an address), with the system's or the
 * given authorities.  POP3_E_TLS, POP3_E_CERTIFICATE (the text says what is
 * wrong with it: expired, self-signed, unknown authority, another name, and
 * which), POP3_E_TIMEOUT, POP3_E_CANCELLED, POP3_E_FILE (authorities),
 * POP3_E_CLOSED, POP3_E_SYSTEM, POP3_E_NO_MEMORY.  After a failure the
 * transport is dead: reads and writes fail with the same error, so that
 * nothing can go on in the clear.
 */
struct p3_tls_options {
	const char *host;
	const char *ca_file;
	const char *ca_dir;
	bool insecure;
};
enum pop3_status p3_transport_start_tls(struct p3_transport *transport,
    const struct p3_tls_options *options, const struct p3_patience *patience,
    struct pop3_error *error);

bool p3_transport_is_tls(const struct p3_transport *transport);

/* What an authentication within TLS is bound to (RFC 5056). */
enum p3_binding {
	P3_BINDING_NONE = 0,
	P3_BINDING_TLS_UNIQUE,	/* RFC 5929: TLS 1.2 */
	P3_BINDING_TLS_EXPORTER /* RFC 9266: TLS 1.3 */
};

/* More than either has. */
#define P3_BINDING_OCTETS_MAX 64

/*
 * Writes what binds to this very TLS connection and returns how many octets
 * it is.  0 and P3_BINDING_NONE in the clear, where the connection has
 * nothing that binds safely (TLS 1.2 without the extended master secret, RFC
 * 7627), and where size is too small.
 */
size_t p3_transport_channel_binding(const struct p3_transport *transport,
    enum p3_binding *out_type, unsigned char *out_octets, size_t size);

/*
 * Never block, never raise SIGPIPE.  On P3_IO_OK *out_count > 0.  A TLS peer
 * that closes without close_notify is a failure (POP3_E_CLOSED), not an EOF.
 * A write that came to P3_IO_WAIT is repeated with the same octets, more
 * behind them allowed: TLS has sealed some of them already.  A write that
 * failed leaves what the peer said before still to be read.  size and length
 * are above 0.
 */
enum p3_io p3_transport_read(struct p3_transport *transport, void *octets,
    size_t size, size_t *out_count, struct pop3_error *error);
enum p3_io p3_transport_write(struct p3_transport *transport,
    const void *octets, size_t length, size_t *out_count,
    struct pop3_error *error);

/*
 * Waits until a read, or a write where to_write (or either), may get on.
 * Knows what TLS itself waits for.  POP3_OK, POP3_E_TIMEOUT,
 * POP3_E_CANCELLED, POP3_E_SYSTEM.
 */
enum pop3_status p3_transport_wait(struct p3_transport *transport, bool to_read,
    bool to_write, const struct p3_patience *patience,
    struct pop3_error *error);

/* Says close_notify without waiting, closes, frees; NULL is fine. */
void p3_transport_free(struct p3_transport *transport);

#endif
