/*
 * engine/input.h - the input space: octets that came and are not yet read.
 */
#ifndef P3_ENGINE_INPUT_H
#define P3_ENGINE_INPUT_H

#include <pop3/event.h>

/* How the server ends its lines; the first one decides. */
enum p3_line_end {
	P3_LINE_END_UNKNOWN = 0,
	P3_LINE_END_CRLF,
	P3_LINE_END_LF
};

struct p3_input {
	char *octets;
	size_t size;
	size_t start;	/* first octet not yet read */
	size_t end;	/* behind the last octet that came */
	size_t scanned; /* no line ends before octets[start + scanned] */
	size_t line;	/* octets of the line found, its end counted */
	enum p3_line_end line_end;
	bool eof; /* nothing will come behind these octets */
};

bool p3_input_init(struct p3_input *input, size_t size);
void p3_input_free(struct p3_input *input);

/* Room behind the unread octets, which may move: spans die here. */
size_t p3_input_space(struct p3_input *input, void **out_space);

/* The unread octets. */
struct pop3_span p3_input_unread(const struct p3_input *input);

/* Whether neither more octets fit nor any can be dropped. */
bool p3_input_is_full(const struct p3_input *input);

/* The line at the front, without its line end, once it is whole; it stays
 * unread until p3_input_drop_line(). */
bool p3_input_line(struct p3_input *input, struct pop3_span *out_line);
void p3_input_drop_line(struct p3_input *input);

/* Reads n octets of something that is no line. */
void p3_input_drop(struct p3_input *input, size_t n);

#endif
