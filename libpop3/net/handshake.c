/*
 * net/handshake.c - making TLS on a connected descriptor, and telling why it
 * cannot be made.
 *
 * The verification stops at the first fault, which on_verify() keeps; OpenSSL
 * then ends the handshake with an alert.  A client sends nothing of its own
 * before it has verified the server, so a refused one has seen a ClientHello
 * and no more.
 */
#include "libpop3/net/tls-private.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>

#include "libpop3/base/error.h"
#include "libpop3/net/context.h"
#include "libpop3/net/host.h"
#include "libpop3/net/patience.h"

/* TLS record types (RFC 8446, section 5.1) a server may begin with. */
#define RECORD_ALERT	 21
#define RECORD_HANDSHAKE 22

/* Keeps the first thing that is wrong; OpenSSL then ends the handshake. */
static int on_verify(int is_good, X509_STORE_CTX *store)
{
	SSL *ssl = X509_STORE_CTX_get_ex_data(
	    store, SSL_get_ex_data_X509_STORE_CTX_idx());
	struct p3_tls *tls = SSL_get_app_data(ssl);
	struct p3_certificate_fault *fault = &tls->fault;

	if (is_good || fault->code != X509_V_OK)
		return is_good;
	fault->code = X509_STORE_CTX_get_error(store);
	fault->depth = X509_STORE_CTX_get_error_depth(store);
	fault->certificate = X509_STORE_CTX_get_current_cert(store);
	if (fault->certificate != NULL)
		X509_up_ref(fault->certificate);
	return 0;
}

static bool attach_link(struct p3_tls *tls)
{
	BIO *bio = p3_link_bio(&tls->link);

	if (bio == NULL)
		return false;
	SSL_set_bio(tls->ssl, bio, bio);
	return true;
}

static enum pop3_status prepare(struct p3_tls *tls,
    const struct p3_tls_options *options, const struct p3_host *host,
    struct pop3_error *error)
{
	enum pop3_status status;
	SSL_CTX *context;

	status = p3_tls_context(options, error, &context);
	if (status != POP3_OK)
		return status;
	tls->ssl = SSL_new(context);
	SSL_CTX_free(context);
	if (tls->ssl == NULL || SSL_set_app_data(tls->ssl, tls) != 1 ||
	    !attach_link(tls) || !p3_tls_expect(tls->ssl, host))
		return p3_error(error, POP3_E_NO_MEMORY, 0,
		    "cannot set TLS up: out of memory");
	if (options->insecure)
		SSL_set_verify(tls->ssl, SSL_VERIFY_NONE, NULL);
	else
		SSL_set_verify(tls->ssl, SSL_VERIFY_PEER, on_verify);
	return POP3_OK;
}

static bool server_speaks_no_tls(const struct p3_tls *tls)
{
	return tls->link.heard && tls->link.first != RECORD_ALERT &&
	       tls->link.first != RECORD_HANDSHAKE;
}

static bool is_version_failure(void)
{
	int reason = ERR_GET_REASON(ERR_peek_last_error());

	return reason == SSL_R_UNSUPPORTED_PROTOCOL ||
	       reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION;
}

static enum pop3_status explain_handshake(const struct p3_tls *tls,
    const struct p3_host *host, struct pop3_error *error)
{
	if (tls->fault.code != X509_V_OK)
		return p3_certificate_explain(&tls->fault, host->shown, error);
	if (server_speaks_no_tls(tls))
		return p3_error(error, POP3_E_TLS, 0,
		    "the server '%s' does not speak TLS on this port",
		    host->shown);
	if (p3_tls_link_failed(tls))
		return p3_tls_explain_link(tls, error);
	if (is_version_failure())
		return p3_error(error, POP3_E_TLS, 0,
		    "the server '%s' offers no TLS 1.2 or newer", host->shown);
	return p3_tls_explain("the TLS handshake", error);
}

static enum pop3_status explain_patience(
    enum pop3_status status, struct pop3_error *error)
{
	if (status == POP3_E_SYSTEM)
		return p3_error(
		    error, status, errno, "cannot wait for the TLS handshake");
	return p3_error(error, status, 0, "the TLS handshake failed: %s",
	    pop3_status_text(status));
}

static enum pop3_status handshake(struct p3_tls *tls,
    const struct p3_host *host, const struct p3_patience *patience,
    struct pop3_error *error)
{
	enum pop3_status status = p3_patience_left(patience);

	while (status == POP3_OK) {
		struct pollfd polled[2] = {{.fd = tls->link.descriptor}};
		int result;

		p3_tls_forget_failures(tls);
		result = SSL_connect(tls->ssl);
		if (result == 1) {
			tls->established = true;
			return POP3_OK;
		}
		polled[0].events =
		    p3_tls_wanted_event(SSL_get_error(tls->ssl, result));
		if (polled[0].events == 0)
			return explain_handshake(tls, host, error);
		status = p3_poll(polled, 1, P3_NO_DEADLINE, patience);
	}
	return explain_patience(status, error);
}

static enum pop3_status read_expected(
    const char *text, struct p3_host *host, struct pop3_error *error)
{
	enum pop3_status status = p3_host_read(text, host, error);

	if (status != POP3_E_HOST_NOT_FOUND)
		return status;
	/* A name that nothing can have is no name of this server. */
	if (error != NULL)
		error->status = POP3_E_CERTIFICATE;
	return POP3_E_CERTIFICATE;
}

enum pop3_status p3_tls_start(int descriptor,
    const struct p3_tls_options *options, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_tls **out_tls)
{
	enum pop3_status status;
	struct p3_host host;
	struct p3_tls *tls;

	assert(options->host != NULL);
	status = read_expected(options->host, &host, error);
	if (status != POP3_OK)
		return status;
	tls = calloc(1, sizeof *tls);
	if (tls == NULL)
		return p3_error(error, POP3_E_NO_MEMORY, 0, "out of memory");
	tls->link.descriptor = descriptor;
	tls->read_events = POLLIN;
	tls->write_events = POLLOUT;
	ERR_clear_error();
	status = prepare(tls, options, &host, error);
	if (status == POP3_OK)
		status = handshake(tls, &host, patience, error);
	if (status != POP3_OK) {
		p3_tls_free(tls);
		return status;
	}
	ERR_clear_error();
	*out_tls = tls;
	return POP3_OK;
}
