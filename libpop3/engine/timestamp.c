/*
 * engine/timestamp.c - finding the timestamp of RFC 1939, section 7.
 *
 * The timestamp must be an RFC 822 msg-id, "<local@domain>".  Whoever sits
 * between us and the server can send any other octets there, and with enough
 * logins work out the password from MD5 collisions among the digests
 * (CVE-2007-1558).  The collisions known need octets outside of a msg-id, so
 * only printable ASCII with exactly one "@" is taken, and not much of it.
 *
 * One pass: each octet is looked at once, however many "<" a hostile
 * greeting has (CVE-2018-1060 was a pattern that went back over them).
 */
#include "libpop3/engine/timestamp.h"

#include <string.h>

/* Whether the octets between the brackets are "local@domain". */
static bool is_msg_id(const char *octets, size_t length)
{
	const char *at = memchr(octets, '@', length);

	return at != NULL && at > octets && at < octets + length - 1;
}

void p3_timestamp_find(struct pop3_span text, char out[P3_TIMESTAMP_MAX])
{
	size_t open = SIZE_MAX, ats = 0;

	out[0] = '\0';
	for (size_t i = 0; i < text.length; i++) {
		unsigned char c = (unsigned char)text.octets[i];

		if (c == '<') {
			open = i;
			ats = 0;
		} else if (open == SIZE_MAX) {
			continue;
		} else if (c <= 0x20 || c >= 0x7F || i - open > 254 ||
			   (c == '@' && ++ats > 1)) {
			open = SIZE_MAX;
		} else if (c == '>') {
			size_t n = i - open + 1;

			if (is_msg_id(text.octets + open + 1, n - 2)) {
				memcpy(out, text.octets + open, n);
				out[n] = '\0';
				return;
			}
			open = SIZE_MAX;
		}
	}
}
