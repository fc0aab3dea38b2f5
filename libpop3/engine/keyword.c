/*
 * engine/keyword.c - words in reply lines.
 *
 * RFC 1939, section 3 separates arguments by one blank; servers use several,
 * and tabs.  Keywords are case-insensitive there and in RFC 2449.
 */
#include "libpop3/engine/keyword.h"

#include "libpop3/base/ascii.h"

bool p3_keyword_is(struct pop3_span word, const char *keyword)
{
	return p3_same_name(word.octets, word.length, keyword);
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
