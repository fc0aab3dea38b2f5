/*
 * guard.h - a line whose last octet stands right before a page that cannot
 * be read.
 */
#ifndef TESTS_UNIT_ENGINE_GUARD_H
#define TESTS_UNIT_ENGINE_GUARD_H

#include <pop3/event.h>

#include "tests/unit/base/guard.h"

static inline struct pop3_span guarded_line(const char *text)
{
	size_t n = strlen(text);

	return (struct pop3_span){guarded(text, n), n};
}

#endif
