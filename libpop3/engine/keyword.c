/*
 * engine/keyword.c - words in reply lines.
 *
 * RFC 1939, section 3 separates arguments by one blank; servers use several,
 * and tabs.  Keywords are case-insensitive there and in RFC 2449.  The C
 * library's strcasecmp() follows the locale (a Turkish "i" is no "I"), so
 * the comparison is done here.
 */
#include "libpop3/engine/keyword.h"

bool p3_keyword_is(struct pop3_span word, const char *keyword)
{
	for (size_t i = 0; i < word.length; i++)
		if (keyword[i] == '\0' ||
		    p3_upper(word.octets[i]) != keyword[i])
			return false;
	return keyword[word.length] == '\0';
}

struct pop3_span p3_keyword_next(struct pop3_span *rest)
{
	struct pop3_span word = p3_span_trim(*rest);
	size_t n = 0;

	while (n < word.length && !p3_is_blank(word.octets[n]))
		n++;
	*rest = p3_span_behind(word, n);
	word.length = n;
	return word;
}
