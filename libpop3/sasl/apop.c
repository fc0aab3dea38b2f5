/*
 * sasl/apop.c - APOP's digest: the MD5 of the greeting's timestamp followed
 * by the shared secret (RFC 1939, section 7).
 *
 * Whoever can choose timestamps that collide learns the secret from a few
 * logins (CVE-2007-1558).  Against that stand the checks of the timestamp in
 * the engine, and that nobody uses APOP without asking for it by name.
 *
 * Octets beyond ASCII are digested as they are.  RFC 6856, section 2.2, wants
 * SASLprep first; the servers that still have APOP know nothing of it.
 */
#include <pop3/sasl.h>

#include <string.h>

#include "libpop3/base/secret.h"
#include "libpop3/sasl/digest.h"

enum pop3_status pop3_apop_digest(const char *timestamp, const char *secret,
    char out_digest[POP3_APOP_DIGEST_MAX])
{
	static const char digits[] = "0123456789abcdef";
	struct p3_digest_part parts[] = {{timestamp, 0}, {secret, 0}};
	unsigned char digest[P3_MD5_OCTETS];

	if (timestamp == NULL)
		return POP3_E_UNSUPPORTED;
	parts[0].length = strlen(timestamp);
	parts[1].length = strlen(secret);
	if (!p3_digest_md5(parts, 2, digest))
		return POP3_E_UNSUPPORTED;
	for (size_t i = 0; i < sizeof digest; i++) {
		out_digest[2 * i] = digits[digest[i] >> 4];
		out_digest[2 * i + 1] = digits[digest[i] & 0x0f];
	}
	out_digest[2 * sizeof digest] = '\0';
	p3_wipe(digest, sizeof digest);
	return POP3_OK;
}
