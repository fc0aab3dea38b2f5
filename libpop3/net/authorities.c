/*
 * net/authorities.c - whose signatures count, and what they took back.
 *
 * Authorities that the caller names replace the system's, and need not be
 * roots: to name a server's own certificate, or the one that signed it, is
 * how people trust a server without trusting the world.
 *
 * Lists of revoked certificates (RFC 5280, section 5) are files that somebody
 * fetched before.  Where one is given, the server's certificate must be
 * judged by a list of its own authority; the certificates above it are
 * judged where the file has their authority's list (see verify.c).
 */
#include "libpop3/net/context.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string.h>
#include <sys/stat.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"

int p3_tls_file_errno(void)
{
	unsigned long code;

	while ((code = ERR_get_error()) != 0)
		if (ERR_SYSTEM_ERROR(code))
			return ERR_GET_REASON(code);
	return 0;
}

enum pop3_status p3_tls_refuse_file(const char *what, const char *path,
    const char *otherwise, int sys_errno, struct pop3_error *error)
{
	char shown[256];

	pop3_printable(shown, sizeof shown, path, strlen(path));
	return p3_error(error, POP3_E_FILE, sys_errno,
	    "cannot read %s from '%s'%s%s", what, shown,
	    sys_errno != 0 ? "" : ": ", sys_errno != 0 ? "" : otherwise);
}

static enum pop3_status refuse_file(
    const char *path, int sys_errno, struct pop3_error *error)
{
	return p3_tls_refuse_file("certificate authorities", path,
	    "no certificate in PEM is in it", sys_errno, error);
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
		return refuse_file(file, p3_tls_file_errno(), error);
	if (dir != NULL && directory_errno(dir) != 0)
		return refuse_file(dir, directory_errno(dir), error);
	if (dir != NULL && SSL_CTX_load_verify_dir(context, dir) != 1)
		return refuse_file(dir, p3_tls_file_errno(), error);
	X509_VERIFY_PARAM_set_flags(
	    SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
	return POP3_OK;
}

static enum pop3_status load_revocations(
    SSL_CTX *context, const char *path, struct pop3_error *error)
{
	X509_LOOKUP *lookup = X509_STORE_add_lookup(
	    SSL_CTX_get_cert_store(context), X509_LOOKUP_file());

	ERR_clear_error();
	if (lookup == NULL ||
	    X509_load_crl_file(lookup, path, X509_FILETYPE_PEM) < 1)
		return p3_tls_refuse_file("revocations", path,
		    "no list of them in PEM is in it", p3_tls_file_errno(),
		    error);
	X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context),
	    X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
	return POP3_OK;
}

enum pop3_status p3_tls_authorities(SSL_CTX *context,
    const struct p3_tls_options *options, struct pop3_error *error)
{
	enum pop3_status status = load_authorities(context, options, error);

	if (status == POP3_OK && options->crl_file != NULL)
		status = load_revocations(context, options->crl_file, error);
	return status;
}
