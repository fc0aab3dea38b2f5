/*
 * net/tls.c - octets through TLS (RFC 8446, RFC 5246) by OpenSSL.
 *
 * OpenSSL reads ahead: one recv() fetches several records, and reads then go
 * on without the descriptor until it is hungry again.  So whoever waits has
 * to ask p3_tls_can_read() first: a record that is here already wakes no
 * poll().  The other trap is half a record: SSL_has_pending() is true for it,
 * but a read gets nowhere.  Hence "starved": a read wanted the descriptor and
 * no read has succeeded since.
 *
 * A failure of TLS itself, and any in reading, is final and told by every
 * later call.  A write that the socket refused is not: what the peer said
 * before it hung up can still be read.
 */
#include "libpop3/net/tls-private.h"

#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>

void p3_tls_free(struct p3_tls *tls)
{
	if (tls == NULL)
		return;
	ERR_clear_error();
	if (tls->established && !tls->broken)
		(void)SSL_shutdown(tls->ssl);
	SSL_free(tls->ssl);
	p3_link_clear(&tls->link);
	X509_free(tls->fault.certificate);
	SSL_SESSION_free(tls->session);
	p3_tls_facts_free(tls->facts);
	ERR_clear_error();
	free(tls);
}

static enum p3_io tell_failure(
    const struct p3_tls *tls, struct pop3_error *error)
{
	if (error != NULL)
		*error = tls->failure;
	return P3_IO_FAILED;
}

/* A read that got nothing. */
static enum p3_io read_stopped(struct p3_tls *tls)
{
	int ssl_error = SSL_get_error(tls->ssl, 0);
	short event = p3_tls_wanted_event(ssl_error);

	if (event != 0) {
		tls->starved = true;
		tls->read_events = event;
		return P3_IO_WAIT;
	}
	if (ssl_error == SSL_ERROR_ZERO_RETURN)
		return P3_IO_EOF;
	tls->broken = true;
	if (p3_tls_link_failed(tls))
		p3_tls_explain_link(tls, &tls->failure);
	else
		p3_tls_explain("TLS", &tls->failure);
	return P3_IO_FAILED;
}

enum p3_io p3_tls_read(struct p3_tls *tls, void *octets, size_t size,
    size_t *out_count, struct pop3_error *error)
{
	enum p3_io io = P3_IO_OK;
	size_t count = 0, got;

	if (tls->failure.status != POP3_OK)
		return tell_failure(tls, error);
	tls->link.reads_left = P3_LINK_READS_MAX;
	do {
		p3_tls_forget_failures(tls);
		if (SSL_read_ex(tls->ssl, (char *)octets + count, size - count,
			&got) != 1) {
			io = read_stopped(tls);
			break;
		}
		tls->starved = false;
		tls->read_events = POLLIN;
		count += got;
	} while (count < size && SSL_has_pending(tls->ssl));
	/* What came before an end or a failure is given first; the next read
	 * tells the rest. */
	if (count > 0) {
		*out_count = count;
		return P3_IO_OK;
	}
	return io == P3_IO_FAILED ? tell_failure(tls, error) : io;
}

enum p3_io p3_tls_write(struct p3_tls *tls, const void *octets, size_t length,
    size_t *out_count, struct pop3_error *error)
{
	int result;
	short event;

	if (tls->failure.status != POP3_OK)
		return tell_failure(tls, error);
	tls->link.reads_left = P3_LINK_READS_MAX;
	p3_tls_forget_failures(tls);
	result = SSL_write_ex(tls->ssl, octets, length, out_count);
	if (result == 1) {
		tls->write_events = POLLOUT;
		return P3_IO_OK;
	}
	event = p3_tls_wanted_event(SSL_get_error(tls->ssl, result));
	if (event != 0) {
		tls->write_events = event;
		return P3_IO_WAIT;
	}
	tls->broken = true;
	if (p3_tls_link_failed(tls)) {
		p3_tls_explain_link(tls, error);
		return P3_IO_FAILED;
	}
	p3_tls_explain("TLS", &tls->failure);
	return tell_failure(tls, error);
}

bool p3_tls_can_read(const struct p3_tls *tls)
{
	/* A close_notify may have been read ahead of, together with the octets
	 * before it, and its peer may keep the descriptor open and silent. */
	if ((SSL_get_shutdown(tls->ssl) & SSL_RECEIVED_SHUTDOWN) != 0 ||
	    tls->failure.status != POP3_OK)
		return true;
	return !tls->starved && SSL_has_pending(tls->ssl) == 1;
}

short p3_tls_read_events(const struct p3_tls *tls)
{
	return tls->read_events;
}

short p3_tls_write_events(const struct p3_tls *tls)
{
	return tls->write_events;
}
