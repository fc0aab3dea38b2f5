/*
 * header-digest.h - a digest by which a message can be known again.
 */
#ifndef POPFETCH_HEADER_DIGEST_H
#define POPFETCH_HEADER_DIGEST_H

#include <pop3.h>

struct header_digest;

/* As pop3_digest_new(). */
enum pop3_status header_digest_new(struct header_digest **out_digest);
void header_digest_free(struct header_digest *digest);

/*
 * One header: the octets in any pieces, with what follows it, which does not
 * count; and its digest, or as pop3_digest_finish().
 */
void header_digest_begin(struct header_digest *digest);
void header_digest_add(
    struct header_digest *digest, const char *octets, size_t length);
enum pop3_status header_digest_end(
    struct header_digest *digest, unsigned char out_octets[POP3_DIGEST_OCTETS]);

#endif
