/*
 * net/fingerprint.c - fingerprints as people copy them about: from "openssl
 * x509 -fingerprint" (hexadecimal with colons), from other programs without
 * them, or in base64 as HPKP (RFC 7469) wrote the one of a public key.
 *
 * Whether a text means the certificate or the key need not be said: SHA-256
 * of one is never that of the other.
 */
#include "libpop3/net/fingerprint.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/base/ascii.h"

#define BASE64_PREFIX "sha256//"
#define BASE64_LENGTH 44

static bool read_hex(const char *text, struct p3_fingerprint *out)
{
	size_t step = strchr(text, ':') != NULL ? 3 : 2;

	if (strlen(text) != step * P3_FINGERPRINT_OCTETS - (step - 2))
		return false;
	for (size_t i = 0; i < P3_FINGERPRINT_OCTETS; i++) {
		const char *at = text + i * step;
		int high = p3_hex(at[0]), low = p3_hex(at[1]);

		if (high < 0 || low < 0 ||
		    (step == 3 && at[2] != ':' && at[2] != '\0'))
			return false;
		out->octets[i] = (unsigned char)(high << 4 | low);
	}
	return true;
}

/* 32 octets are 43 characters and one '='. */
static bool read_base64(const char *text, struct p3_fingerprint *out)
{
	unsigned char octets[BASE64_LENGTH / 4 * 3];

	if (strlen(text) != BASE64_LENGTH || text[BASE64_LENGTH - 1] != '=' ||
	    text[BASE64_LENGTH - 2] == '=')
		return false;
	if (EVP_DecodeBlock(octets, (const unsigned char *)text,
		BASE64_LENGTH) != (int)sizeof octets)
		return false;
	memcpy(out->octets, octets, sizeof out->octets);
	return true;
}

bool p3_fingerprint_read(const char *text, struct p3_fingerprint *out)
{
	const size_t prefix = sizeof BASE64_PREFIX - 1;

	return strncmp(text, BASE64_PREFIX, prefix) == 0
		   ? read_base64(text + prefix, out)
		   : read_hex(text, out);
}

bool p3_fingerprint_of(const X509 *certificate, struct p3_fingerprint *out)
{
	return X509_digest(certificate, EVP_sha256(), out->octets, NULL) == 1;
}

bool p3_fingerprint_of_key(const X509 *certificate, struct p3_fingerprint *out)
{
	unsigned char *der = NULL;
	int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
	bool done = length > 0 && EVP_Digest(der, (size_t)length, out->octets,
				      NULL, EVP_sha256(), NULL) == 1;

	OPENSSL_free(der);
	return done;
}

bool p3_fingerprint_matches(
    const struct p3_fingerprint *fingerprint, const X509 *certificate)
{
	struct p3_fingerprint of;

	/* Nothing here is a secret: the server shows its certificate. */
	if (p3_fingerprint_of(certificate, &of) &&
	    memcmp(&of, fingerprint, sizeof of) == 0)
		return true;
	return p3_fingerprint_of_key(certificate, &of) &&
	       memcmp(&of, fingerprint, sizeof of) == 0;
}

const char *p3_fingerprint_write(
    char text[P3_FINGERPRINT_TEXT], const struct p3_fingerprint *fingerprint)
{
	for (size_t i = 0; i < P3_FINGERPRINT_OCTETS; i++)
		snprintf(text + 3 * i, P3_FINGERPRINT_TEXT - 3 * i, "%02X%s",
		    fingerprint->octets[i],
		    i + 1 < P3_FINGERPRINT_OCTETS ? ":" : "");
	return text;
}
