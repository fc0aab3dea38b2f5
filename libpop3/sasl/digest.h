/*
 * sasl/digest.h - message digests, by OpenSSL behind this header.
 */
#ifndef P3_SASL_DIGEST_H
#define P3_SASL_DIGEST_H

#include <stdbool.h>
#include <stddef.h>

#define P3_MD5_OCTETS 16

/* One piece of what is digested. */
struct p3_digest_part {
	const void *octets;
	size_t length;
};

/* The MD5 of the parts one behind the other; false where OpenSSL does not
 * offer MD5 (FIPS) or has no memory. */
bool p3_digest_md5(const struct p3_digest_part *parts, size_t count,
    unsigned char digest[P3_MD5_OCTETS]);

#endif
