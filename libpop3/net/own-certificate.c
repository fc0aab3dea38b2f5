/*
 * net/own-certificate.c - the certificate that we show when a server asks for
 * one, and its private key.
 *
 * OpenSSL asks on the terminal for the pass phrase of an encrypted key unless
 * it is told whom to ask; a library may not, so it is always told.
 */
#include "libpop3/net/context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"

struct asking {
	const struct p3_tls_options *options;
	const char *key_file;
	bool asked;
	enum pop3_status status;
};

static int on_pass_phrase(char *out, int size, int is_writing, void *context)
{
	struct asking *asking = context;
	const struct p3_tls_options *options = asking->options;

	(void)is_writing;
	/* OpenSSL tries to read it another way, and would ask once more. */
	if (asking->asked && asking->status != POP3_OK)
		return -1;
	asking->asked = true;
	asking->status = POP3_E_FILE;
	if (options->pass_phrase == NULL)
		return -1;
	asking->status = options->pass_phrase(
	    options->pass_phrase_context, asking->key_file, out, (size_t)size);
	return asking->status == POP3_OK ? (int)strlen(out) : -1;
}

static enum pop3_status explain_key(
    const struct asking *asking, struct pop3_error *error)
{
	int sys_errno = p3_tls_file_errno();
	char shown[256];

	if (!asking->asked)
		return p3_tls_refuse_file("a private key", asking->key_file,
		    "none in PEM is in it", sys_errno, error);
	pop3_printable(
	    shown, sizeof shown, asking->key_file, strlen(asking->key_file));
	if (asking->status == POP3_OK)
		return p3_error(error, POP3_E_FILE, 0,
		    "the private key in '%s' is not decrypted by this pass "
		    "phrase",
		    shown);
	return p3_error(error, asking->status, 0,
	    "no pass phrase for the private key in '%s'", shown);
}

static enum pop3_status load_key(
    SSL_CTX *context, struct asking *asking, struct pop3_error *error)
{
	ERR_clear_error();
	if (SSL_CTX_use_PrivateKey_file(
		context, asking->key_file, SSL_FILETYPE_PEM) == 1)
		return POP3_OK;
	if (ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH)
		return p3_error(error, POP3_E_FILE, 0,
		    "the private key in '%s' is not that of the certificate",
		    asking->key_file);
	return explain_key(asking, error);
}

static enum pop3_status load(
    SSL_CTX *context, struct asking *asking, struct pop3_error *error)
{
	const char *file = asking->options->cert_file;

	ERR_clear_error();
	if (SSL_CTX_use_certificate_chain_file(context, file) == 1)
		return load_key(context, asking, error);
	return p3_tls_refuse_file("our certificate", file,
	    "none in PEM is in it", p3_tls_file_errno(), error);
}

enum pop3_status p3_tls_own_certificate(SSL_CTX *context,
    const struct p3_tls_options *options, struct pop3_error *error)
{
	struct asking asking = {
	    .options = options,
	    .key_file = options->key_file != NULL ? options->key_file
						  : options->cert_file,
	};
	enum pop3_status status;

	SSL_CTX_set_default_passwd_cb(context, on_pass_phrase);
	SSL_CTX_set_default_passwd_cb_userdata(context, &asking);
	status = load(context, &asking, error);
	/* asking goes; the context stays. */
	SSL_CTX_set_default_passwd_cb_userdata(context, NULL);
	SSL_CTX_set_default_passwd_cb(context, NULL);
	return status;
}
