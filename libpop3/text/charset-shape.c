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

struct p3_charset_shape p3_charset_shape(const char *name)
{
	static const struct {
		char begin[12]; /* in lower case */
		struct p3_charset_shape shape;
	} families[] = {
	    {"iso-2022-", {2, true}},
	    {"euc-", {2, true}},
	    {"gb", {2, true}},
	    {"big5", {2, true}},
	    {"cp932", {2, true}},
	    {"cp949", {2, true}},
	};

	for (size_t i = 0; i < sizeof families / sizeof families[0]; i++)
		if (p3_begins(name, families[i].begin))
			return families[i].shape;
	return (struct p3_charset_shape){.unit = 1};
}

static bool is_half(char c)
{
	const unsigned char octet = (unsigned char)c;

	return octet > ' ' && octet != 0x7F && octet != 0x80 && octet != 0xFF;
}

static bool is_pair(const char *octets)
{
	return is_half(octets[0]) && is_half(octets[1]) &&
	       ((octets[0] ^ octets[1]) & 0x80) == 0;
}

size_t p3_charset_unknown(
    const struct p3_charset_shape *shape, const char *octets, size_t length)
{
	if (length < shape->unit)
		return length;
	return shape->pairs && !is_pair(octets) ? 1 : shape->unit;
}
