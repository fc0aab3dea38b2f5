/*
 * sasl/sasl.h - one SASL exchange (RFC 4422; RFC 5034): challenge in,
 * response out, both in base64.  No socket, no engine and no word of POP3
 * appears here.
 */
#ifndef P3_SASL_SASL_H
#define P3_SASL_SASL_H

#include <stdint.h>

#include "libpop3/sasl/mechanism.h"

/* A challenge in base64 may be so long.  Kerberos' answers, the longest, are
 * below 2 KiB; what is longer only keeps us busy. */
#define P3_CHALLENGE_MAX 16384

/* A response in base64 may be so long; the engine takes as much. */
#define P3_RESPONSE_MAX 131072

/* No mechanism has more than five challenges. */
#define P3_STEPS_MAX 12

/* What SCRAM is bound to: RFC 9266 for TLS 1.3, RFC 5929 below. */
enum p3_channel {
	P3_CHANNEL_TLS_UNIQUE,
	P3_CHANNEL_TLS_EXPORTER
};

/* Who logs in, where.  All is copied, and wiped at the end. */
struct p3_identity {
	const char *user;    /* the authentication identity */
	const char *authzid; /* whose maildrop; NULL: the user's own */
	const char *secret;  /* password or token; NULL where none is needed */
	const char *host;    /* of the service "pop" */
	uint16_t port;
	enum p3_channel channel;
	const unsigned char *binding;
	size_t binding_length; /* 0: there is nothing to bind to */
};

struct p3_sasl;

/* A response in base64, "" for an empty one; lives until the next call. */
struct p3_response {
	const char *base64;
	size_t length;
};

/*
 * Begins an exchange by a mechanism that has a backend.  POP3_E_MISUSE (no
 * secret, or one that the mechanism cannot say), POP3_E_UNSUPPORTED (no
 * channel binding; libgsasl was built without), POP3_E_NO_MEMORY.
 */
enum pop3_status p3_sasl_new(const struct p3_mechanism *mechanism,
    const struct p3_identity *identity, struct pop3_error *error,
    struct p3_sasl **out_sasl);

/* Wipes and frees; NULL is fine. */
void p3_sasl_free(struct p3_sasl *sasl);

/*
 * The response a mechanism begins with: for those that open so, once, first.
 * Failures are p3_sasl_step's.
 */
enum pop3_status p3_sasl_open(struct p3_sasl *sasl, struct pop3_error *error,
    struct p3_response *out_response);

/*
 * Answers a challenge of length octets of base64.  Where the initial response
 * has not been made yet, whatever stands in the first challenge is passed
 * over.  After a failure the exchange is to be cancelled:
 *
 * POP3_E_PROTOCOL	bad base64, a challenge that makes no sense, a server
 *			that does not prove that it knows the password
 * POP3_E_LIMIT		too long, or too many
 * POP3_E_AUTH		the server said no inside the exchange (SCRAM's "e=");
 *			no ticket for GSSAPI
 * POP3_E_MISUSE	a user name or password that cannot be prepared
 * POP3_E_NO_MEMORY
 */
enum pop3_status p3_sasl_step(struct p3_sasl *sasl, const char *base64,
    size_t length, struct pop3_error *error, struct p3_response *out_response);

/* Whether nothing more is to be said: only then is a success one.  Of SCRAM
 * and DIGEST-MD5 the server's proof belongs to it. */
bool p3_sasl_is_complete(const struct p3_sasl *sasl);

/* Whether a secret, or what guesses at it can be tried on, has been shown. */
bool p3_sasl_has_revealed(const struct p3_sasl *sasl);

/* What the server said of a failure inside the exchange, made printable: the
 * error of a token (RFC 7628, section 3.2.2); "" for nothing. */
const char *p3_sasl_words(const struct p3_sasl *sasl);

#endif
