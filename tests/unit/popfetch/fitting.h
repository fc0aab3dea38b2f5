/*
 * fitting.h - a value for each option of text, whatever its shape must be.
 */
#ifndef TESTS_POPFETCH_FITTING_H
#define TESTS_POPFETCH_FITTING_H

#include <criterion/criterion.h>

#include "popfetch/options/option-table.h"

/* Any text, where any will do. */
static inline const char *fitting(const struct option *option, const char *any)
{
	static const char fingerprint[] = "0123456789abcdef0123456789abcdef"
					  "0123456789abcdef0123456789abcdef";
	static const char *const texts[] = {
	    "192.0.2.1", "localhost:24", "socks5://localhost", fingerprint};

	if (option->fits == NULL)
		return any;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (option->fits(texts[i]))
			return texts[i];
	cr_assert_fail("no text fits '%s'", option->name);
	return NULL;
}

#endif
