/*
 * engine/keyword.h - the words of a line: split at blanks, compared without
 * regard to case, in ASCII and never by a locale.
 */
#ifndef P3_ENGINE_KEYWORD_H
#define P3_ENGINE_KEYWORD_H

#include <pop3/event.h>

static inline bool p3_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether word is keyword, in any case. */
bool p3_keyword_is(struct pop3_span word, const char *keyword);

/* The span without its first n octets. */
static inline struct pop3_span p3_span_behind(struct pop3_span span, size_t n)
{
	return (struct pop3_span){span.octets + n, span.length - n};
}

/* The span without the blanks it begins with. */
static inline struct pop3_span p3_span_trim(struct pop3_span span)
{
	size_t n = 0;

	while (n < span.length && p3_is_blank(span.octets[n]))
		n++;
	return p3_span_behind(span, n);
}

/* Takes the next word off *rest; one of length 0 when there is none left. */
struct pop3_span p3_keyword_next(struct pop3_span *rest);

#endif
