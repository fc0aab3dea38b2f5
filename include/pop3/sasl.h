/*
 * pop3/sasl.h - logging in by SASL (RFC 4422, RFC 5034) without any input or
 * output of its own: challenge in, response out, both in base64.
 *
 * A session (pop3/session.h) does all of this by itself.  Whoever drives an
 * engine (pop3/engine.h) stands between the two, which do not know each other:
 *
 *	options.capabilities = pop3_engine_capabilities(engine);
 *	options.mechanism = pop3_sasl_choose(&options, NULL);
 *	if (pop3_sasl_new(&options, &error, &sasl) != POP3_OK)
 *		return give_up(error.text);	// nothing was sent
 *	pop3_engine_auth(engine, pop3_sasl_mechanism(sasl),
 *	    pop3_sasl_initial(sasl), tag);
 *	if (!pop3_sasl_is_complete(sasl))
 *		pop3_engine_expect_challenge(engine);
 *
 * and with each CHALLENGE:
 *
 *	if (pop3_sasl_answer(sasl, event.u.line.octets, event.u.line.length,
 *		&base64, &length) != POP3_OK)
 *		return pop3_engine_cancel(engine);
 *	pop3_engine_respond(engine, base64, length);
 *	if (!pop3_sasl_is_complete(sasl))
 *		pop3_engine_expect_challenge(engine);
 *
 * The REPLY is a login where it is +OK and pop3_sasl_is_complete() is true.
 * Without the second, the server has not proven what it must, or says +OK to a
 * "*": it is none of ours, whatever it says, and nothing more is said to it.
 *
 * USER and APOP are commands of RFC 1939 and no SASL.  They have a place among
 * what is chosen, and APOP its digest here.
 *
 * Nothing here waits for anybody, but for GSSAPI, which may talk to Kerberos'
 * own servers, within its own limits of time.  SCRAM hashes as often as the
 * server says, at most 2,000,000 times, which takes a second or two.
 */
#ifndef POP3_SASL_H
#define POP3_SASL_H

#include <pop3/capability.h>
#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_sasl;

/* What a -PLUS mechanism is bound to (RFC 5056, RFC 5801, section 5). */
enum pop3_binding {
	POP3_BINDING_TLS_EXPORTER = 0, /* RFC 9266: TLS 1.3 */
	POP3_BINDING_TLS_UNIQUE	       /* RFC 5929, section 3: TLS 1.2 */
};

/* Octets of it at most: TLS gives 12 to 32. */
#define POP3_BINDING_MAX 64

/*
 * Who logs in where, and over what.  Nothing of it is kept by reference: what
 * an exchange needs is copied, and wiped at its end.  Grows only at the end.
 */
struct pop3_sasl_options {
	size_t size;	       /* sizeof(struct pop3_sasl_options) */
	const char *mechanism; /* its name, in any case (pop3/credentials.h) */
	const char *user;      /* may be NULL for EXTERNAL and GSSAPI */
	const char *authzid;   /* whose maildrop, where it is not user's, else
				* NULL */
	const char *secret;    /* password or token; NULL where none is needed
				* (pop3_mechanism_secret()) */
	const char *host;      /* of the server, as it is called by its users */
	uint16_t port;	       /* OAUTHBEARER says it */
	/* Of the last CAPA, NULL where it is not known. */
	const struct pop3_capabilities *capabilities;
	bool in_tls; /* the connection is private, its peer verified */
	/* What binds to this very connection; without a length there is none,
	 * and no -PLUS.  Over TLS 1.2 without the extended master secret (RFC
	 * 7627) tls-unique binds nothing; over TLS 1.3 Cyrus, to 3.12, refuses
	 * what is right, so that a session gives it none. */
	enum pop3_binding binding_type;
	const void *binding;
	size_t binding_length;
};

/* ---- Choosing ------------------------------------------------------------ */

/*
 * The mechanism that is best here, by the order that pop3_session_login() has
 * (pop3/session.h), among those that capabilities announce; or the best of
 * those that come behind the one named.  USER is at the end, announced or not;
 * for the maildrop of another only what can say whose it is.  NULL: there is
 * none, or no more, or the size or the one named is not known.  Of the options
 * it reads user, authzid, capabilities, in_tls and binding_length.  Static
 * storage.
 *
 * The next one is for where a server refused before pop3_sasl_has_revealed():
 * a secret that was refused is not said again in another way, since servers
 * count that and lock accounts.
 */
POP3_API const char *pop3_sasl_choose(
    const struct pop3_sasl_options *options, const char *after);

/* ---- An exchange --------------------------------------------------------- */

/*
 * Begins an exchange.  What cannot be said fails here, before anything is sent,
 * with words in *error, which may be NULL: POP3_E_MISUSE (a size that is not
 * known, no mechanism or host named, USER or APOP; a name or secret that is
 * empty, too long, or holds what the mechanism cannot say), POP3_E_UNSUPPORTED
 * (a mechanism that is not known here or in this libgsasl; -PLUS without a
 * binding; an authzid that it cannot say), POP3_E_AUTH (no ticket for GSSAPI),
 * POP3_E_NO_MEMORY.
 */
POP3_API enum pop3_status pop3_sasl_new(const struct pop3_sasl_options *options,
    struct pop3_error *error, struct pop3_sasl **out_sasl);

/* Wipes and frees; NULL is fine. */
POP3_API void pop3_sasl_free(struct pop3_sasl *sasl);

/* The name of the mechanism, in upper case; static storage. */
POP3_API const char *pop3_sasl_mechanism(const struct pop3_sasl *sasl);

/*
 * The initial response as pop3_engine_auth() takes it: base64, "=" for an empty
 * one.  NULL where there is none for that line: the mechanism begins with a
 * challenge; or the line would be longer than 255 octets (RFC 5034, section 4);
 * or no SASL is announced, as by servers of RFC 1734, to which AUTH has one
 * argument.  Then, and where this is not called, it answers the first
 * challenge.  For once, and first; it lives until the next _answer.
 */
POP3_API const char *pop3_sasl_initial(struct pop3_sasl *sasl);

/*
 * Answers a challenge of length octets of base64.  The response, base64 with a
 * NUL behind, "" for an empty one, lives until the next _answer.  After a
 * failure the exchange is to be cancelled, and every later call fails with it
 * again:
 *
 * POP3_E_PROTOCOL	bad base64, a challenge that makes no sense, a server
 *			that does not prove that it knows the password
 * POP3_E_LIMIT		a challenge longer than 16,384 octets, or too many
 * POP3_E_AUTH		the server said no inside the exchange (RFC 5802,
 *			section 7); Kerberos did to GSSAPI
 * POP3_E_MISUSE	a name or password that libgsasl cannot prepare
 * POP3_E_NO_MEMORY
 */
POP3_API enum pop3_status pop3_sasl_answer(struct pop3_sasl *sasl,
    const char *base64, size_t length, const char **out_base64,
    size_t *out_length);

/* Whether nothing more is to be said or heard: only then is +OK a login.  Of
 * SCRAM and DIGEST-MD5 the server's proof belongs to it; never after a
 * failure. */
POP3_API bool pop3_sasl_is_complete(const struct pop3_sasl *sasl);

/* Whether a secret, or what guesses at one can be tried on, was given out. */
POP3_API bool pop3_sasl_has_revealed(const struct pop3_sasl *sasl);

/* What the server said of a failure inside the exchange, made printable: its
 * error about a token (RFC 7628, section 3.2.2).  "" for nothing. */
POP3_API const char *pop3_sasl_words(const struct pop3_sasl *sasl);

/* What _answer failed with; POP3_OK and "" while it did not. */
POP3_API const struct pop3_error *pop3_sasl_error(const struct pop3_sasl *sasl);

/* ---- APOP ---------------------------------------------------------------- */

/* Room for a digest in hexadecimal, its NUL counted. */
#define POP3_APOP_DIGEST_MAX 33

/*
 * The digest of APOP (RFC 1939, section 7), 32 lower-case hexadecimal digits,
 * from the greeting's timestamp, angle brackets included
 * (pop3_engine_timestamp()), and the shared secret.  It can be turned against
 * its user (CVE-2007-1558), so that nobody is to use it who has not asked for
 * it.  POP3_E_UNSUPPORTED where there is no timestamp (NULL), and where OpenSSL
 * has no MD5.
 */
POP3_API enum pop3_status pop3_apop_digest(const char *timestamp,
    const char *secret, char out_digest[POP3_APOP_DIGEST_MAX]);

POP3_END_DECLS

#endif
