/*
 * net/handshake.c - making TLS on a connected descriptor, and telling why it
 * cannot be made.
 *
 * A client sends nothing of its own before it has verified the server (see
 * verify.c), so a refused one has seen a ClientHello and no more.
 *
 * A ticket that does not fit is not told about: the handshake is then a full
 * one.  What is offered has been held against the terms first (ticket.c), and
 * without verification there is neither a ticket taken nor given.
 */
#include "libpop3/net/tls-private.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "libpop3/base/error.h"
#include "libpop3/net/context.h"
#include "libpop3/net/host.h"
#include "libpop3/net/patience.h"

/* TLS record types (RFC 8446, section 5.1) a server may begin with. */
#define RECORD_ALERT	 21
#define RECORD_HANDSHAKE 22

static bool attach_link(struct p3_tls *tls)
{
	BIO *bio = p3_link_bio(&tls->link);

	if (bio == NULL)
		return false;
	SSL_set_bio(tls->ssl, bio, bio);
	return true;
}

/* Called for each session that the server lets us resume: in TLS 1.3 some
 * time behind the handshake.  The last one counts. */
static int on_session(SSL *ssl, SSL_SESSION *session)
{
	struct p3_tls *tls = SSL_get_app_data(ssl);

	SSL_SESSION_free(tls->session);
	tls->session = session;
	return 1;
}

static void offer_ticket(struct p3_tls *tls,
    const struct p3_tls_options *options, const struct p3_host *host)
{
	SSL_SESSION *session;

	tls->may_resume =
	    !options->insecure && p3_ticket_terms(options, host, &tls->terms);
	if (!tls->may_resume || options->ticket == NULL)
		return;
	session =
	    p3_ticket_open(options->ticket, options->ticket_length, &tls->terms,
		host, tls->pinned ? &tls->pin : NULL, &tls->verified_at);
	if (session == NULL)
		return;
	SSL_set_session(tls->ssl, session);
	SSL_SESSION_free(session);
}

static enum pop3_status set_up(struct p3_tls *tls, SSL_CTX *context,
    const struct p3_tls_options *options, const struct p3_host *host,
    struct pop3_error *error)
{
	SSL_CTX_sess_set_new_cb(context, on_session);
	tls->ssl = SSL_new(context);
	if (tls->ssl == NULL || SSL_set_app_data(tls->ssl, tls) != 1 ||
	    !attach_link(tls) || !p3_tls_expect(tls->ssl, host))
		return p3_error(error, POP3_E_NO_MEMORY, 0,
		    "cannot set TLS up: out of memory");
	p3_tls_verify_peer(tls, context, options);
	offer_ticket(tls, options, host);
	return POP3_OK;
}

static enum pop3_status prepare(struct p3_tls *tls,
    const struct p3_tls_options *options, const struct p3_host *host,
    struct pop3_error *error)
{
	enum pop3_status status = p3_tls_check(options, error);
	SSL_CTX *context;

	if (status == POP3_OK)
		status = p3_tls_context(options, error, &context);
	if (status != POP3_OK)
		return status;
	tls->pinned = options->fingerprint != NULL &&
		      p3_fingerprint_read(options->fingerprint, &tls->pin);
	status = set_up(tls, context, options, host, error);
	SSL_CTX_free(context);
	return status;
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

static enum pop3_status explain_no_tls(
    const struct p3_host *host, struct pop3_error *error)
{
	p3_error(error, POP3_E_TLS, 0,
	    "the server '%s' does not speak TLS on this port", host->shown);
	return p3_error_fault(error, POP3_E_TLS, POP3_FAULT_NO_TLS);
}

static enum pop3_status explain_version(const struct p3_tls *tls,
    const struct p3_host *host, struct pop3_error *error)
{
	const bool newest =
	    SSL_get_min_proto_version(tls->ssl) == TLS1_3_VERSION;

	p3_error(error, POP3_E_TLS, 0, "the server '%s' offers no TLS 1.%s",
	    host->shown, newest ? "3" : "2 or newer");
	return p3_error_fault(error, POP3_E_TLS, POP3_FAULT_TLS_VERSION);
}

static enum pop3_status explain_handshake(const struct p3_tls *tls,
    const struct p3_host *host, struct pop3_error *error)
{
	if (tls->fault.code != X509_V_OK)
		return p3_certificate_explain(&tls->fault, host->shown, error);
	if (server_speaks_no_tls(tls))
		return explain_no_tls(host, error);
	if (p3_tls_link_failed(tls))
		return p3_tls_explain_link(tls, error);
	if (is_version_failure())
		return explain_version(tls, host, error);
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

static enum pop3_status establish(struct p3_tls *tls, struct pop3_error *error)
{
	tls->established = true;
	if (SSL_session_reused(tls->ssl) != 1)
		tls->verified_at = (int64_t)time(NULL);
	if (!p3_tls_facts_gather(tls))
		return p3_error_no_memory(error);
	return POP3_OK;
}

static enum pop3_status handshake(struct p3_tls *tls,
    const struct p3_host *host, const struct p3_patience *patience,
    struct pop3_error *error)
{
	enum pop3_status status = p3_patience_left(patience);

	while (status == POP3_OK) {
		struct pollfd polled[2] = {{.fd = tls->link.descriptor}};
		int result;

		tls->link.reads_left = P3_LINK_READS_MAX;
		p3_tls_forget_failures(tls);
		result = SSL_connect(tls->ssl);
		if (result == 1)
			return establish(tls, error);
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
	return p3_error_fault(error, POP3_E_CERTIFICATE, POP3_FAULT_NAME);
}

enum pop3_status p3_tls_start(int descriptor,
    const struct p3_tls_options *options, const struct p3_patience *patience,
    struct pop3_error *error, struct p3_tls **out_tls)
{
	enum pop3_status status;
	struct p3_patience left = *patience;
	struct p3_host host;
	struct p3_tls *tls;
	int64_t begun_ms;

	assert(options->host != NULL);
	status = read_expected(options->host, &host, error);
	if (status != POP3_OK)
		return status;
	tls = calloc(1, sizeof *tls);
	if (tls == NULL)
		return p3_error_no_memory(error);
	tls->link.descriptor = descriptor;
	tls->read_events = POLLIN;
	tls->write_events = POLLOUT;
	ERR_clear_error();
	begun_ms = p3_now_ms();
	status = prepare(tls, options, &host, error);
	/* Whoever types a pass phrase takes the time from nobody. */
	if (options->pass_phrase != NULL && left.until_ms != P3_NO_DEADLINE)
		left.until_ms += p3_now_ms() - begun_ms;
	if (status == POP3_OK)
		status = handshake(tls, &host, &left, error);
	if (status != POP3_OK) {
		p3_tls_free(tls);
		return status;
	}
	ERR_clear_error();
	*out_tls = tls;
	return POP3_OK;
}

void *p3_tls_ticket(const struct p3_tls *tls, size_t *out_length)
{
	/* Without the extended master secret a resumed TLS 1.2 may be
	 * somebody else's (RFC 7627, section 5.3). */
	if (!tls->may_resume || tls->session == NULL || tls->broken ||
	    SSL_SESSION_is_resumable(tls->session) != 1 ||
	    (SSL_version(tls->ssl) < TLS1_3_VERSION &&
		SSL_get_extms_support(tls->ssl) != 1))
		return NULL;
	return p3_ticket_seal(
	    tls->session, &tls->terms, tls->verified_at, out_length);
}
