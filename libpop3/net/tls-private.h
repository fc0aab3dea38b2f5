/*
 * net/tls-private.h - the inside of a p3_tls, for the files that make one.
 */
#ifndef P3_NET_TLS_PRIVATE_H
#define P3_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>

#include "libpop3/net/certificate.h"
#include "libpop3/net/fingerprint.h"
#include "libpop3/net/link.h"
#include "libpop3/net/ticket.h"
#include "libpop3/net/tls.h"

struct p3_tls {
	SSL *ssl;
	struct p3_link link;
	bool established;
	bool broken;  /* nothing more is sent, close_notify neither */
	bool starved; /* see tls.c */
	short read_events;
	short write_events;
	struct pop3_error failure; /* the final one, or POP3_OK */
	struct p3_certificate_fault fault;

	bool pinned; /* the fingerprint counts, and nothing else */
	struct p3_fingerprint pin;

	struct p3_ticket_terms terms;
	bool may_resume;      /* terms say all that was verified */
	SSL_SESSION *session; /* the newest that can be resumed, or NULL */
	int64_t verified_at;  /* the certificate, in Unix seconds */

	struct p3_tls_facts *facts; /* or NULL */
};

/* How ssl, made from context, judges its peer: by fingerprint, by authorities
 * and host name, or not at all. */
void p3_tls_verify_peer(
    struct p3_tls *tls, SSL_CTX *context, const struct p3_tls_options *options);

/* Gathers what p3_tls_info() shows; false without memory. */
bool p3_tls_facts_gather(struct p3_tls *tls);
void p3_tls_facts_free(struct p3_tls_facts *facts);

/* Clears what earlier calls left, OpenSSL's error queue too; before each call
 * of OpenSSL that may fail. */
void p3_tls_forget_failures(struct p3_tls *tls);

/* The poll event that SSL_get_error() speaks of, or 0 for a failure. */
short p3_tls_wanted_event(int ssl_error);

/* Whether it was the connection that failed, and not TLS. */
bool p3_tls_link_failed(const struct p3_tls *tls);

/* POP3_E_CLOSED in words.  Leaves the error queue empty. */
enum pop3_status p3_tls_explain_link(
    const struct p3_tls *tls, struct pop3_error *error);

/* POP3_E_TLS in words: what failed, and OpenSSL's reason or the alert that
 * came.  Leaves the error queue empty. */
enum pop3_status p3_tls_explain(const char *what, struct pop3_error *error);

#endif
