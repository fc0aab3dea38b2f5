/*
 * line-end.h - CRLF made LF, span by span.
 */
#ifndef POPFETCH_LINE_END_H
#define POPFETCH_LINE_END_H

#include <stdbool.h>
#include <stddef.h>

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

/* The message is over: at most one octet into out. */
size_t line_end_finish(struct line_end *line_end, char *out);

#endif
