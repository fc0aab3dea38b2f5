/*
 * sasl/sha256.c - SHA-256 in pieces, for whoever uses the library.
 *
 * It stands in this room because digests do (digest.c); OpenSSL's EVP is
 * behind it as well.  A failure in the middle, which only a broken provider
 * brings about, is remembered until the end, so that feeding it stays one
 * line.
 */
#include <pop3/digest.h>

#include <stdlib.h>

#include <openssl/evp.h>

struct pop3_digest {
	EVP_MD_CTX *context;
	bool failed;
};

static bool begin(struct pop3_digest *digest)
{
	digest->failed =
	    EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL) != 1;
	return !digest->failed;
}

enum pop3_status pop3_digest_new(struct pop3_digest **out_digest)
{
	struct pop3_digest *digest = calloc(1, sizeof *digest);

	if (digest == NULL)
		return POP3_E_NO_MEMORY;
	digest->context = EVP_MD_CTX_new();
	if (digest->context == NULL) {
		pop3_digest_free(digest);
		return POP3_E_NO_MEMORY;
	}
	if (!begin(digest)) {
		pop3_digest_free(digest);
		return POP3_E_UNSUPPORTED;
	}
	*out_digest = digest;
	return POP3_OK;
}

void pop3_digest_free(struct pop3_digest *digest)
{
	if (digest == NULL)
		return;
	EVP_MD_CTX_free(digest->context);
	free(digest);
}

void pop3_digest_add(
    struct pop3_digest *digest, const void *octets, size_t length)
{
	if (!digest->failed &&
	    EVP_DigestUpdate(digest->context, octets, length) != 1)
		digest->failed = true;
}

enum pop3_status pop3_digest_finish(
    struct pop3_digest *digest, unsigned char out_octets[POP3_DIGEST_OCTETS])
{
	bool done = !digest->failed &&
		    EVP_DigestFinal_ex(digest->context, out_octets, NULL) == 1;

	begin(digest);
	return done ? POP3_OK : POP3_E_SYSTEM;
}
