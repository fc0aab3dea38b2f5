/*
 * pop3/digest.h - SHA-256, for telling messages apart where a server gives
 * them no unique-id.
 *
 * Whoever sends a message can choose its header, so only a digest for which
 * nobody finds two inputs will do: with a weaker one, a message could be made
 * to pass for one that was seen.
 */
#ifndef POP3_DIGEST_H
#define POP3_DIGEST_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_digest;

/* Octets of a digest. */
#define POP3_DIGEST_OCTETS 32

/* An empty one.  POP3_E_NO_MEMORY; POP3_E_UNSUPPORTED where the system's
 * OpenSSL has no SHA-256. */
POP3_API enum pop3_status pop3_digest_new(struct pop3_digest **out_digest);

/* NULL is fine. */
POP3_API void pop3_digest_free(struct pop3_digest *digest);

/* Adds octets; what fails here, _finish tells. */
POP3_API void pop3_digest_add(
    struct pop3_digest *digest, const void *octets, size_t length);

/*
 * Gives the digest of all that was added and begins anew.  POP3_E_SYSTEM
 * where OpenSSL failed since the last beginning; it began anew all the same.
 */
POP3_API enum pop3_status pop3_digest_finish(
    struct pop3_digest *digest, unsigned char out_octets[POP3_DIGEST_OCTETS]);

POP3_END_DECLS

#endif
