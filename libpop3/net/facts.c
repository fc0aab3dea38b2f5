/*
 * net/facts.c - what TLS came to, for people who look into it.
 *
 * Gathered once, behind the handshake: what is shown later must not depend on
 * when it is asked for.  All that a certificate says is made printable.
 */
#include "libpop3/net/tls-private.h"

#include <openssl/asn1.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

/* Certificates of large hosters have a hundred names; nobody reads more. */
#define NAMES_MAX 256

/* A dNSName of 253 octets and a NUL. */
#define NAME_SIZE 256

struct p3_tls_facts {
	struct pop3_tls_info info;
	char subject[NAME_SIZE];
	char issuer[NAME_SIZE];
	char fingerprint[P3_FINGERPRINT_TEXT];
	char key_fingerprint[P3_FINGERPRINT_TEXT];
	const char *names[NAMES_MAX];
	char (*texts)[NAME_SIZE];
};

/* Of a date that cannot be read the epoch.  Where a word has 32 bits, OpenSSL's
 * time_t need not be ours; so it is asked for none. */
static int64_t unix_seconds(const ASN1_TIME *time)
{
	ASN1_TIME *epoch = ASN1_TIME_new();
	int days = 0, seconds = 0;

	if (epoch == NULL ||
	    ASN1_TIME_set_string(epoch, "19700101000000Z") != 1 ||
	    ASN1_TIME_diff(&days, &seconds, epoch, time) != 1)
		days = seconds = 0;
	ASN1_TIME_free(epoch);
	return (int64_t)days * 86400 + seconds;
}

static bool gather_names(struct p3_tls_facts *facts, const GENERAL_NAMES *names)
{
	int count = sk_GENERAL_NAME_num(names);
	size_t used = 0;

	if (count <= 0)
		return true;
	if (count > NAMES_MAX)
		count = NAMES_MAX;
	facts->texts = calloc((size_t)count, sizeof *facts->texts);
	if (facts->texts == NULL)
		return false;
	for (int i = 0; i < count; i++) {
		if (!p3_certificate_host(facts->texts[used], NAME_SIZE,
			sk_GENERAL_NAME_value(names, i)))
			continue;
		facts->names[used] = facts->texts[used];
		used++;
	}
	facts->info.names = facts->names;
	facts->info.name_count = used;
	return true;
}

static bool gather_certificate(struct p3_tls_facts *facts, X509 *certificate)
{
	struct pop3_tls_info *info = &facts->info;
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	struct p3_fingerprint own, key;
	bool done = gather_names(facts, names) &&
		    p3_fingerprint_of(certificate, &own) &&
		    p3_fingerprint_of_key(certificate, &key);

	GENERAL_NAMES_free(names);
	if (!done)
		return false;
	p3_certificate_name(facts->subject, sizeof facts->subject,
	    X509_get_subject_name(certificate));
	p3_certificate_name(facts->issuer, sizeof facts->issuer,
	    X509_get_issuer_name(certificate));
	info->not_before = unix_seconds(X509_get0_notBefore(certificate));
	info->not_after = unix_seconds(X509_get0_notAfter(certificate));
	p3_fingerprint_write(facts->fingerprint, &own);
	p3_fingerprint_write(facts->key_fingerprint, &key);
	return true;
}

bool p3_tls_facts_gather(struct p3_tls *tls)
{
	struct p3_tls_facts *facts = calloc(1, sizeof *facts);
	X509 *certificate = SSL_get0_peer_certificate(tls->ssl);

	if (facts == NULL)
		return false;
	facts->info = (struct pop3_tls_info){
	    .version = SSL_get_version(tls->ssl),
	    .cipher = SSL_get_cipher_name(tls->ssl),
	    .resumed = SSL_session_reused(tls->ssl) == 1,
	    .subject = facts->subject,
	    .issuer = facts->issuer,
	    .fingerprint = facts->fingerprint,
	    .key_fingerprint = facts->key_fingerprint,
	};
	if (certificate != NULL && !gather_certificate(facts, certificate)) {
		p3_tls_facts_free(facts);
		return false;
	}
	tls->facts = facts;
	return true;
}

void p3_tls_facts_free(struct p3_tls_facts *facts)
{
	if (facts == NULL)
		return;
	free(facts->texts);
	free(facts);
}

const struct pop3_tls_info *p3_tls_info(const struct p3_tls *tls)
{
	return tls->facts != NULL ? &tls->facts->info : NULL;
}
