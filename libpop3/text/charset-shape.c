/*
 * text/charset-shape.c - where the next character begins.
 *
 * What is no character must be passed over as a whole: the second octet of a
 * pair would else be taken for the first of the next pair, and so on to the
 * end of the text.  iconv() says where the trouble begins, and not how far it
 * goes.
 *
 * Two octets are a pair where both are beyond ASCII, as in EUC, GBK, Big5 and
 * Shift_JIS, and where both are graphic, as behind an escape sequence of ISO
 * 2022: of one graphic octet alone there is no trouble.  A second octet within
 * ASCII is read again, since it may be what ends a quoted text or a line.
 */
#include "libpop3/text/charset-shape.h"

#include "libpop3/base/ascii.h"

bool p3_charset_has_pairs(const char *name)
{
	/* In lower case. */
	static const char families[][12] = {
	    "iso-2022-", "euc-", "gb", "big5", "cp932", "cp949"};

	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (p3_begins(name, families[i]))
			return true;
	return false;
}

static bool is_half(char c)
{
	const unsigned char octet = (unsigned char)c;

	return octet > ' ' && octet != 0x7F && octet != 0x80 && octet != 0xFF;
}

size_t p3_charset_unknown(const char *octets, size_t length)
{
	return length >= 2 && is_half(octets[0]) && is_half(octets[1]) &&
		       ((octets[0] ^ octets[1]) & 0x80) == 0
		   ? 2
		   : 1;
}
