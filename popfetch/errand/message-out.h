/*
 * message-out.h - messages on standard output: one as it is, with LF line
 * ends, or several as an mboxrd stream.  On a terminal what could act on it is
 * shown as "?".
 */
#ifndef POPFETCH_MESSAGE_OUT_H
#define POPFETCH_MESSAGE_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "popfetch/deliver/mbox-quote.h"
#include "popfetch/talk/screen.h"
#include "popfetch/text/line-end.h"

enum message_format {
	MESSAGE_AS_IT_IS = 0,
	MESSAGE_MBOXRD
};

struct message_out {
	enum message_format format;
	bool to_screen; /* standard output is a terminal */
	struct screen screen;
	struct line_end line_end;
	struct mbox_quote quote;
	char *head; /* ENVELOPE_HEAD_MAX octets, for the From_ line */
	size_t head_length;
	bool head_written; /* of a message that has not ended */
	char last;	   /* the last octet written */
};

/* False when memory ran out. */
bool message_out_init(struct message_out *out, enum message_format format);
void message_out_clear(struct message_out *out);

/* One message: begin, any number of spans, end. */
void message_out_begin(struct message_out *out);
void message_out_data(struct message_out *out, const char *octets, size_t n);
void message_out_end(struct message_out *out);

/* No more of it will come, if one has begun: in an mbox the next one, which
 * may be another account's, must not become a part of it. */
void message_out_break(struct message_out *out);

#endif
