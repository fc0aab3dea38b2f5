/*
 * content-length.h - taking the Content-Length fields out of a header, span
 * by span, so that an mbox can put in one that is true.
 */
#ifndef POPFETCH_CONTENT_LENGTH_H
#define POPFETCH_CONTENT_LENGTH_H

#include <stddef.h>

/* The longest beginning of a line that is held back. */
#define CONTENT_LENGTH_HELD_MAX 32

/* All zero is the beginning of a header. */
struct content_length {
	enum {
		CONTENT_LENGTH_NAME,	/* the line may be such a field */
		CONTENT_LENGTH_LINE,	/* it is another */
		CONTENT_LENGTH_DROP,	/* it is one */
		CONTENT_LENGTH_DROPPED, /* one has ended, unless folded */
		CONTENT_LENGTH_OVER	/* the header is */
	} state;
	char held[CONTENT_LENGTH_HELD_MAX];
	size_t count;
};

/*
 * Copies the header's octets but for these fields into out, which has room
 * for n + CONTENT_LENGTH_HELD_MAX; *out_taken says how many were looked at.
 * When the header ends within the span, that is the octets in front of its
 * empty line, and the state is CONTENT_LENGTH_OVER.  Returns how many octets
 * came out.
 */
size_t content_length_remove(struct content_length *field, const char *in,
    size_t n, char *out, size_t *out_taken);

/* The message is over within its header. */
size_t content_length_finish(struct content_length *field, char *out);

#endif
