/*
 * sasl/choice.c - the strongest both know; the table's ranks say what that is.
 *
 * Somebody on the way who takes mechanisms out of the announcement can bring
 * about a weaker one.  Inside TLS that somebody would have to be the server:
 * what is weaker then relies on the certificate, which was verified.  In the
 * clear it cannot be helped, and whoever chose that was told.
 *
 * USER is always at the end, announced or not: older servers do not announce
 * it, and those that do not have it say so.
 */
#include "libpop3/sasl/choice.h"

#include <string.h>

static int rank_of(
    const struct p3_choice *choice, const struct p3_mechanism *mechanism)
{
	return choice->in_tls ? mechanism->rank_in_tls
			      : mechanism->rank_in_clear;
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
	if (rank_of(choice, mechanism) == 0)
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
	const int rank = rank_of(choice, one);

	return rank != 0 && rank < rank_of(choice, other);
}

static void insert(const struct p3_choice *choice,
    const struct p3_mechanism *chosen[], size_t count,
    const struct p3_mechanism *mechanism)
{
	for (; count > 0; count--) {
		if (p3_prefers(choice, chosen[count - 1], mechanism))
			break;
		chosen[count] = chosen[count - 1];
	}
	chosen[count] = mechanism;
}

size_t p3_choose(const struct p3_choice *choice,
    const struct p3_mechanism *chosen[P3_MECHANISMS])
{
	size_t count = 0;

	for (size_t i = 0; i < P3_MECHANISMS; i++) {
		const struct p3_mechanism *mechanism = p3_mechanism_at(i);

		if (is_usable(choice, mechanism))
			insert(choice, chosen, count++, mechanism);
	}
	return count;
}
