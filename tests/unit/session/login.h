/*
 * login.h - sessions that begin over a script, and log in.
 */
#ifndef TESTS_SESSION_LOGIN_H
#define TESTS_SESSION_LOGIN_H

#include "peer.h"

static inline struct pop3_credentials jim(const char *mechanism)
{
	return (struct pop3_credentials){
	    .size = sizeof(struct pop3_credentials),
	    .user = "jim",
	    .password = "s3cret",
	    .mechanism = mechanism,
	};
}

/* Starts the peer; options for a session with it. */
static inline struct pop3_session_options started(
    struct peer *peer, enum pop3_tls_mode tls)
{
	struct pop3_session_options options;

	if (tls != POP3_TLS_NONE)
		peer_certify(peer);
	peer_start(peer);
	options = peer_options(peer);
	options.tls = tls;
	return options;
}

static inline struct pop3_session *connected_by(
    const struct pop3_session_options *options)
{
	struct pop3_session *session = peer_session(options);

	assert_ok(session, pop3_session_connect(session));
	return session;
}

static inline struct pop3_session *connected(struct peer *peer,
    enum pop3_tls_mode tls, pop3_trace_fn *trace, void *context)
{
	struct pop3_session_options options = started(peer, tls);

	options.trace = trace;
	options.trace_context = context;
	return connected_by(&options);
}

static inline void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

/* Logs in over the script and asserts what that came to; text is the error's,
 * or the mechanism's name where status is POP3_OK. */
static inline void log_in(const char *script, enum pop3_tls_mode tls,
    const struct pop3_credentials *credentials, enum pop3_status status,
    const char *text)
{
	struct peer peer = {.script = script};
	struct pop3_session *session = connected(&peer, tls, NULL, NULL);

	cr_assert_null(pop3_session_mechanism(session));
	if (status == POP3_OK) {
		assert_ok(session, pop3_session_login(session, credentials));
		cr_assert_str_eq(pop3_session_mechanism(session), text);
	} else {
		assert_failure(session,
		    pop3_session_login(session, credentials), status, text);
		cr_assert_null(pop3_session_mechanism(session));
		(void)pop3_session_quit(session);
	}
	end(session, &peer);
}

static inline void in_clear(const char *script, const char *mechanism,
    enum pop3_status status, const char *text)
{
	const struct pop3_credentials credentials = jim(mechanism);

	log_in(script, POP3_TLS_NONE, &credentials, status, text);
}

static inline void in_tls(const char *script, const char *mechanism,
    enum pop3_status status, const char *text)
{
	const struct pop3_credentials credentials = jim(mechanism);

	log_in(script, POP3_TLS_IMPLICIT, &credentials, status, text);
}

#define SASL(words)	"< +OK\n> CAPA\n< +OK\n< SASL " words "\n< USER\n< .\n"
#define TLS_SASL(words) "= tls\n" SASL(words)
#define CAPA_AGAIN	"> CAPA\n< +OK\n< UIDL\n< .\n"
#define USER_PASS	"> USER jim\n< +OK\n> PASS s3cret\n< +OK\n"
#define PLAIN		"> AUTH PLAIN AGppbQBzM2NyZXQ=\n"
#define NO_CAPA		"< +OK\n> CAPA\n< -ERR\n"

#endif
