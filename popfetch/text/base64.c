/*
 * base64.c - three octets are four characters.
 */
#include "popfetch/text/base64.h"

#include <stdint.h>

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "abcdefghijklmnopqrstuvwxyz0123456789+/";

size_t base64_write(const char *octets, size_t n, char *out)
{
	const unsigned char *in = (const unsigned char *)octets;
	char *to = out;

	for (size_t i = 0; i < n; i += 3) {
		uint32_t bits = (uint32_t)in[i] << 16;

		if (i + 1 < n)
			bits |= (uint32_t)in[i + 1] << 8;
		if (i + 2 < n)
			bits |= in[i + 2];
		*to++ = alphabet[bits >> 18];
		*to++ = alphabet[bits >> 12 & 63];
		*to++ = i + 1 < n ? alphabet[bits >> 6 & 63] : '=';
		*to++ = i + 2 < n ? alphabet[bits & 63] : '=';
	}
	return (size_t)(to - out);
}
