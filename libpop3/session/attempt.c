/*
 * session/attempt.c - for whom an attempt is, what the sasl room is told of it,
 * and how a refused one reads.
 */
#include "libpop3/session/attempt.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/sasl/choice.h"

const char *p3_attempt_for(const struct p3_attempt *attempt)
{
	const struct pop3_credentials *credentials = attempt->credentials;

	return p3_another(credentials->user, credentials->authzid);
}

struct pop3_sasl_options p3_attempt_options(const struct pop3_session *session,
    const struct p3_attempt *attempt, unsigned char binding[POP3_BINDING_MAX])
{
	const struct pop3_credentials *credentials = attempt->credentials;
	struct pop3_sasl_options options = {
	    .size = sizeof options,
	    .user = credentials->user,
	    .authzid = credentials->authzid,
	    .secret = attempt->secret,
	    .host = p3_session_host(session),
	    .port = p3_session_port(session),
	    .capabilities = pop3_engine_capabilities(session->engine),
	    .in_tls = p3_transport_is_tls(session->transport),
	    .binding = binding,
	};

	options.binding_length =
	    p3_transport_channel_binding(session->transport,
		&options.binding_type, binding, POP3_BINDING_MAX);
	return options;
}

enum pop3_status p3_attempt_refused(struct pop3_session *session,
    const struct p3_attempt *attempt, enum pop3_status status,
    const char *words, const char *detail)
{
	const char *user = attempt->credentials->user;
	char name[P3_WORDS_MAX];

	if (user == NULL)
		user = "";
	pop3_printable(name, sizeof name, user, strlen(user));
	return p3_error(&session->error, status, 0,
	    "login refused for '%s' (%s)%s%s%s%s", name,
	    attempt->mechanism->name, words[0] != '\0' ? ": " : "", words,
	    detail[0] != '\0' ? ": " : "", detail);
}
