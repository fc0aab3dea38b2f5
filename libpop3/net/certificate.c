/*
 * net/certificate.c - telling people why a certificate is not trusted.
 *
 * OpenSSL's phrases ("unable to get local issuer certificate") name the
 * function that failed.  Here each common fault gets a sentence that says
 * what is wrong, with which name or date, and where it is short, what to do.
 * All that a certificate says is a stranger's: it is made printable and cut.
 */
#include "libpop3/net/certificate.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/net/fingerprint.h"

/* Names of a certificate that an error lists; the rest is counted. */
#define NAMES_LISTED 4

/* Room for one name inside an error. */
#define NAME_SIZE 64

/* Room for a whole reason. */
#define REASON_SIZE 400

/* ---- What stands in one -------------------------------------------------- */

bool p3_certificate_name(char *text, size_t size, const X509_NAME *name)
{
	static const int parts[] = {
	    NID_commonName, NID_organizationName, NID_organizationalUnitName};
	unsigned char *utf8;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		int at = X509_NAME_get_index_by_NID(name, parts[i], -1);
		int length = at < 0 ? -1
				    : ASN1_STRING_to_UTF8(&utf8,
					  X509_NAME_ENTRY_get_data(
					      X509_NAME_get_entry(name, at)));

		if (length < 0)
			continue;
		pop3_printable(text, size, (char *)utf8, (size_t)length);
		OPENSSL_free(utf8);
		return true;
	}
	return false;
}

static const char *copy_name(char text[NAME_SIZE], const X509_NAME *name)
{
	if (p3_certificate_name(text, NAME_SIZE, name))
		return text;
	return strcpy(text, "an authority without a name");
}

static const char *copy_date(char text[NAME_SIZE], const ASN1_TIME *time)
{
	struct tm date;

	if (ASN1_TIME_to_tm(time, &date) != 1 ||
	    strftime(text, NAME_SIZE, "%Y-%m-%d %H:%M UTC", &date) == 0)
		strcpy(text, "a date that cannot be read");
	return text;
}

bool p3_certificate_host(char *text, size_t size, const GENERAL_NAME *name)
{
	int type;
	const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
	int length;

	if (type != GEN_DNS && type != GEN_IPADD)
		return false;
	length = ASN1_STRING_length(value);
	if (type == GEN_DNS) {
		pop3_printable(text, size,
		    (const char *)ASN1_STRING_get0_data(value), (size_t)length);
		return true;
	}
	return (length == 4 || length == 16) &&
	       inet_ntop(length == 4 ? AF_INET : AF_INET6,
		   ASN1_STRING_get0_data(value), text, (socklen_t)size) != NULL;
}

/* "'a', 'b' and 3 more"; how many names there are. */
static size_t list_names(char *text, size_t size, X509 *certificate)
{
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	size_t used = 0, count = 0;

	for (int i = 0; names != NULL && i < sk_GENERAL_NAME_num(names); i++) {
		char name[NAME_SIZE];

		if (!p3_certificate_host(
			name, sizeof name, sk_GENERAL_NAME_value(names, i)))
			continue;
		if (count++ < NAMES_LISTED)
			used += (size_t)snprintf(text + used, size - used,
			    "%s'%s'", used == 0 ? "" : ", ", name);
	}
	GENERAL_NAMES_free(names);
	if (count > NAMES_LISTED)
		snprintf(text + used, size - used, " and %zu more",
		    count - NAMES_LISTED);
	return count;
}

/* ---- What is wrong ------------------------------------------------------- */

/* Whose dates or signature are meant: "it", or a certificate above it. */
static const char *copy_whom(
    char text[2 * NAME_SIZE], const struct p3_certificate_fault *fault)
{
	char name[NAME_SIZE];

	if (fault->depth == 0)
		return strcpy(text, "it");
	snprintf(text, 2 * NAME_SIZE, "that of its authority '%s'",
	    copy_name(name, X509_get_subject_name(fault->certificate)));
	return text;
}

static void tell_expired(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	char date[NAME_SIZE], whom[2 * NAME_SIZE];

	snprintf(reason, REASON_SIZE, "%s expired on %s",
	    copy_whom(whom, fault),
	    copy_date(date, X509_get0_notAfter(fault->certificate)));
}

static void tell_early(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	char date[NAME_SIZE], whom[2 * NAME_SIZE];

	snprintf(reason, REASON_SIZE,
	    "%s is not valid before %s; is this machine's clock right?",
	    copy_whom(whom, fault),
	    copy_date(date, X509_get0_notBefore(fault->certificate)));
}

static void tell_other_name(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	char names[NAMES_LISTED * (NAME_SIZE + 4) + 32], name[NAME_SIZE];

	if (list_names(names, sizeof names, fault->certificate) > 0)
		snprintf(reason, REASON_SIZE, "it is for %s", names);
	else
		snprintf(reason, REASON_SIZE,
		    "it names no host in subjectAltName, and its common name "
		    "'%s' does not count",
		    copy_name(name, X509_get_subject_name(fault->certificate)));
}

static void tell_self_signed(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	(void)fault;
	snprintf(reason, REASON_SIZE,
	    "it is self-signed; if you trust it, name it as an authority");
}

static void tell_authority(char reason[REASON_SIZE], const X509_NAME *name)
{
	char authority[NAME_SIZE];

	snprintf(reason, REASON_SIZE,
	    "its authority '%s' is not known here; if you trust that one, name "
	    "its certificate as an authority",
	    copy_name(authority, name));
}

static void tell_root(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	tell_authority(reason, X509_get_subject_name(fault->certificate));
}

static void tell_issuer(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	tell_authority(reason, X509_get_issuer_name(fault->certificate));
}

static void tell_revoked(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	char whom[2 * NAME_SIZE];

	snprintf(reason, REASON_SIZE, "%s was revoked", copy_whom(whom, fault));
}

static void tell_revocations(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	char authority[NAME_SIZE];

	snprintf(reason, REASON_SIZE,
	    "the list of what its authority '%s' revoked %s",
	    copy_name(authority, X509_get_issuer_name(fault->certificate)),
	    fault->code == X509_V_ERR_CRL_HAS_EXPIRED
		? "is out of date; fetch it anew"
		: "is not among those given");
}

static void tell_fingerprints(
    char reason[REASON_SIZE], const struct p3_certificate_fault *fault)
{
	char own[P3_FINGERPRINT_TEXT] = "", keys[P3_FINGERPRINT_TEXT] = "";
	struct p3_fingerprint fingerprint;

	if (p3_fingerprint_of(fault->certificate, &fingerprint))
		p3_fingerprint_write(own, &fingerprint);
	if (p3_fingerprint_of_key(fault->certificate, &fingerprint))
		p3_fingerprint_write(keys, &fingerprint);
	snprintf(reason, REASON_SIZE,
	    "it has not the fingerprint expected; its own is %s, that of its "
	    "key %s",
	    own, keys);
}

/* Where tell is NULL, OpenSSL's words have to do. */
static const struct {
	int code;
	enum pop3_fault kind;
	void (*tell)(
	    char reason[REASON_SIZE], const struct p3_certificate_fault *fault);
} faults[] = {
    {X509_V_ERR_HOSTNAME_MISMATCH, POP3_FAULT_NAME, tell_other_name},
    {X509_V_ERR_IP_ADDRESS_MISMATCH, POP3_FAULT_NAME, tell_other_name},
    {X509_V_ERR_CERT_HAS_EXPIRED, POP3_FAULT_DATE, tell_expired},
    {X509_V_ERR_CERT_NOT_YET_VALID, POP3_FAULT_DATE, tell_early},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, POP3_FAULT_AUTHORITY,
	tell_self_signed},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, POP3_FAULT_AUTHORITY, tell_root},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, POP3_FAULT_AUTHORITY, tell_issuer},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, POP3_FAULT_AUTHORITY,
	tell_issuer},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, POP3_FAULT_AUTHORITY,
	tell_issuer},
    {X509_V_ERR_CERT_UNTRUSTED, POP3_FAULT_AUTHORITY, NULL},
    {X509_V_ERR_CERT_REVOKED, POP3_FAULT_REVOKED, tell_revoked},
    {X509_V_ERR_UNABLE_TO_GET_CRL, POP3_FAULT_REVOKED, tell_revocations},
    {X509_V_ERR_CRL_HAS_EXPIRED, POP3_FAULT_REVOKED, tell_revocations},
    {X509_V_ERR_UNABLE_TO_GET_CRL_ISSUER, POP3_FAULT_REVOKED, NULL},
    {X509_V_ERR_CRL_NOT_YET_VALID, POP3_FAULT_REVOKED, NULL},
    {X509_V_ERR_CRL_SIGNATURE_FAILURE, POP3_FAULT_REVOKED, NULL},
    {P3_FAULT_FINGERPRINT, POP3_FAULT_FINGERPRINT, tell_fingerprints},
    {X509_V_OK, POP3_FAULT_OTHER, NULL}, /* any other */
};

enum pop3_status p3_certificate_explain(
    const struct p3_certificate_fault *fault, const char *host,
    struct pop3_error *error)
{
	char reason[REASON_SIZE];
	size_t at = 0;

	while (faults[at].code != fault->code && faults[at].code != X509_V_OK)
		at++;
	if (faults[at].tell != NULL && fault->certificate != NULL)
		faults[at].tell(reason, fault);
	else
		snprintf(reason, sizeof reason, "%s",
		    X509_verify_cert_error_string(fault->code));
	p3_error(error, POP3_E_CERTIFICATE, 0,
	    "the certificate of '%s' is not trusted: %s", host, reason);
	return p3_error_fault(error, POP3_E_CERTIFICATE, faults[at].kind);
}
