/*
 * session/tls.c - which TLS is made, what it came to, and what resumes it.
 *
 * The certificate must be for the host that the user named.  Where the user
 * named a domain and DNS a server, the transport knows which of them it is
 * (net/service.c); a name to verify that the user gave counts before both.
 */
#include "libpop3/session/tls.h"

#include <stdlib.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/net/host.h"
#include "libpop3/session/drive.h"

static const char *expected_host(const struct pop3_session *session)
{
	return session->options.tls_host != NULL ? session->options.tls_host
						 : p3_session_host(session);
}

static struct p3_tls_options tls_options(const struct pop3_session *session)
{
	const struct pop3_session_options *given = &session->options;

	return (struct p3_tls_options){
	    .host = expected_host(session),
	    .ca_file = given->tls_ca_file,
	    .ca_dir = given->tls_ca_dir,
	    .insecure = given->tls_insecure,
	    .crl_file = given->tls_crl_file,
	    .fingerprint = given->tls_fingerprint,
	    .cert_file = given->tls_cert_file,
	    .key_file = given->tls_key_file,
	    .pass_phrase = given->pass_phrase,
	    .pass_phrase_context = given->pass_phrase_context,
	    .min_version = given->tls_min_version,
	    .ciphers = given->tls_ciphers,
	    .ticket = given->tls_ticket,
	    .ticket_length = given->tls_ticket_length,
	    .peer = given->host,
	    .port = given->port,
	};
}

/* The host itself is for whoever looks it up to judge. */
static enum pop3_status check_name(const char *name, struct pop3_error *error)
{
	enum pop3_status status;
	struct p3_host host;

	if (name == NULL)
		return POP3_OK;
	status = p3_host_read(name, &host, error);
	if (status != POP3_E_HOST_NOT_FOUND)
		return status;
	error->status = POP3_E_MISUSE;
	return POP3_E_MISUSE;
}

enum pop3_status p3_session_check_tls(struct pop3_session *session)
{
	const struct p3_tls_options options = tls_options(session);
	enum pop3_status status =
	    check_name(session->options.tls_host, &session->error);

	if (status != POP3_OK)
		return status;
	return p3_tls_check(&options, &session->error);
}

enum pop3_status p3_session_start_tls(struct pop3_session *session)
{
	const struct p3_tls_options options = tls_options(session);
	struct p3_patience patience = p3_drive_patience(session);
	struct pop3_error noun;
	enum pop3_status status;

	status = p3_transport_start_tls(
	    session->transport, &options, &patience, &session->error);
	if (status != POP3_E_TIMEOUT)
		return status;
	p3_error(
	    &noun, status, 0, "TLS handshake with '%s'", session->options.host);
	return p3_drive_out_of_time(session, noun.text);
}

const struct pop3_tls_info *pop3_session_tls_info(
    const struct pop3_session *session)
{
	return session->transport != NULL
		   ? p3_transport_tls_info(session->transport)
		   : NULL;
}

/* ---- The ticket ---------------------------------------------------------- */

void p3_session_forget_ticket(struct pop3_session *session)
{
	p3_wipe(session->ticket, session->ticket_length);
	free(session->ticket);
	session->ticket = NULL;
	session->ticket_length = 0;
}

void p3_session_keep_ticket(struct pop3_session *session)
{
	size_t length = 0;
	void *ticket;

	if (session->transport == NULL)
		return;
	ticket = p3_transport_tls_ticket(session->transport, &length);
	p3_session_forget_ticket(session);
	session->ticket = ticket;
	session->ticket_length = length;
}

enum pop3_status pop3_session_tls_ticket(
    struct pop3_session *session, const void **out_octets, size_t *out_length)
{
	p3_session_keep_ticket(session);
	if (session->ticket == NULL && session->standing == P3_BROKEN)
		return session->error.status;
	if (session->ticket == NULL)
		return p3_error(&session->error, POP3_E_UNSUPPORTED, 0,
		    "there is nothing to resume TLS with");
	*out_octets = session->ticket;
	*out_length = session->ticket_length;
	return POP3_OK;
}
