/*
 * sasl/mechanism.h - the one table of what can log somebody in: the SASL
 * mechanisms (RFC 4422, RFC 5034) and, beside them, USER and APOP, which are
 * commands of their own (RFC 1939, section 7) but are chosen like the others.
 */
#ifndef P3_SASL_MECHANISM_H
#define P3_SASL_MECHANISM_H

#include <stdbool.h>
#include <stddef.h>

#include <pop3/status.h>

/* What somebody must have to use a mechanism. */
enum p3_needs {
	P3_NEEDS_PASSWORD,
	P3_NEEDS_TOKEN,	     /* RFC 6750: whoever bears it is let in */
	P3_NEEDS_TICKET,     /* of Kerberos */
	P3_NEEDS_CERTIFICATE /* shown in the TLS handshake */
};

/* How a mechanism begins. */
enum p3_opening {
	P3_OPENING_NONE,      /* no SASL: USER, APOP */
	P3_OPENING_CHALLENGE, /* the server has the first word */
	P3_OPENING_RESPONSE,  /* the client has, in the AUTH line if it fits */
	P3_OPENING_TWO_STEPS  /* the client has, but never in that line */
};

/* What a user name or a password may have for SASL; libntlm, which has fixed
 * room, is given less. */
#define P3_TEXT_MAX 1024

struct p3_backend;

struct p3_mechanism {
	const char *name; /* in upper case */
	enum p3_needs needs;
	enum p3_opening opening;
	bool bound;	 /* needs the channel binding of TLS (RFC 5056) */
	bool deaf;	 /* challenges are prompts for people */
	bool prepares;	 /* user name and password by SASLprep (RFC 4013) */
	bool authorizes; /* can say whose maildrop it is to be (RFC 4422,
			  * section 3.4.1) */
	int revealed;	 /* with which response the secret, or what guesses at
			  * it can be tried on, has been shown */
	size_t text_max; /* of user name and password, 0: P3_TEXT_MAX */
	/* Whether it is tried there without being named; what stands first in
	 * the table is tried first. */
	bool in_tls;
	bool in_clear;
	const struct p3_backend *backend; /* NULL where it is no SASL */
	/* Looks at a challenge first, or NULL; see challenge.h. */
	enum pop3_status (*check)(
	    const char *octets, size_t length, struct pop3_error *error);
};

/* How many there are, and the one at a place. */
#define P3_MECHANISMS 15
const struct p3_mechanism *p3_mechanism_at(size_t place);

/* The one of this name, in any case, or NULL. */
const struct p3_mechanism *p3_mechanism_find(const char *name);

#endif
