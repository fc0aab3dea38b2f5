/*
 * tests/unit/net/authority.h - certificates made on the spot: an authority,
 * and whatever it or nobody signs.
 */
#ifndef TESTS_UNIT_NET_AUTHORITY_H
#define TESTS_UNIT_NET_AUTHORITY_H

#include <criterion/criterion.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define DAY_S (24L * 60 * 60)

struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

/* What a certificate says.  Zeros: valid from yesterday until tomorrow, for
 * no host, of no authority. */
struct recipe {
	const char *common_name;
	const char *names;    /* subjectAltName as X509V3_EXT_conf() reads it */
	const char *raw_name; /* a dNSName of any octets */
	size_t raw_length;
	const char *usage;    /* extendedKeyUsage */
	long from_s, until_s; /* from now */
	int is_authority;
};

static inline void put_extension(X509 *certificate, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	cr_assert_not_null(extension);
	cr_assert(X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

static inline void put_raw_name(
    X509 *certificate, const char *octets, size_t length)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *value = ASN1_IA5STRING_new();

	ASN1_STRING_set(value, octets, (int)length);
	GENERAL_NAME_set0_value(name, GEN_DNS, value);
	sk_GENERAL_NAME_push(names, name);
	cr_assert(X509_add1_ext_i2d(
	    certificate, NID_subject_alt_name, names, 0, X509V3_ADD_DEFAULT));
	GENERAL_NAMES_free(names);
}

static inline void put_extensions(
    X509 *certificate, const struct recipe *recipe)
{
	if (recipe->is_authority) {
		put_extension(
		    certificate, NID_basic_constraints, "critical,CA:TRUE");
		put_extension(
		    certificate, NID_key_usage, "critical,keyCertSign,cRLSign");
	}
	if (recipe->names != NULL)
		put_extension(certificate, NID_subject_alt_name, recipe->names);
	if (recipe->raw_name != NULL)
		put_raw_name(certificate, recipe->raw_name, recipe->raw_length);
	if (recipe->usage != NULL)
		put_extension(certificate, NID_ext_key_usage, recipe->usage);
}

/* Signed by issuer, or by itself where that is NULL. */
static inline struct identity identity_make(
    const struct recipe *recipe, const struct identity *issuer)
{
	struct identity made = {
	    .key = EVP_EC_gen("P-256"), .certificate = X509_new()};
	X509_NAME *subject = X509_get_subject_name(made.certificate);
	long from_s = recipe->from_s != 0 ? recipe->from_s : -DAY_S;
	long until_s = recipe->until_s != 0 ? recipe->until_s : DAY_S;
	static long serial = 1;

	if (issuer == NULL)
		issuer = &made;
	X509_set_version(made.certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), serial++);
	X509_gmtime_adj(X509_getm_notBefore(made.certificate), from_s);
	X509_gmtime_adj(X509_getm_notAfter(made.certificate), until_s);
	X509_set_pubkey(made.certificate, made.key);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
	    (const unsigned char *)recipe->common_name, -1, -1, 0);
	X509_set_issuer_name(
	    made.certificate, X509_get_subject_name(issuer->certificate));
	put_extensions(made.certificate, recipe);
	cr_assert(X509_sign(made.certificate, issuer->key, EVP_sha256()) > 0);
	return made;
}

static inline void identity_free(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	X509_free(identity->certificate);
}

/* Writes a certificate to a new file whose name path gets. */
static inline void write_pem(X509 *certificate, char path[64])
{
	FILE *file;
	int descriptor;

	strcpy(path, "/tmp/net-test-XXXXXX");
	descriptor = mkstemp(path);
	cr_assert_neq(descriptor, -1);
	file = fdopen(descriptor, "w");
	PEM_write_X509(file, certificate);
	fclose(file);
}

#endif
