/*
 * sasl/digest.c - message digests over OpenSSL's EVP, which is the door that
 * stays open: the MD5_*() functions are deprecated since OpenSSL 3.0, and EVP
 * says so properly where a provider does not have an algorithm.
 */
#include "libpop3/sasl/digest.h"

#include <openssl/evp.h>

static bool update(
    EVP_MD_CTX *context, const struct p3_digest_part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (EVP_DigestUpdate(
			context, parts[i].octets, parts[i].length) != 1)
			return false;
	return true;
}

bool p3_digest_md5(const struct p3_digest_part *parts, size_t count,
    unsigned char digest[P3_MD5_OCTETS])
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool done;

	done = context != NULL &&
	       EVP_DigestInit_ex(context, EVP_md5(), NULL) == 1 &&
	       update(context, parts, count) &&
	       EVP_DigestFinal_ex(context, digest, NULL) == 1;
	EVP_MD_CTX_free(context);
	return done;
}
