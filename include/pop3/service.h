/*
 * pop3/service.h - the POP3 servers that a domain's DNS names (RFC 6186, RFC
 * 8314, section 5.1): for a program that knows an address and looks for its
 * server.
 *
 * A session with the option srv asks by itself, each time.  What RFC 6186
 * wants of a program that sets up an account is to ask once, to have the user
 * confirm a server outside of the domain before it connects (section 6), and
 * to keep what was found (section 4).
 */
#ifndef POP3_SERVICE_H
#define POP3_SERVICE_H

#include <pop3/cancel.h>
#include <pop3/session.h>

POP3_BEGIN_DECLS

/* The longest name of a host, its NUL counted. */
#define POP3_HOST_NAME_MAX 255

/*
 * One server.  A name outside of the domain is DNS's word alone: it is asked
 * about, or its certificate must be for the domain (tls_host of the session).
 */
struct pop3_server {
	char host[POP3_HOST_NAME_MAX]; /* A-labels */
	uint16_t port;
	bool within; /* host is the domain, or lies within it */
};

/* Servers of one domain that are looked at. */
#define POP3_SERVERS_MAX 16

/*
 * Asks for the servers of a domain (IDN in UTF-8 included), with TLS from the
 * first octet (POP3_TLS_IMPLICIT, "_pop3s") or beginning in the clear (else,
 * "_pop3").  POP3_OK, *out_count and so many servers, in the order in which
 * they are to be tried; 0 where it names none.  POP3_E_HOST_NOT_FOUND (it is
 * no domain), POP3_E_NAME_TEMPORARY, POP3_E_TIMEOUT (timeout_ms; 0: 60,000),
 * POP3_E_CANCELLED, POP3_E_SYSTEM, POP3_E_NO_MEMORY, with words in *error,
 * which may be NULL, as may cancel.
 */
POP3_API enum pop3_status pop3_service_look_up(const char *domain,
    enum pop3_tls_mode tls, uint32_t timeout_ms, struct pop3_cancel *cancel,
    struct pop3_error *error, struct pop3_server out_servers[POP3_SERVERS_MAX],
    size_t *out_count);

POP3_END_DECLS

#endif
