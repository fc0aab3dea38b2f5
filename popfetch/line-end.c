/*
 * line-end.c - CRLF made LF, span by span.
 *
 * POP3 sends every line end as CRLF (RFC 1939, section 3); a file here has
 * LF.  Each line is copied whole and the CR before its LF taken back, so that
 * the cost is that of memchr() and memcpy().  Looking for the LF and not for
 * the CR spares a branch a line: what follows is known.
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
	line_end->cr = end[-1] == '\r';
	if (line_end->cr)
		end--;
	while (in < end) {
		const char *lf = memchr(in, '\n', (size_t)(end - in));
		size_t span = (size_t)((lf != NULL ? lf : end) - in);

		memcpy(to, in, span);
		to += span;
		if (lf == NULL)
			break;
		if (span > 0 && to[-1] == '\r')
			to--;
		*to++ = '\n';
		in = lf + 1;
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
