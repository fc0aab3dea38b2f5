/*
 * uid-text.c - RFC 1939 allows 0x21 to 0x7E, which stay as they are; other
 * octets could break a line or act on a terminal.
 */
#include "popfetch/text/uid-text.h"

char *uid_text(char *text, const char *uid, size_t length)
{
	static const char digits[] = "0123456789ABCDEF";
	char *to = text;

	for (size_t i = 0; i < length; i++) {
		const unsigned char c = (unsigned char)uid[i];

		if (c >= 0x21 && c <= 0x7E) {
			*to++ = (char)c;
			continue;
		}
		*to++ = '%';
		*to++ = digits[c >> 4];
		*to++ = digits[c & 15];
	}
	*to = '\0';
	return text;
}
