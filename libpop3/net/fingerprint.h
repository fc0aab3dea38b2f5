/*
 * net/fingerprint.h - SHA-256 of certificates and their public keys.
 */
#ifndef P3_NET_FINGERPRINT_H
#define P3_NET_FINGERPRINT_H

#include <openssl/x509.h>
#include <stdbool.h>

#define P3_FINGERPRINT_OCTETS 32

/* Room for "AB:CD:..." and a NUL. */
#define P3_FINGERPRINT_TEXT (P3_FINGERPRINT_OCTETS * 3)

struct p3_fingerprint {
	unsigned char octets[P3_FINGERPRINT_OCTETS];
};

/*
 * Reads 64 hexadecimal digits, in either case, all octets or none parted by
 * colons; or "sha256//" and 44 characters of base64.  False: it is neither.
 */
bool p3_fingerprint_read(const char *text, struct p3_fingerprint *out);

/* Of the whole certificate, and of its SubjectPublicKeyInfo alone; false
 * without memory. */
bool p3_fingerprint_of(const X509 *certificate, struct p3_fingerprint *out);
bool p3_fingerprint_of_key(const X509 *certificate, struct p3_fingerprint *out);

/* Whether it is one of the two. */
bool p3_fingerprint_matches(
    const struct p3_fingerprint *fingerprint, const X509 *certificate);

/* "AB:CD:..."; returns text. */
const char *p3_fingerprint_write(
    char text[P3_FINGERPRINT_TEXT], const struct p3_fingerprint *fingerprint);

#endif
