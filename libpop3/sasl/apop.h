/*
 * sasl/apop.h - APOP (RFC 1939, section 7): challenge in, response out.  No
 * SASL mechanism, but of the same shape.
 */
#ifndef P3_SASL_APOP_H
#define P3_SASL_APOP_H

#include <stdbool.h>

/* Room for a digest in hexadecimal, NUL counted. */
#define P3_APOP_DIGEST_MAX 33

/* The challenge is the timestamp of the greeting, angle brackets included;
 * out_digest gets 32 lower-case hexadecimal digits.  False where there is no
 * MD5; out_digest is then untouched. */
bool p3_apop_digest(const char *timestamp, const char *secret,
    char out_digest[P3_APOP_DIGEST_MAX]);

#endif
