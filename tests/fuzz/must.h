/*
 * must.h - what every fuzzer holds its room to.
 */
#ifndef FUZZ_MUST_H
#define FUZZ_MUST_H

#include <stdlib.h>
#include <string.h>

#include "libpop3/base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert(), not compiled out. */
static inline void must(bool claim)
{
	if (!claim)
		abort();
}

/* Reads every octet, so that one outside is found. */
static inline void touch(const char *octets, size_t length)
{
	static volatile unsigned char sink;

	for (size_t i = 0; i < length; i++)
		sink = (unsigned char)(sink + (unsigned char)octets[i]);
}

/* UTF-8 that can be shown; it may be empty. */
static inline void must_be_text(const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		uint32_t c;
		size_t n = p3_utf8_read(text, length, &c);

		must(n > 0 && p3_utf8_is_text(c));
		text += n;
		length -= n;
	}
}

#endif
