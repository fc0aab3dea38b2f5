/*
 * engine/dot.h - taking the octets of a message out of a multi-line response
 * (RFC 1939, section 3): stuffed dots away, terminator found.
 */
#ifndef P3_ENGINE_DOT_H
#define P3_ENGINE_DOT_H

#include <pop3/event.h>

enum p3_dot_where {
	P3_DOT_LINE_START = 0, /* behind the status line or a line end */
	P3_DOT_INSIDE,
	P3_DOT_AFTER_CR
};

/* All zero at first; behind a terminator it is fit for the next message. */
struct p3_dot {
	enum p3_dot_where where;
	bool bare_lf; /* the server ends its lines in LF alone */
};

enum p3_dot_found {
	P3_DOT_MORE, /* at most two octets are left, more must come first */
	P3_DOT_DATA, /* *out_data holds at least one octet */
	P3_DOT_END   /* that was the terminator */
};

/* Reads on at octets; *out_used says how many of them are dealt with. */
enum p3_dot_found p3_dot_take(struct p3_dot *dot, const char *octets,
    size_t length, struct pop3_span *out_data, size_t *out_used);

#endif
