/*
 * field.h - fields for tests, each at the edge of the readable world.
 */
#ifndef TESTS_UNIT_TEXT_FIELD_H
#define TESTS_UNIT_TEXT_FIELD_H

#include <pop3/header.h>

#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "tests/unit/base/guard.h"

/* What a million octets are to a parser that takes quadratic time. */
#define LONG_FIELD ((size_t)1 << 20)

static inline struct pop3_field field_of(const char *octets, size_t length)
{
	return (struct pop3_field){guarded(octets, length), length};
}

#define FIELD(literal) field_of(literal, sizeof(literal) - 1)

/* LONG_FIELD octets of the piece over and over; the caller frees them. */
static inline char *repeated(const char *piece)
{
	size_t length = strlen(piece);
	char *octets = malloc(LONG_FIELD);

	cr_assert_not_null(octets);
	for (size_t i = 0; i < LONG_FIELD; i++)
		octets[i] = piece[i % length];
	return octets;
}

#endif
