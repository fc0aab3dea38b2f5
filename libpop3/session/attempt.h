/*
 * session/attempt.h - one attempt to log in, by one mechanism.
 */
#ifndef P3_SESSION_ATTEMPT_H
#define P3_SESSION_ATTEMPT_H

#include <pop3/sasl.h>

#include "libpop3/sasl/mechanism.h"
#include "libpop3/session/handle.h"
#include "libpop3/session/refusal.h"

struct p3_attempt {
	const struct p3_mechanism *mechanism;
	const struct pop3_credentials *credentials;
	const char *secret; /* the credentials' own, or a fresher token */
	/* Set by a failure: it is the mechanism's alone, so another one may
	 * be tried; the secret has not been refused. */
	bool another_may_do;
	/* Set by one: what the server binds to is not what we do. */
	bool binding_refused;
};

/* Whose maildrop it is to be, or NULL where it is the user's own. */
const char *p3_attempt_for(const struct p3_attempt *attempt);

/* What is known of it, without a mechanism; what binds to the connection is
 * written to binding.  It lives until the engine is used. */
struct pop3_sasl_options p3_attempt_options(const struct pop3_session *session,
    const struct p3_attempt *attempt, unsigned char binding[POP3_BINDING_MAX]);

/*
 * Fills the error with who was refused, by which mechanism and with what
 * words of the server, and of the exchange where detail is not "".  Returns
 * status.
 */
enum pop3_status p3_attempt_refused(struct pop3_session *session,
    const struct p3_attempt *attempt, enum pop3_status status,
    const char *words, const char *detail);

#endif
