/*
 * net/verify.c - judging the server's certificate.
 *
 * The verification stops at the first fault, which is kept for words;
 * OpenSSL then ends the handshake with an alert.
 *
 * With a fingerprint nothing else is asked: neither who signed the
 * certificate, nor for whom, nor until when.  Whoever compared it knows more
 * than any authority; that the server has its private key is proven by the
 * handshake as ever.
 *
 * Revocation is hard where the server's own certificate is concerned, and
 * soft above: few people have the lists of roots.
 */
#include "libpop3/net/tls-private.h"

static void keep_fault(
    struct p3_certificate_fault *fault, int code, int depth, X509 *certificate)
{
	fault->code = code;
	fault->depth = depth;
	fault->certificate = certificate;
	if (certificate != NULL)
		X509_up_ref(certificate);
}

static int on_verify(int is_good, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct p3_tls *tls = SSL_get_app_data(ssl);
	int code = X509_STORE_CTX_get_error(store);
	int depth = X509_STORE_CTX_get_error_depth(store);

	if (is_good || tls->fault.code != X509_V_OK)
		return is_good;
	if (code == X509_V_ERR_UNABLE_TO_GET_CRL && depth > 0) {
		X509_STORE_CTX_set_error(store, X509_V_OK);
		return 1;
	}
	keep_fault(
	    &tls->fault, code, depth, X509_STORE_CTX_get_current_cert(store));
	return 0;
}

static int on_certificate(X509_STORE_CTX *store, void *context)
{
	struct p3_tls *tls = context;
	X509 *certificate = X509_STORE_CTX_get0_cert(store);

	if (p3_fingerprint_matches(&tls->pin, certificate)) {
		X509_STORE_CTX_set_error(store, X509_V_OK);
		return 1;
	}
	keep_fault(&tls->fault, P3_FAULT_FINGERPRINT, 0, certificate);
	X509_STORE_CTX_set_error(store, P3_FAULT_FINGERPRINT);
	return 0;
}

void p3_tls_verify_peer(
    struct p3_tls *tls, SSL_CTX *context, const struct p3_tls_options *options)
{
	if (options->insecure) {
		SSL_set_verify(tls->ssl, SSL_VERIFY_NONE, NULL);
		return;
	}
	SSL_set_verify(tls->ssl, SSL_VERIFY_PEER, on_verify);
	if (tls->pinned)
		SSL_CTX_set_cert_verify_callback(context, on_certificate, tls);
}
