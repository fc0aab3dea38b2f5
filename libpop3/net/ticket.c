/*
 * net/ticket.c - resuming TLS (RFC 8446, section 2.2; RFC 5077) across runs.
 *
 * A resumed handshake shows no certificate: the server is who it was before,
 * and is trusted since it was trusted before.  So the octets carry the terms
 * of that trust, as a digest, and are good only under the same: host, port,
 * authorities, revocations (both by what is in the files), fingerprint,
 * versions, ciphers, our own certificate.  Whoever changes one of them gets a
 * full handshake.  The certificate itself is in the session and is looked at
 * once more, since time passes.
 *
 * Each TLS 1.3 connection brings new tickets, and those could follow one
 * another for ever: so the time of the last full verification is carried
 * along, and a day behind it all of them are void.
 *
 *	octets	what
 *	8	magic, with a version in it
 *	32	terms
 *	8	verified at, Unix seconds, big-endian
 *	...	SSL_SESSION in DER
 */
#include "libpop3/net/ticket.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define MAGIC	     "p3tick1\n"
#define MAGIC_OCTETS 8
#define TERMS_AT     MAGIC_OCTETS
#define TIME_AT	     (TERMS_AT + sizeof(struct p3_ticket_terms))
#define SESSION_AT   (TIME_AT + 8)

/* ---- Terms --------------------------------------------------------------- */

/* Each term with its length before it, so that no two lists of terms are the
 * same octets. */
static bool add(EVP_MD_CTX *digest, const void *octets, size_t length)
{
	uint64_t framed = length;

	return EVP_DigestUpdate(digest, &framed, sizeof framed) == 1 &&
	       EVP_DigestUpdate(digest, octets, length) == 1;
}

static bool add_text(EVP_MD_CTX *digest, const char *text)
{
	return text != NULL ? add(digest, text, strlen(text) + 1)
			    : add(digest, "", 0);
}

static bool add_file(EVP_MD_CTX *digest, const char *path)
{
	unsigned char octets[4096];
	bool done = add_text(digest, path);
	BIO *file;
	int got = 1;

	if (path == NULL)
		return done;
	file = BIO_new_file(path, "rb");
	if (file == NULL)
		return false;
	while (done && got > 0) {
		got = BIO_read(file, octets, sizeof octets);
		if (got > 0)
			done = add(digest, octets, (size_t)got);
	}
	BIO_free(file);
	return done && got == 0;
}

/* The names in a directory change with its time. */
static bool add_directory(EVP_MD_CTX *digest, const char *path)
{
	struct stat found;

	if (path == NULL)
		return add_text(digest, path);
	return stat(path, &found) == 0 && add_text(digest, path) &&
	       add(digest, &found.st_mtim, sizeof found.st_mtim);
}

static bool add_terms(EVP_MD_CTX *digest, const struct p3_tls_options *options,
    const struct p3_host *host)
{
	return add_text(digest, host->ascii) &&
	       add_text(digest, options->peer) &&
	       add(digest, &options->port, sizeof options->port) &&
	       add(digest, &options->min_version,
		   sizeof options->min_version) &&
	       add_text(digest, options->ciphers) &&
	       add_text(digest, options->fingerprint) &&
	       add_file(digest, options->ca_file) &&
	       add_directory(digest, options->ca_dir) &&
	       add_file(digest, options->crl_file) &&
	       add_file(digest, options->cert_file) &&
	       add_text(digest, options->key_file);
}

bool p3_ticket_terms(const struct p3_tls_options *options,
    const struct p3_host *host, struct p3_ticket_terms *out_terms)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	bool done = digest != NULL &&
		    EVP_DigestInit_ex(digest, EVP_sha256(), NULL) == 1 &&
		    add_terms(digest, options, host) &&
		    EVP_DigestFinal_ex(digest, out_terms->octets, NULL) == 1;

	EVP_MD_CTX_free(digest);
	return done;
}

/* ---- Out ----------------------------------------------------------------- */

void *p3_ticket_seal(SSL_SESSION *session, const struct p3_ticket_terms *terms,
    int64_t verified_at, size_t *out_length)
{
	int length = i2d_SSL_SESSION(session, NULL);
	unsigned char *octets, *at;

	if (length <= 0 || length > P3_TICKET_OCTETS_MAX - (int)SESSION_AT)
		return NULL;
	octets = malloc(SESSION_AT + (size_t)length);
	if (octets == NULL)
		return NULL;
	memcpy(octets, MAGIC, MAGIC_OCTETS);
	memcpy(octets + TERMS_AT, terms->octets, sizeof terms->octets);
	for (int i = 0; i < 8; i++)
		octets[TIME_AT + (size_t)i] =
		    (unsigned char)((uint64_t)verified_at >> (56 - 8 * i));
	at = octets + SESSION_AT;
	i2d_SSL_SESSION(session, &at);
	*out_length = SESSION_AT + (size_t)length;
	return octets;
}

/* ---- In ------------------------------------------------------------------ */

static bool is_fresh(const unsigned char *octets, int64_t *out_verified_at)
{
	int64_t now = (int64_t)time(NULL);
	uint64_t verified_at = 0;

	for (size_t i = 0; i < 8; i++)
		verified_at = verified_at << 8 | octets[TIME_AT + i];
	/* A time to come is a clock that was wrong, then or now. */
	if (verified_at > (uint64_t)now ||
	    (uint64_t)now - verified_at >= P3_TICKET_SECONDS)
		return false;
	*out_verified_at = (int64_t)verified_at;
	return true;
}

static bool is_for(X509 *certificate, const struct p3_host *host)
{
	char name[P3_HOST_SIZE];

	if (host->address_length > 0)
		return X509_check_ip(certificate, host->address,
			   host->address_length, 0) == 1;
	p3_host_tls_name(host, name);
	return X509_check_host(certificate, name, strlen(name),
		   X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
		       X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
		   NULL) == 1;
}

static bool is_still_trusted(SSL_SESSION *session, const struct p3_host *host,
    const struct p3_fingerprint *pin)
{
	X509 *certificate = SSL_SESSION_get0_peer(session);

	if (certificate == NULL)
		return false;
	if (pin != NULL)
		return p3_fingerprint_matches(pin, certificate);
	return X509_cmp_current_time(X509_get0_notBefore(certificate)) < 0 &&
	       X509_cmp_current_time(X509_get0_notAfter(certificate)) > 0 &&
	       is_for(certificate, host);
}

SSL_SESSION *p3_ticket_open(const void *octets, size_t length,
    const struct p3_ticket_terms *terms, const struct p3_host *host,
    const struct p3_fingerprint *pin, int64_t *out_verified_at)
{
	const unsigned char *all = octets, *at;
	SSL_SESSION *session;

	if (length <= SESSION_AT || length > P3_TICKET_OCTETS_MAX ||
	    memcmp(all, MAGIC, MAGIC_OCTETS) != 0 ||
	    memcmp(all + TERMS_AT, terms->octets, sizeof terms->octets) != 0 ||
	    !is_fresh(all, out_verified_at))
		return NULL;
	at = all + SESSION_AT;
	session = d2i_SSL_SESSION(NULL, &at, (long)(length - SESSION_AT));
	ERR_clear_error();
	if (session == NULL)
		return NULL;
	if (at == all + length && SSL_SESSION_is_resumable(session) == 1 &&
	    is_still_trusted(session, host, pin))
		return session;
	SSL_SESSION_free(session);
	return NULL;
}
