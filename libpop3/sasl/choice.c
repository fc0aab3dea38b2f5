/*
 * sasl/choice.c - the strongest both know; the table's order says what that is.
 *
 * Somebody on the way who takes mechanisms out of the announcement can bring
 * about a weaker one.  Inside TLS that somebody would have to be the server:
 * what is weaker then relies on the certificate, which was verified.  In the
 * clear it cannot be helped, and whoever chose that was told.
 *
 * USER is always at the end, announced or not: older servers do not announce
 * it, and those that do not have it say so.
 *
 * Who asks for the maildrop of another gets no mechanism that cannot say so:
 * it would open his own, and what he then deletes is the wrong mail.
 */
#include "libpop3/sasl/choice.h"

#include <string.h>

const char *p3_another(const char *user, const char *authzid)
{
	if (authzid == NULL || authzid[0] == '\0')
		return NULL;
	return user != NULL && strcmp(authzid, user) == 0 ? NULL : authzid;
}

static bool is_chosen(const struct pop3_sasl_options *options,
    const struct p3_mechanism *mechanism)
{
	if (!mechanism->authorizes &&
	    p3_another(options->user, options->authzid) != NULL)
		return false;
	return options->in_tls ? mechanism->in_tls : mechanism->in_clear;
}

/* The words have blanks around each, in upper case. */
static bool is_announced(const struct pop3_capabilities *capabilities,
    const struct p3_mechanism *mechanism)
{
	size_t length = strlen(mechanism->name);
	const char *at = capabilities != NULL ? capabilities->sasl : NULL;

	while (at != NULL && (at = strstr(at, mechanism->name)) != NULL) {
		if (at > capabilities->sasl && at[-1] == ' ' &&
		    at[length] == ' ')
			return true;
		at += length;
	}
	return false;
}

static bool is_usable(const struct pop3_sasl_options *options,
    const struct p3_mechanism *mechanism)
{
	if (!is_chosen(options, mechanism))
		return false;
	if (mechanism->opening == P3_OPENING_NONE)
		return true;
	if (mechanism->bound && options->binding_length == 0)
		return false;
	return is_announced(options->capabilities, mechanism);
}

bool p3_prefers(const struct pop3_sasl_options *options,
    const struct p3_mechanism *one, const struct p3_mechanism *other)
{
	return is_chosen(options, one) && one < other;
}

const char *pop3_sasl_choose(
    const struct pop3_sasl_options *options, const char *after)
{
	const struct p3_mechanism *last =
	    after != NULL ? p3_mechanism_find(after) : NULL;

	if (options->size != sizeof *options || (after != NULL && last == NULL))
		return NULL;
	for (size_t i = 0; i < P3_MECHANISMS; i++) {
		const struct p3_mechanism *mechanism = p3_mechanism_at(i);

		if ((last == NULL || mechanism > last) &&
		    is_usable(options, mechanism))
			return mechanism->name;
	}
	return NULL;
}
