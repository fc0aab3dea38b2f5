/*
 * session/attempt.c - for whom an attempt is, and how a refused one reads.
 */
#include "libpop3/session/attempt.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"

const char *p3_attempt_for(const struct p3_attempt *attempt)
{
	const struct pop3_credentials *credentials = attempt->credentials;
	const char *authzid = credentials->authzid;

	if (authzid == NULL || authzid[0] == '\0')
		return NULL;
	if (credentials->user != NULL &&
	    strcmp(authzid, credentials->user) == 0)
		return NULL;
	return authzid;
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
