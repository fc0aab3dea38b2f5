/*
 * net/context.c - the rules of a TLS connection.
 *
 * TLS 1.2 at least (RFC 8996; RFC 8314, section 4.1); a system policy that
 * asks for more stays in force.  No compression, no renegotiation.  An end of
 * the stream without close_notify is never taken for an end (RFC 8446,
 * section 6.1): truncating a message must not look like its end.
 *
 * Whom to expect follows RFC 9525: the names are those of subjectAltName, an
 * address only matches an address, the common name counts for nothing, and a
 * wildcard is a whole leftmost label.
 *
 * Authorities that the caller names replace the system's, and need not be
 * roots: to name a server's own certificate, or the one that signed it, is
 * how people trust a server without trusting the world.
 */
#include "libpop3/net/context.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <sys/stat.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"

/* Several records at one recv(); the default takes one or less. */
#define READ_BUFFER_OCTETS 65536

static bool set_rules(SSL_CTX *context)
{
	SSL_CTX_set_options(
	    context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
	/* A system's openssl.cnf may have set it. */
	SSL_CTX_clear_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_RELEASE_BUFFERS |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_default_read_buffer_len(context, READ_BUFFER_OCTETS);
	if (SSL_CTX_get_min_proto_version(context) >= TLS1_2_VERSION)
		return true;
	return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

/* The error number behind the last failure of OpenSSL with a file, or 0. */
static int file_errno(void)
{
	unsigned long code;

	while ((code = ERR_get_error()) != 0)
		if (ERR_SYSTEM_ERROR(code))
			return ERR_GET_REASON(code);
	return 0;
}

static enum pop3_status refuse_file(
    const char *path, int sys_errno, struct pop3_error *error)
{
	char shown[256];

	pop3_printable(shown, sizeof shown, path, strlen(path));
	return p3_error(error, POP3_E_FILE, sys_errno,
	    "cannot read certificate authorities from '%s'%s", shown,
	    sys_errno != 0 ? "" : ": no certificate in PEM is in it");
}

/* OpenSSL looks into a directory only when it needs an authority, and takes
 * an absent one for an empty one. */
static int directory_errno(const char *path)
{
	struct stat found;

	if (stat(path, &found) != 0)
		return errno;
	return S_ISDIR(found.st_mode) ? 0 : ENOTDIR;
}

static enum pop3_status load_authorities(SSL_CTX *context,
    const struct p3_tls_options *options, struct pop3_error *error)
{
	const char *file = options->ca_file, *dir = options->ca_dir;

	if (file == NULL && dir == NULL) {
		if (SSL_CTX_set_default_verify_paths(context) == 1)
			return POP3_OK;
		return p3_error(error, POP3_E_FILE, 0,
		    "cannot read the system's certificate authorities");
	}
	if (file != NULL && SSL_CTX_load_verify_file(context, file) != 1)
		return refuse_file(file, file_errno(), error);
	if (dir != NULL && directory_errno(dir) != 0)
		return refuse_file(dir, directory_errno(dir), error);
	if (dir != NULL && SSL_CTX_load_verify_dir(context, dir) != 1)
		return refuse_file(dir, file_errno(), error);
	X509_VERIFY_PARAM_set_flags(
	    SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
	return POP3_OK;
}

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

enum pop3_status p3_tls_context(const struct p3_tls_options *options,
    struct pop3_error *error, SSL_CTX **out_context)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	enum pop3_status status;

	if (context == NULL)
		return refuse_set_up(error);
	if (!set_rules(context))
		status = p3_error(error, POP3_E_TLS, 0,
		    "cannot set TLS up: this system allows no TLS 1.2");
	else if (options->insecure)
		status = POP3_OK;
	else
		status = load_authorities(context, options, error);
	if (status != POP3_OK) {
		SSL_CTX_free(context);
		return status;
	}
	*out_context = context;
	return POP3_OK;
}

/* The dot that makes a name absolute is no part of it in TLS (RFC 6066,
 * section 3). */
static void copy_without_final_dot(char *name, const char *ascii)
{
	size_t length = strlen(ascii);

	memcpy(name, ascii, length + 1);
	if (length > 0 && name[length - 1] == '.')
		name[length - 1] = '\0';
}

bool p3_tls_expect(SSL *ssl, const struct p3_host *host)
{
	char name[P3_HOST_SIZE];

	SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS |
				   X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	if (host->address_length > 0)
		return X509_VERIFY_PARAM_set1_ip(SSL_get0_param(ssl),
			   host->address, host->address_length) == 1;
	copy_without_final_dot(name, host->ascii);
	return SSL_set1_host(ssl, name) == 1 &&
	       SSL_set_tlsext_host_name(ssl, name) == 1;
}
