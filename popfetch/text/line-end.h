/*
 * line-end.h - CRLF made LF, span by span.
 */
#ifndef POPFETCH_LINE_END_H
#define POPFETCH_LINE_END_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* All zero is the beginning of a message. */
struct line_end {
	bool cr; /* one is held back */
};

/*
 * Converts n octets into out, which has room for n + 1, and returns how many
 * came out.  A CR that no LF follows is data and stays; one at the very end
 * of the span is held back until it is known which it is.
 */
size_t line_end_convert(
    struct line_end *line_end, const char *in, size_t n, char *out);

/*
 * The same for one line, or as much of it as there is: *in, which is not yet
 * at end, and *out move behind it.  Returns whether it has ended.  (It stands
 * here to be compiled into the loops that go line by line.)
 */
static inline bool line_end_take_line(
    struct line_end *line_end, const char **in, const char *end, char **out)
{
	const char *lf = memchr(*in, '\n', (size_t)(end - *in));
	size_t span = (size_t)((lf != NULL ? lf : end) - *in);
	char *to = *out;

	if (line_end->cr && lf != *in)
		*to++ = '\r';
	memcpy(to, *in, span);
	to += span;
	*in += span;
	line_end->cr = span > 0 && to[-1] == '\r';
	if (line_end->cr)
		to--;
	if (lf != NULL) {
		line_end->cr = false;
		*to++ = '\n';
		++*in;
	}
	*out = to;
	return lf != NULL;
}

/* The message is over: at most one octet into out. */
size_t line_end_finish(struct line_end *line_end, char *out);

#endif
