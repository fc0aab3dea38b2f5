/*
 * net/tls-failure.c - what went wrong under TLS and in it.
 *
 * The link remembers what the socket said, and is asked before OpenSSL, which
 * knows only that its read failed.  The error queue belongs to the thread, and
 * SSL_get_error() takes any old entry for its own: it is cleared before each
 * call and left empty.
 */
#include "libpop3/net/tls-private.h"

#include <openssl/err.h>
#include <poll.h>
#include <string.h>

#include "libpop3/base/error.h"

/* Behind it stand the numbers of alerts in OpenSSL's reasons. */
#define ALERT_REASONS SSL_AD_REASON_OFFSET
#define ALERT_MAX     255

/* And in front of its words: "tlsv13 alert certificate required". */
#define ALERT_WORD " alert "

void p3_tls_forget_failures(struct p3_tls *tls)
{
	ERR_clear_error();
	tls->link.ended = false;
	tls->link.sys_errno = 0;
}

short p3_tls_wanted_event(int ssl_error)
{
	return ssl_error == SSL_ERROR_WANT_READ	   ? POLLIN
	       : ssl_error == SSL_ERROR_WANT_WRITE ? POLLOUT
						   : 0;
}

bool p3_tls_link_failed(const struct p3_tls *tls)
{
	return tls->link.sys_errno != 0 || tls->link.ended;
}

enum pop3_status p3_tls_explain_link(
    const struct p3_tls *tls, struct pop3_error *error)
{
	ERR_clear_error();
	if (tls->link.sys_errno != 0)
		return p3_error(error, POP3_E_CLOSED, tls->link.sys_errno,
		    tls->established
			? "the connection broke"
			: "the connection broke during the TLS handshake");
	return p3_error(error, POP3_E_CLOSED, 0,
	    tls->established
		? "the server closed the connection without closing TLS"
		: "the server closed the connection during the TLS handshake");
}

/* OpenSSL's reason, and the alert it stands for or -1; empties the queue. */
static const char *take_reason(int *out_alert)
{
	unsigned long code = ERR_peek_last_error();
	int reason = ERR_GET_REASON(code);
	const char *words = ERR_reason_error_string(code);

	ERR_clear_error();
	*out_alert = ERR_GET_LIB(code) == ERR_LIB_SSL &&
			     reason >= ALERT_REASONS &&
			     reason <= ALERT_REASONS + ALERT_MAX
			 ? reason - ALERT_REASONS
			 : -1;
	return words != NULL ? words : "unknown reason";
}

/* OpenSSL 3.0 has no words for the alerts that came with TLS 1.3 (RFC 8446,
 * section 6), but reasons. */
static const char *alert_words(int alert, const char *reason)
{
	const char *words = SSL_alert_desc_string_long(alert);
	const char *behind = strstr(reason, ALERT_WORD);

	return strcmp(words, "unknown") == 0 && behind != NULL
		   ? behind + strlen(ALERT_WORD)
		   : words;
}

static enum pop3_fault fault_of(int alert)
{
	switch (alert) {
	case SSL_AD_BAD_CERTIFICATE:
	case SSL_AD_UNSUPPORTED_CERTIFICATE:
	case SSL_AD_CERTIFICATE_REVOKED:
	case SSL_AD_CERTIFICATE_EXPIRED:
	case SSL_AD_CERTIFICATE_UNKNOWN:
	case SSL_AD_UNKNOWN_CA:
	case SSL_AD_CERTIFICATE_REQUIRED:
		return POP3_FAULT_OWN_CERTIFICATE;
	default:
		return POP3_FAULT_OTHER;
	}
}

enum pop3_status p3_tls_explain(const char *what, struct pop3_error *error)
{
	int alert;
	const char *words = take_reason(&alert);

	if (alert < 0)
		return p3_error(
		    error, POP3_E_TLS, 0, "%s failed: %s", what, words);
	p3_error(error, POP3_E_TLS, 0, "%s failed: the server says '%s'", what,
	    alert_words(alert, words));
	return p3_error_fault(error, POP3_E_TLS, fault_of(alert));
}
