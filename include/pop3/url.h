/*
 * pop3/url.h - POP URLs (RFC 2384), with "pops" for implicit TLS.
 *
 *	pop://[USER[;AUTH=MECHANISM]@]HOST[:PORT]
 *	pops://[USER[;AUTH=MECHANISM]@]HOST[:PORT]
 *
 * USER, MECHANISM and HOST are percent-decoded (RFC 3986, section 2.1); HOST
 * may be an IPv6 address in brackets.  A ':' or '@' in USER must be written
 * as "%3A" or "%40".  A password, a path other than "/", a query or a
 * fragment is refused, as is anything that decodes to a control character or
 * to what is not UTF-8.
 */
#ifndef POP3_URL_H
#define POP3_URL_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_url {
	bool implicit_tls; /* pops */
	char *user;	   /* NULL where absent */
	char *mechanism;   /* in upper case; "APOP" for "+APOP"; NULL where
			    * absent or "*" (RFC 2384, sections 3 and 4) */
	char *host;	   /* without brackets */
	uint16_t port;	   /* 0 where absent */
};

/* Whether text begins with "pop://" or "pops://", in any case. */
POP3_API bool pop3_url_is(const char *text);

/*
 * POP3_OK and *out_url (free it with pop3_url_clear); POP3_E_MISUSE with the
 * reason in *out_why (static storage; never a part of the text, since that
 * may hold a password); POP3_E_NO_MEMORY.  *out_url is untouched on failure,
 * *out_why otherwise.
 */
POP3_API enum pop3_status pop3_url_parse(
    const char *text, struct pop3_url *out_url, const char **out_why);

/* Frees the strings and zeroes; fine on a zeroed one. */
POP3_API void pop3_url_clear(struct pop3_url *url);

POP3_END_DECLS

#endif
