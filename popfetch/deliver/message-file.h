/*
 * message-file.h - a message that goes into a file of its own: its octets, with
 * LF line ends.
 */
#ifndef POPFETCH_MESSAGE_FILE_H
#define POPFETCH_MESSAGE_FILE_H

#include "popfetch/system/outlet.h"
#include "popfetch/system/writer.h"
#include "popfetch/text/line-end.h"

struct message_file {
	struct outlet outlet;
	struct line_end line_end;
	struct writer *writer; /* of large messages; NULL: none yet */
};

/* Allocates; false when there is no memory. */
bool message_file_init(struct message_file *file);

/* No message is begun. */
void message_file_free(struct message_file *file);

/* fd is an empty file, and closed here. */
void message_file_begin(struct message_file *file, int fd);

/* Octets with CRLF line ends; false with errno. */
bool message_file_add(struct message_file *file, const char *octets, size_t n);

/* The message is over: writes all of it, and closes.  False with errno. */
bool message_file_end(struct message_file *file);

/* Closes; fine when there is none. */
void message_file_drop(struct message_file *file);

#endif
