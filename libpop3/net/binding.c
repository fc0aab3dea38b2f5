/*
 * net/binding.c - what binds an authentication to this TLS connection (RFC
 * 5056), so that a man in the middle with a certificate that we trust still
 * cannot hand a login on.
 *
 * TLS 1.3: tls-exporter (RFC 9266), keying material of the connection under
 * a label of its own.  TLS 1.2: tls-unique (RFC 5929, section 3), the first
 * Finished of the handshake, which is the client's in a full one and the
 * server's in a resumed one.  Without the extended master secret (RFC 7627)
 * an attacker can make two connections with the same tls-unique (the triple
 * handshake), so then there is none: no binding is better than one that
 * binds nothing.
 */
#include "libpop3/net/tls-private.h"

#include <openssl/err.h>

/* RFC 9266, section 2. */
#define EXPORTER_LABEL	"EXPORTER-Channel-Binding"
#define EXPORTER_OCTETS 32

static size_t export(
    const struct p3_tls *tls, unsigned char *out_octets, size_t size)
{
	if (size < EXPORTER_OCTETS)
		return 0;
	ERR_clear_error();
	if (SSL_export_keying_material(tls->ssl, out_octets, EXPORTER_OCTETS,
		EXPORTER_LABEL, sizeof EXPORTER_LABEL - 1,
		(const unsigned char *)"", 0, 1) == 1)
		return EXPORTER_OCTETS;
	ERR_clear_error();
	return 0;
}

static size_t first_finished(
    const struct p3_tls *tls, unsigned char *out_octets, size_t size)
{
	size_t length;

	if (SSL_get_extms_support(tls->ssl) != 1)
		return 0;
	length = SSL_session_reused(tls->ssl)
		     ? SSL_get_peer_finished(tls->ssl, out_octets, size)
		     : SSL_get_finished(tls->ssl, out_octets, size);
	/* Of a longer one it copied what fits. */
	return length <= size ? length : 0;
}

size_t p3_tls_channel_binding(const struct p3_tls *tls,
    enum pop3_binding *out_type, unsigned char *out_octets, size_t size)
{
	bool is_new = SSL_version(tls->ssl) >= TLS1_3_VERSION;

	*out_type =
	    is_new ? POP3_BINDING_TLS_EXPORTER : POP3_BINDING_TLS_UNIQUE;
	return is_new ? export(tls, out_octets, size)
		      : first_finished(tls, out_octets, size);
}
