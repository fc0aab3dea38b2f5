/*
 * text/charset.h - from the charsets of mail to UTF-8, and from UTF-8 to the
 * reader's.
 */
#ifndef P3_TEXT_CHARSET_H
#define P3_TEXT_CHARSET_H

#include <pop3/status.h>

#include "libpop3/base/buf.h"

/* What stands for octets that are no character. */
#define P3_REPLACEMENT 0xFFFDu

/* Octets of UTF-8 that length octets of any charset can make at most; TSCII
 * has octets that stand for four characters of three. */
size_t p3_decoded_max(size_t length);

/*
 * The character that raw octets begin with: UTF-8 where they are valid, and
 * otherwise one octet of Windows-1252, the ISO 8859-1 that has characters
 * where that has controls.  Returns how many octets it took; length is not 0.
 */
size_t p3_raw_read(const char *octets, size_t length, uint32_t *out_c);

struct p3_decoder;

/*
 * A decoder from the charset of that name, as mail has it, to UTF-8.  A
 * charset that nobody knows is a decoder too, one that knows nothing.  NULL
 * when memory is short.
 */
struct p3_decoder *p3_decoder_new(const char *name, size_t length);
void p3_decoder_free(struct p3_decoder *decoder);

/* The canonical name of its charset; "" where what was given is no name. */
const char *p3_decoder_name(const struct p3_decoder *decoder);

/* Whether it can decode at all. */
bool p3_decoder_known(const struct p3_decoder *decoder);

/* Appends the octets as UTF-8, what is no character in the charset as
 * P3_REPLACEMENT; false when utf8 is full.  Begins in the initial state. */
bool p3_decode(const struct p3_decoder *decoder, const char *octets,
    size_t length, struct p3_buf *utf8);

/*
 * Appends valid UTF-8 in the charset named, what it lacks transliterated
 * where iconv can do that, or as "?".  POP3_E_NO_MEMORY; POP3_E_UNSUPPORTED
 * for a charset that iconv does not know, or whose text has NULs in it.
 */
enum pop3_status p3_encode(
    const char *charset, const char *utf8, size_t length, struct p3_buf *out);

#endif
