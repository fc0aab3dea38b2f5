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

static bool is_chosen(
    const struct p3_choice *choice, const struct p3_mechanism *mechanism)
{
	if (choice->for_another && !mechanism->authorizes)
		return false;
	return choice->in_tls ? mechanism->in_tls : mechanism->in_clear;
}

static bool is_announced(
    const struct p3_choice *choice, const struct p3_mechanism *mechanism)
{
	size_t length = strlen(mechanism->name);
	const char *at = choice->announced;

	while (at != NULL && (at = strstr(at, mechanism->name)) != NULL) {
		if (at > choice->announced && at[-1] == ' ' &&
		    at[length] == ' ')
			return true;
		at += length;
	}
	return false;
}

static bool is_usable(
    const struct p3_choice *choice, const struct p3_mechanism *mechanism)
{
	if (!is_chosen(choice, mechanism))
		return false;
	if (mechanism->opening == P3_OPENING_NONE)
		return true;
	if (mechanism->bound && !choice->can_bind)
		return false;
	return is_announced(choice, mechanism);
}

bool p3_prefers(const struct p3_choice *choice, const struct p3_mechanism *one,
    const struct p3_mechanism *other)
{
	return is_chosen(choice, one) && one < other;
}

size_t p3_choose(const struct p3_choice *choice,
    const struct p3_mechanism *chosen[P3_MECHANISMS])
{
	size_t count = 0;

	for (size_t i = 0; i < P3_MECHANISMS; i++) {
		const struct p3_mechanism *mechanism = p3_mechanism_at(i);

		if (is_usable(choice, mechanism))
			chosen[count++] = mechanism;
	}
	return count;
}
