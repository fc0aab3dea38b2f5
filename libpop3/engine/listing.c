/*
 * engine/listing.c - what STAT, LIST, UIDL and LAST answer.
 *
 * RFC 1939, section 5: a drop listing is "nn mm", a scan listing "msg size",
 * each with anything a server likes behind a further blank.  Section 7: a
 * unique-id listing is "msg uid".  The numbers must be numbers: "-1" (Post
 * Office for NT) and 2^64 are malformed, and so is message-number 0, which no
 * command could name.  A listing is never repaired by guessing: what cannot
 * be read is handed to the caller as it came.
 *
 * Before each line of a unique-id listing some servers repeat "+OK".
 *
 * A unique-id should have 1 to 70 octets in 0x21..0x7E; seen were empty ones
 * (no Message-ID), longer ones, 8-bit ones, some with blanks inside, and
 * several blanks in front (Comcast's Maillennium).  All are taken to the end
 * of the line, for cutting one makes two messages the same.  Only a NUL, CR
 * or LF inside is malformed: no file of lines could hold it.
 */
#include "libpop3/engine/listing.h"

#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/number.h"
#include "libpop3/base/word.h"
#include "libpop3/engine/keyword.h"

/* Takes a number that ends with the line or before a blank off *rest. */
static inline bool take_number(
    struct pop3_span *rest, uint64_t max, uint64_t *out_value)
{
	uint64_t value;
	size_t used;

	if (!p3_number_read(rest->octets, rest->length, max, &value, &used))
		return false;
	if (used < rest->length && !p3_is_blank(rest->octets[used]))
		return false;
	*rest = p3_span_trim(p3_span_behind(*rest, used));
	*out_value = value;
	return true;
}

static inline bool take_msgno(struct pop3_span *rest, uint32_t *out_msgno)
{
	uint64_t msgno;

	if (!take_number(rest, UINT32_MAX, &msgno) || msgno == 0)
		return false;
	*out_msgno = (uint32_t)msgno;
	return true;
}

bool p3_drop_listing_read(
    struct pop3_span line, struct pop3_drop_listing *out_drop)
{
	uint64_t count, octets;

	if (!take_number(&line, UINT32_MAX, &count) ||
	    !take_number(&line, UINT64_MAX, &octets))
		return false;
	out_drop->count = (uint32_t)count;
	out_drop->octets = octets;
	return true;
}

bool p3_scan_listing_read(
    struct pop3_span line, struct pop3_scan_listing *out_scan)
{
	uint32_t msgno;
	uint64_t octets;

	if (!take_msgno(&line, &msgno) ||
	    !take_number(&line, UINT64_MAX, &octets))
		return false;
	out_scan->msgno = msgno;
	out_scan->octets = octets;
	return true;
}

static bool holds_line_end_or_nul(struct pop3_span span)
{
	/* Hardly any holds a control at all. */
	return p3_any_below(span.octets, span.length, ' ') &&
	       (memchr(span.octets, '\0', span.length) != NULL ||
		   memchr(span.octets, '\r', span.length) != NULL ||
		   memchr(span.octets, '\n', span.length) != NULL);
}

/* No unique-id listing begins so. */
static inline struct pop3_span behind_indicator(struct pop3_span line)
{
	static const char indicator[] = "+ok ";
	const size_t length = sizeof indicator - 1;

	return line.length >= length && p3_begins(line.octets, indicator)
		   ? p3_span_trim(p3_span_behind(line, length))
		   : line;
}

bool p3_unique_id_read(
    struct pop3_span line, struct pop3_unique_id_listing *out_uid)
{
	uint32_t msgno;

	line = behind_indicator(line);
	if (!take_msgno(&line, &msgno) || holds_line_end_or_nul(line))
		return false;
	out_uid->msgno = msgno;
	out_uid->uid = line;
	return true;
}

bool p3_last_read(struct pop3_span line, uint32_t *out_last)
{
	uint64_t last;

	if (!take_number(&line, UINT32_MAX, &last))
		return false;
	*out_last = (uint32_t)last;
	return true;
}
