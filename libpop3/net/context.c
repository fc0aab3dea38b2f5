/*
 * net/context.c - the rules of a TLS connection.
 *
 * TLS 1.2 at least (RFC 8996; RFC 8314, section 4.1); a system policy that
 * asks for more stays in force.  No compression, no renegotiation.  An end of
 * the stream without close_notify is never taken for an end (RFC 8446,
 * section 6.1): truncating a message must not look like its end.
 *
 * OpenSSL has two lists of ciphers, one for TLS 1.3 and one for what was
 * before; users have one.  The suites of TLS 1.3 are told by their names, and
 * a list that is not spoken of stays the default.  Whatever is listed,
 * ciphers without a certificate or without encryption are never among them.
 *
 * Whom to expect follows RFC 9525: the names are those of subjectAltName, an
 * address only matches an address, the common name counts for nothing, and a
 * wildcard is a whole leftmost label.
 */
#include "libpop3/net/context.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/net/fingerprint.h"

/* Several records at one recv(); the default takes one or less. */
#define READ_BUFFER_OCTETS 65536

/* What every list of ciphers ends with. */
#define NEVER ":!aNULL:!eNULL"

static bool set_min_version(SSL_CTX *context, enum pop3_tls_version version)
{
	int least = version == POP3_TLS_1_3 ? TLS1_3_VERSION : TLS1_2_VERSION;

	return SSL_CTX_get_min_proto_version(context) >= least ||
	       SSL_CTX_set_min_proto_version(context, least) == 1;
}

static void set_rules(SSL_CTX *context)
{
	SSL_CTX_set_options(
	    context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
	/* A system's openssl.cnf may have set it. */
	SSL_CTX_clear_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_RELEASE_BUFFERS |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(
	    context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_default_read_buffer_len(context, READ_BUFFER_OCTETS);
}

/* ---- Ciphers ------------------------------------------------------------- */

enum generation {
	OF_TLS_1_3,
	BEFORE_TLS_1_3
};

/* Lists the names in text of that generation; whether there are any. */
static bool list_names(char *list, const char *text, enum generation generation)
{
	size_t used = 0;

	while (*text != '\0') {
		size_t length = strcspn(text, ":, ");
		enum generation of =
		    strncmp(text, "TLS_", 4) == 0 ? OF_TLS_1_3 : BEFORE_TLS_1_3;

		if (length > 0 && of == generation) {
			if (used > 0)
				list[used++] = ':';
			memcpy(list + used, text, length);
			used += length;
		}
		text += length + strspn(text + length, ":, ");
	}
	list[used] = '\0';
	return used > 0;
}

/* By way of list, which has room for text and NEVER. */
static bool set_lists(SSL_CTX *context, const char *text, char *list)
{
	bool has_suites = list_names(list, text, OF_TLS_1_3);

	if (has_suites && SSL_CTX_set_ciphersuites(context, list) != 1)
		return false;
	if (!list_names(list, text, BEFORE_TLS_1_3) && has_suites)
		return true;
	strcat(list, NEVER);
	return SSL_CTX_set_cipher_list(context, list) == 1;
}

static enum pop3_status refuse_ciphers(
    const char *text, struct pop3_error *error)
{
	char shown[256];

	pop3_printable(shown, sizeof shown, text, strlen(text));
	return p3_error(error, POP3_E_MISUSE, 0,
	    "no cipher is known by '%s', or not each TLS 1.3 suite in it",
	    shown);
}

static enum pop3_status set_ciphers(
    SSL_CTX *context, const char *text, struct pop3_error *error)
{
	char *list = malloc(strlen(text) + sizeof NEVER);
	bool done;

	if (list == NULL)
		return p3_error_no_memory(error);
	done = set_lists(context, text, list);
	free(list);
	return done ? POP3_OK : refuse_ciphers(text, error);
}

/* ---- The context --------------------------------------------------------- */

static enum pop3_status refuse_set_up(struct pop3_error *error)
{
	unsigned long code = ERR_peek_last_error();
	const char *words = ERR_reason_error_string(code);

	return p3_error(error,
	    ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE ? POP3_E_NO_MEMORY
							 : POP3_E_TLS,
	    0, "cannot set TLS up: %s",
	    words != NULL ? words : "unknown reason");
}

static enum pop3_status fill(SSL_CTX *context,
    const struct p3_tls_options *options, struct pop3_error *error)
{
	enum pop3_status status = POP3_OK;

	set_rules(context);
	if (!set_min_version(context, options->min_version))
		return p3_error(error, POP3_E_TLS, 0,
		    "cannot set TLS up: this system allows no TLS 1.%d",
		    options->min_version == POP3_TLS_1_3 ? 3 : 2);
	if (options->ciphers != NULL)
		status = set_ciphers(context, options->ciphers, error);
	if (status == POP3_OK && !options->insecure &&
	    options->fingerprint == NULL)
		status = p3_tls_authorities(context, options, error);
	if (status == POP3_OK && options->cert_file != NULL)
		status = p3_tls_own_certificate(context, options, error);
	return status;
}

enum pop3_status p3_tls_context(const struct p3_tls_options *options,
    struct pop3_error *error, SSL_CTX **out_context)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	enum pop3_status status;

	if (context == NULL)
		return refuse_set_up(error);
	status = fill(context, options, error);
	if (status != POP3_OK) {
		SSL_CTX_free(context);
		return status;
	}
	*out_context = context;
	return POP3_OK;
}

static enum pop3_status check_ciphers(
    const char *ciphers, struct pop3_error *error)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	enum pop3_status status;

	if (context == NULL)
		return refuse_set_up(error);
	status = set_ciphers(context, ciphers, error);
	SSL_CTX_free(context);
	ERR_clear_error();
	return status;
}

enum pop3_status p3_tls_check(
    const struct p3_tls_options *options, struct pop3_error *error)
{
	struct p3_fingerprint fingerprint;

	if (options->fingerprint != NULL &&
	    !p3_fingerprint_read(options->fingerprint, &fingerprint))
		return p3_error(error, POP3_E_MISUSE, 0,
		    "a fingerprint is 64 hexadecimal digits (SHA-256), or "
		    "'sha256//' and base64");
	if (options->key_file != NULL && options->cert_file == NULL)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "a private key goes with a certificate only");
	if (options->ciphers != NULL)
		return check_ciphers(options->ciphers, error);
	return POP3_OK;
}

bool p3_tls_expect(SSL *ssl, const struct p3_host *host)
{
	char name[P3_HOST_SIZE];

	SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
				   X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (host->address_length > 0)
		return X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl),
			   host->address, host->address_length) == 1;
	p3_host_tls_name(host, name);
	return SSL_set1_host(ssl, name) == 1 &&
	       SSL_set_tlsext_host_name(ssl, name) == 1;
}
