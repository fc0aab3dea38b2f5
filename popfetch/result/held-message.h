/*
 * held-message.h - a message that is held until it is whole, and until it is
 * known what its octets are.
 */
#ifndef POPFETCH_HELD_MESSAGE_H
#define POPFETCH_HELD_MESSAGE_H

#include <stdio.h>

#include "popfetch/text/line-end.h"
#include "popfetch/text/utf8.h"

/* All zero holds nothing. */
struct held_message {
	FILE *file;
	struct line_end line_end;
	struct utf8 utf8;
	bool is_text; /* once it is whole: UTF-8 from beginning to end */
	size_t left;  /* octets that are to be read */
};

/* One message: begin, any number of spans, end.  False with errno. */
bool held_message_begin(struct held_message *held);
bool held_message_add(struct held_message *held, const char *octets, size_t n);
bool held_message_end(struct held_message *held);

/* The next octets of a whole message, with LF line ends, as many as there are
 * up to size; 0 at its end, and where reading fails: octets are left then. */
size_t held_message_read(struct held_message *held, char *out, size_t size);

void held_message_clear(struct held_message *held);

#endif
