/*
 * line-end.h - CRLF made LF, span by span.
 */
#ifndef POPFETCH_LINE_END_H
#define POPFETCH_LINE_END_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "popfetch/text/block-copy.h"

/* All zero is the beginning of a message. */
struct line_end {
	bool cr;       /* one is held back */
	size_t length; /* of the line before with its CR, or less */
};

/*
 * Converts n octets into out, which has room for n + 1, and returns how many
 * came out.  A CR that no LF follows is data and stays; one at the very end
 * of the span is held back until it is known which it is.
 */
size_t line_end_convert(
    struct line_end *line_end, const char *in, size_t n, char *out);

/* A line as long as the one before, as those of an encoded attachment are.
 * False where it is another: then nothing is taken. */
static inline bool line_end_take_equal(
    struct line_end *line_end, const char **in, const char *end, char **out)
{
	const size_t n = line_end->length;

	if (n < BLOCK_OCTETS || line_end->cr || (size_t)(end - *in) <= n ||
	    (*in)[n] != '\n' || (*in)[n - 1] != '\r' ||
	    !block_copy_without('\n', *in, n, *out))
		return false;
	(*out)[n - 1] = '\n';
	*out += n;
	*in += n + 1;
	return true;
}

/*
 * The same for one line, or as much of it as there is: *in, which is not yet
 * at end, and *out move behind it.  Returns whether it has ended.  (It stands
 * here to be compiled into the loops that go line by line.)
 */
static inline bool line_end_take_line(
    struct line_end *line_end, const char **in, const char *end, char **out)
{
	const char *lf;
	size_t span;
	char *to = *out;

	if (line_end_take_equal(line_end, in, end, out))
		return true;
	lf = memchr(*in, '\n', (size_t)(end - *in));
	span = (size_t)((lf != NULL ? lf : end) - *in);
	line_end->length = span;
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
