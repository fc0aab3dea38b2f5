/*
 * message-file.c - straight into the outlet's room, whatever comes in one go.
 */
#include "popfetch/deliver/message-file.h"

#include <errno.h>
#include <unistd.h>

/* A CR that was held back comes in front of them. */
#define SPAN_MAX (OUTLET_SIZE - 1)

void message_file_begin(struct message_file *file, int fd)
{
	outlet_attach(&file->outlet, fd, 0);
	file->line_end = (struct line_end){.cr = false};
}

bool message_file_add(struct message_file *file, const char *octets, size_t n)
{
	while (n > 0) {
		const size_t span = n < SPAN_MAX ? n : SPAN_MAX;
		char *room = outlet_room(&file->outlet, span + 1);

		if (room == NULL)
			return false;
		outlet_added(&file->outlet,
		    line_end_convert(&file->line_end, octets, span, room));
		octets += span;
		n -= span;
	}
	return true;
}

bool message_file_end(struct message_file *file)
{
	char *room = outlet_room(&file->outlet, 1);
	const int fd = file->outlet.fd;

	if (room == NULL)
		return false;
	outlet_added(&file->outlet, line_end_finish(&file->line_end, room));
	if (!outlet_flush(&file->outlet))
		return false;
	file->outlet.fd = -1;
	/* NFS tells only here that its disk is full. */
	return close(fd) == 0 || errno == EINTR;
}

void message_file_drop(struct message_file *file)
{
	if (file->outlet.fd >= 0)
		close(file->outlet.fd);
	file->outlet.fd = -1;
}
