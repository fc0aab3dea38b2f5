/*
 * base/printable.c - a peer's words made fit for people.
 *
 * A server can put anything into a reply line: escape sequences that move a
 * terminal's cursor, C1 controls, halves of UTF-8 characters, overrides of
 * the writing direction.  Each octet that is not plain text becomes one '?'.
 */
#include <pop3/printable.h>

#include <string.h>

#include "libpop3/base/utf8.h"

static const char ELLIPSIS[] = "...";

/* The octets of the character at octets that may stay; 0: none. */
static size_t text_length(const char *octets, size_t length)
{
	uint32_t c;
	size_t n = p3_utf8_read(octets, length, &c);

	return n > 0 && p3_utf8_is_text(c) ? n : 0;
}

char *pop3_printable(char *text, size_t size, const char *octets, size_t length)
{
	size_t used = 0, taken = 0, keep = 0;

	while (taken < length) {
		const char *at = octets + taken;
		size_t n = text_length(at, length - taken);

		if (used + (n > 0 ? n : 1) >= size)
			break;
		if (n == 0) {
			text[used] = '?';
			n = 1;
		} else {
			memcpy(text + used, at, n);
		}
		used += n;
		taken += n;
		if (used + sizeof ELLIPSIS <= size)
			keep = used;
	}
	if (taken < length && size >= sizeof ELLIPSIS) {
		memcpy(text + keep, ELLIPSIS, sizeof ELLIPSIS - 1);
		used = keep + sizeof ELLIPSIS - 1;
	}
	if (size > 0)
		text[used] = '\0';
	return text;
}
