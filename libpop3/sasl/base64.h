/*
 * sasl/base64.h - base64 (RFC 4648, section 4), strict, by OpenSSL.
 */
#ifndef P3_SASL_BASE64_H
#define P3_SASL_BASE64_H

#include "libpop3/base/buf.h"

/* Appends octets encoded, and a NUL; false: cap, memory. */
bool p3_base64_encode(struct p3_buf *buf, const char *octets, size_t length);

/*
 * Decodes into octets, which has room for length / 4 * 3, and tells how many
 * there are.  False where it is not base64 to the letter: a length that is no
 * multiple of four, another character, padding anywhere but at the end.
 */
bool p3_base64_decode(
    const char *base64, size_t length, char *octets, size_t *out_length);

#endif
