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
#include <pop3/sasl.h>
#include <pop3/session.h>
#include <pop3/status.h>

#include "libpop3/net/patience.h"

struct p3_transport;

/* What p3_transport_read and _write came to. */
enum p3_io {
	P3_IO_OK = 0,
	P3_IO_WAIT,  /* nothing now: wait, then again */
	P3_IO_EOF,   /* read: the peer's proper end (TLS: close_notify) */
	P3_IO_FAILED /* *error is filled */
};

/* A service that a domain's DNS names a server for (RFC 6186, RFC 8314). */
enum p3_service {
	P3_SERVICE_NONE = 0,
	P3_SERVICE_POP3S, /* _pop3s._tcp */
	P3_SERVICE_POP3	  /* _pop3._tcp */
};

/*
 * Resolves host (IDN by libidn2) and connects to whichever address answers
 * first: families alternate, the next attempt starts 250 ms after the last
 * or at its failure (RFC 8305, sections 4 and 5).  With a proxy its address
 * is what is resolved, and the host goes to it by name.  With a service the
 * host is a domain, the port is not used, and the servers that it names are
 * tried in their order.  POP3_E_HOST_NOT_FOUND, POP3_E_NAME_TEMPORARY,
 * POP3_E_CONNECT (a proxy's refusal, too, in its words), POP3_E_TIMEOUT,
 * POP3_E_CANCELLED, POP3_E_SYSTEM, POP3_E_NO_MEMORY; POP3_E_MISUSE for a
 * source or a proxy that is none, and for a lookup of something else.  All but
 * host and port may be zero.
 */
struct p3_connect_options {
	const char *host;
	uint16_t port;
	enum pop3_address_family family;
	const char *source; /* an address of ours */
	const char *proxy;  /* a URL; see pop3/session.h */
	const char *proxy_password;
	enum p3_service service;
	struct pop3_lookup *lookup; /* of the host, begun before; or NULL */
};
enum pop3_status p3_connect(const struct p3_connect_options *options,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport);

/* Connects to a Unix domain socket.  POP3_E_CONNECT, POP3_E_MISUSE (too long
 * a path), POP3_E_TIMEOUT, POP3_E_CANCELLED, POP3_E_SYSTEM,
 * POP3_E_NO_MEMORY. */
enum pop3_status p3_connect_local(const char *path,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport);

/* Takes a connected stream socket, which it owns from then on; it is made not
 * to block.  POP3_E_MISUSE: it is none, and stays the caller's. */
enum pop3_status p3_connect_descriptor(int descriptor, struct pop3_error *error,
    struct p3_transport **out_transport);

/* The address of the other end, such as "192.0.2.1:995", "[::1]:995", or the
 * path of a socket; "(local)" where it has none. */
const char *p3_transport_address(const struct p3_transport *transport);

/*
 * Whom the certificate must be for where a service was asked for: the server
 * that was found where it lies within the domain, else the domain itself,
 * since DNS is not to be trusted (RFC 6186, section 6).  NULL otherwise.
 */
const char *p3_transport_service_host(const struct p3_transport *transport);

/* The port of that server; 0 where no service was asked for. */
uint16_t p3_transport_service_port(const struct p3_transport *transport);

/*
 * Makes TLS on a connected transport as a client.  Minimum TLS 1.2; SNI and
 * verification against host (a name or an address), with the system's or the
 * given authorities, or against a fingerprint instead.  POP3_E_TLS,
 * POP3_E_CERTIFICATE (the text says what is wrong with it: expired,
 * self-signed, unknown authority, revoked, another name, and which),
 * POP3_E_TIMEOUT, POP3_E_CANCELLED, POP3_E_FILE (authorities, revocations,
 * our own certificate or key), POP3_E_MISUSE, what pass_phrase failed with,
 * POP3_E_CLOSED, POP3_E_SYSTEM, POP3_E_NO_MEMORY.  After a failure the
 * transport is dead: reads and writes fail with the same error, so that
 * nothing can go on in the clear.  All but host may be zero; the fields are
 * those of struct pop3_session_options.
 */
struct p3_tls_options {
	const char *host;
	const char *ca_file;
	const char *ca_dir;
	bool insecure;
	const char *crl_file;
	const char *fingerprint;
	const char *cert_file;
	const char *key_file;
	pop3_pass_phrase_fn *pass_phrase;
	void *pass_phrase_context;
	enum pop3_tls_version min_version;
	const char *ciphers;
	const void *ticket;
	size_t ticket_length;
	const char *peer; /* a ticket is only good for; NULL: host */
	uint16_t port;	  /* likewise */
};
enum pop3_status p3_transport_start_tls(struct p3_transport *transport,
    const struct p3_tls_options *options, const struct p3_patience *patience,
    struct pop3_error *error);

/* POP3_E_MISUSE and words where a text among the options means nothing; looks
 * at no file. */
enum pop3_status p3_tls_check(
    const struct p3_tls_options *options, struct pop3_error *error);

/* To be waited on for reading, and for nothing else. */
int p3_transport_descriptor(struct p3_transport *transport);

bool p3_transport_is_tls(const struct p3_transport *transport);

/*
 * Writes what binds to this very TLS connection and returns how many octets
 * it is.  0, and a type that says nothing, in the clear, where the connection
 * has nothing that binds safely (TLS 1.2 without the extended master secret,
 * RFC 7627), and where size is too small.
 */
size_t p3_transport_channel_binding(const struct p3_transport *transport,
    enum pop3_binding *out_type, unsigned char *out_octets, size_t size);

/* What TLS came to; NULL in the clear, and without memory. */
const struct pop3_tls_info *p3_transport_tls_info(
    const struct p3_transport *transport);

/*
 * What resumes this connection later: octets on the heap, to be wiped and
 * freed.  NULL where there is none: in the clear, with options.insecure, and
 * where the server has not given it (yet).
 */
void *p3_transport_tls_ticket(
    const struct p3_transport *transport, size_t *out_length);

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

/*
 * The same for a read of which much is to come: it may last a millisecond
 * longer, so that what comes in small pieces is not read piece by piece.
 */
#define P3_TRANSPORT_MUCH (128 * 1024)
enum pop3_status p3_transport_wait_for_much(struct p3_transport *transport,
    const struct p3_patience *patience, struct pop3_error *error);

/* Says close_notify without waiting, closes, frees; NULL is fine. */
void p3_transport_free(struct p3_transport *transport);

#endif
