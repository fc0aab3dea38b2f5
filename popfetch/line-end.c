/*
 * line-end.c - CRLF made LF, span by span.
 *
 * POP3 sends every line end as CRLF (RFC 1939, section 3); a file here has
 * LF.  What lies between two CRs is copied whole, so that the cost is that of
 * memchr() and memcpy().
 */
#include "line-end.h"

#include <string.h>

size_t line_end_convert(
    struct line_end *line_end, const char *in, size_t n, char *out)
{
	const char *end = in + n;
	char *to = out;

	if (n == 0)
		return 0;
	if (line_end->cr && *in != '\n')
		*to++ = '\r';
	line_end->cr = false;
	while (in < end) {
		const char *cr = memchr(in, '\r', (size_t)(end - in));
		size_t span = (size_t)((cr != NULL ? cr : end) - in);

		memcpy(to, in, span);
		to += span;
		if (cr == NULL)
			break;
		in = cr + 1;
		if (in == end)
			line_end->cr = true;
		else if (*in != '\n')
			*to++ = '\r';
	}
	return (size_t)(to - out);
}

size_t line_end_finish(struct line_end *line_end, char *out)
{
	if (!line_end->cr)
		return 0;
	line_end->cr = false;
	*out = '\r';
	return 1;
}
