/*
 * text/charset-name.c - the names of charsets.
 *
 * Mailers write names no registry has, and name a charset when they mean its
 * superset: text "in" iso-8859-1, gb2312, ks_c_5601-1987 and shift_jis has the
 * characters that Windows added to them.  The superset decodes both.  The
 * suffixes -i and -e of RFC 1556 tell in which order the characters were
 * typed, which matters to who sets them and not to who decodes them.
 *
 * US-ASCII, and names that say "I do not know", stand for raw octets.
 */
#include "libpop3/text/charset-name.h"

#include <string.h>

#include "libpop3/base/ascii.h"

static const struct alias {
	char name[24];
	char canonical[16];
} aliases[] = {
    {"utf-8", P3_CHARSET_UTF_8},
    {"utf8", P3_CHARSET_UTF_8},
    {"utf_8", P3_CHARSET_UTF_8},
    {"unicode-1-1-utf-8", P3_CHARSET_UTF_8},

    {"us-ascii", P3_CHARSET_RAW},
    {"ascii", P3_CHARSET_RAW},
    {"ansi_x3.4-1968", P3_CHARSET_RAW},
    {"iso646-us", P3_CHARSET_RAW},
    {"x-unknown", P3_CHARSET_RAW},
    {"unknown", P3_CHARSET_RAW},
    {"unknown-8bit", P3_CHARSET_RAW}, /* RFC 1428 */
    {"x-user-defined", P3_CHARSET_RAW},
    {"default", P3_CHARSET_RAW},
    {"8bit", P3_CHARSET_RAW},

    {"iso-8859-1", P3_CHARSET_LATIN1},
    {"iso8859-1", P3_CHARSET_LATIN1},
    {"iso_8859-1", P3_CHARSET_LATIN1},
    {"iso_8859-1:1987", P3_CHARSET_LATIN1},
    {"latin1", P3_CHARSET_LATIN1},
    {"latin-1", P3_CHARSET_LATIN1},
    {"cp1252", P3_CHARSET_LATIN1},
    {"cp-1252", P3_CHARSET_LATIN1},
    {"windows-1252", P3_CHARSET_LATIN1},
    {"win-1252", P3_CHARSET_LATIN1},

    {"iso-8859-6-i", "ISO-8859-6"},
    {"iso-8859-6-e", "ISO-8859-6"},
    {"iso-8859-8-i", "ISO-8859-8"},
    {"iso-8859-8-e", "ISO-8859-8"},
    {"iso-8859-9", "CP1254"},
    {"cp-850", "CP850"},
    {"cp-1250", "CP1250"},
    {"win-1250", "CP1250"},
    {"cp-1251", "CP1251"},
    {"win-1251", "CP1251"},
    {"x-cp1251", "CP1251"},
    {"koi8r", "KOI8-R"},
    {"tis-620", "CP874"},
    {"windows-874", "CP874"},
    {"x-mac-roman", "MACINTOSH"},
    {"x-mac-cyrillic", "MAC-CYRILLIC"},

    {"gb2312", "GB18030"},
    {"gb_2312-80", "GB18030"},
    {"gbk", "GB18030"},
    {"x-gbk", "GB18030"},
    {"cp936", "GB18030"},
    {"euc-cn", "GB18030"},
    {"x-x-big5", "BIG5"},

    {"shift_jis", "CP932"},
    {"shift-jis", "CP932"},
    {"sjis", "CP932"},
    {"x-sjis", "CP932"},
    {"ms_kanji", "CP932"},
    {"windows-31j", "CP932"},
    {"x-euc-jp", "EUC-JP"},
    {"iso-2022-jp", "ISO-2022-JP-3"}, /* has kana of half the width */

    {"ks_c_5601-1987", "CP949"},
    {"ks_c_5601-1989", "CP949"},
    {"ks_c_5601", "CP949"},
    {"ksc5601", "CP949"},
    {"euc-kr", "CP949"},
    {"x-windows-949", "CP949"},

    {"utf16", "UTF-16"},
    {"ucs-2", "UTF-16"},
    {"iso-10646-ucs-2", "UTF-16"},
    {"unicode-1-1-utf-7", "UTF-7"},
    {"x-unicode-2-0-utf-7", "UTF-7"},
};

static bool is_name_octet(char c)
{
	return p3_is_letter(c) || p3_is_digit(c) ||
	       (c != '\0' && strchr("-_.:+()", c) != NULL);
}

bool p3_charset_copy(
    const char *name, size_t length, char out_name[P3_CHARSET_NAME_MAX])
{
	if (length == 0 || length >= P3_CHARSET_NAME_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!is_name_octet(name[i]))
			return false;
	memcpy(out_name, name, length);
	out_name[length] = '\0';
	return true;
}

bool p3_charset_canonical(
    const char *name, size_t length, char out_name[P3_CHARSET_NAME_MAX])
{
	for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++) {
		if (!p3_same_name(name, length, aliases[i].name))
			continue;
		name = aliases[i].canonical;
		length = strlen(name);
		break;
	}
	return p3_charset_copy(name, length, out_name);
}
