/*
 * pop3/credentials.h - who logs in, by which mechanism and with what secret.
 *
 * How a mechanism is chosen where none is named is told at
 * pop3_session_login() (pop3/session.h).
 */
#ifndef POP3_CREDENTIALS_H
#define POP3_CREDENTIALS_H

#include <pop3/api.h>

POP3_BEGIN_DECLS

/*
 * Who logs in.  The strings are not kept, but for the beginning of the secret,
 * by which the session knows it where the server says it back; it is wiped with
 * the session, or when the next is used.  Grows only at the end.
 *
 * Mechanisms, named in any case: USER (and PASS) and APOP of RFC 1939; by
 * AUTH (RFC 5034) PLAIN, LOGIN, CRAM-MD5, DIGEST-MD5, NTLM, SCRAM-SHA-1,
 * SCRAM-SHA-256, SCRAM-SHA-1-PLUS, SCRAM-SHA-256-PLUS, GSSAPI, EXTERNAL,
 * OAUTHBEARER (RFC 7628) and XOAUTH2.
 */
struct pop3_credentials {
	size_t size;	       /* sizeof(struct pop3_credentials) */
	const char *user;      /* the mailbox, RFC 1939's "name" */
	const char *password;  /* or the shared secret of APOP, or the token of
				* OAUTHBEARER and XOAUTH2; GSSAPI and EXTERNAL
				* need none */
	const char *mechanism; /* NULL: chosen, see above */
	const char *authzid;   /* whose maildrop, where it is not user's, else
				* NULL; no mechanism is used then that cannot
				* say it: USER, APOP, LOGIN, CRAM-MD5, NTLM */
	/* Asked at most once a login, when a token was refused: gives a fresh
	 * one, which must live until the login returns, or NULL to leave it
	 * at that.  It may not call the session.  NULL: never asked. */
	const char *(*secret_again)(void *context);
	void *context; /* of secret_again */
};

/* What a mechanism wants to be known. */
enum pop3_secret {
	POP3_SECRET_PASSWORD = 0,
	POP3_SECRET_TOKEN, /* of OAuth 2.0 (RFC 6750) */
	POP3_SECRET_NONE   /* a ticket of Kerberos, a client certificate */
};

/* Of a mechanism by name, in any case; POP3_SECRET_PASSWORD for NULL, which
 * is what is chosen, and for one that is not known here. */
POP3_API enum pop3_secret pop3_mechanism_secret(const char *mechanism);

POP3_END_DECLS

#endif
