/*
 * pop3/header.h - reading the header of a message for people and programs
 * (RFC 5322), its encoded-words included (RFC 2047).
 *
 * The header is a span of octets as TOP or RETR gives it, line ends CRLF or
 * LF; it ends at the first empty line or with the span.  Nothing here fails
 * on broken input: what cannot be decoded is shown as it came, with octets
 * that are no text replaced.  Texts given out are allocated; the caller
 * frees them with free().
 */
#ifndef POP3_HEADER_H
#define POP3_HEADER_H

#include <pop3/status.h>

POP3_BEGIN_DECLS

/* A raw field body inside the caller's octets, folding still in it. */
struct pop3_field {
	const char *octets;
	size_t length;
};

/*
 * Finds the first field of that name (in any case).  Its body begins behind
 * the colon and ends before its last line end; behind that the next one is
 * looked for.  False, and *out_field untouched, where there is none.
 */
POP3_API bool pop3_header_find(const char *header, size_t length,
    const char *name, struct pop3_field *out_field);

/*
 * The field as one line of text in charset ("UTF-8" when NULL).  It is
 * unfolded, blanks in front and behind are dropped, and a tab or a fold is
 * one blank.  Encoded-words are decoded, a multibyte character split over
 * adjacent ones joined; those in an unknown charset or not in their encoding
 * are left encoded, and octets that are no character in their charset become
 * U+FFFD.  Raw 8-bit octets, and those of the charset unknown-8bit (RFC 1428),
 * are UTF-8 where they are valid and otherwise ISO 8859-1 (Windows-1252 where
 * that has controls).  Characters that could act on a terminal are replaced:
 * tabs, line ends and separators by a blank, the other controls (C0, DEL, C1)
 * and the bidi overrides by "?", marks of direction and of byte order by
 * nothing; characters that charset lacks by a transliteration or "?".  Returns
 * POP3_OK and *out_text, NUL-terminated; POP3_E_NO_MEMORY; POP3_E_UNSUPPORTED
 * for a charset that iconv does not know or whose texts have NULs in them.
 */
POP3_API enum pop3_status pop3_header_text(
    const struct pop3_field *field, const char *charset, char **out_text);

/*
 * The date-time of a Date field (RFC 5322, section 3.3 and the obsolete
 * forms of 4.3), years 1900 to 9999: seconds since the epoch and the zone's
 * offset in minutes east of UTC.  A zone that is missing or has an unknown
 * name is UTC.  False, and both untouched, when it is no date.
 */
POP3_API bool pop3_header_date(
    const struct pop3_field *field, int64_t *out_seconds, int *out_offset_min);

/*
 * The addr-spec of the first mailbox in an address field or of a Return-Path
 * ("Jim <jim@example.org>" and "<jim@example.org>" give "jim@example.org"),
 * without blanks or control characters, comments and routes; in UTF-8, octets
 * that are no text as "?"; "" for the null path "<>" and where there is none.
 * POP3_E_NO_MEMORY.
 */
POP3_API enum pop3_status pop3_header_address(
    const struct pop3_field *field, char **out_address);

POP3_END_DECLS

#endif
