/*
 * message-file.c - straight into the outlet's room, whatever comes in one go.
 *
 * To write a large message takes as long as to receive it.  From BEHIND_FROM on
 * a thread writes it while more of it comes, which took a fifth from the time
 * of 25 MB and a tenth from that of 4 MB; a smaller one is over before it pays.
 * Where there is no thread to be had, we write as before.
 */
#include "popfetch/deliver/message-file.h"

#include <errno.h>
#include <unistd.h>

#include "popfetch/system/disk.h"

/* A CR that was held back comes in front of them. */
#define SPAN_MAX (OUTLET_ROOM - 1)

#define BEHIND_FROM ((uint64_t)1 << 20)

bool message_file_init(struct message_file *file)
{
	file->writer = NULL;
	return outlet_init(&file->outlet);
}

void message_file_free(struct message_file *file)
{
	writer_free(file->writer);
	outlet_free(&file->outlet);
}

void message_file_begin(struct message_file *file, int fd)
{
	outlet_attach(&file->outlet, fd, 0);
	file->line_end = (struct line_end){.cr = false};
}

/* What is in the outlet is written while we go on. */
static bool hand_over(struct message_file *file)
{
	struct outlet *outlet = &file->outlet;
	const size_t n = outlet_whole(outlet);
	char *empty;

	if (file->writer == NULL)
		file->writer = writer_new();
	if (file->writer == NULL)
		return true;
	empty = writer_swap(
	    file->writer, outlet->fd, outlet->octets, n, outlet->flushed);
	if (empty == NULL)
		return false;
	outlet_swap(outlet, empty, n);
	return true;
}

static char *room_for(struct message_file *file, size_t n)
{
	struct outlet *outlet = &file->outlet;

	if (n > OUTLET_SIZE - outlet->used && outlet->flushed >= BEHIND_FROM &&
	    !hand_over(file))
		return NULL;
	return outlet_room(outlet, n);
}

static bool settle(struct message_file *file)
{
	return file->writer == NULL || writer_settle(file->writer);
}

bool message_file_add(struct message_file *file, const char *octets, size_t n)
{
	while (n > 0) {
		const size_t span = n < SPAN_MAX ? n : SPAN_MAX;
		char *room = room_for(file, span + 1);

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
	char *room = room_for(file, 1);
	const int fd = file->outlet.fd;

	if (room == NULL)
		return false;
	outlet_added(&file->outlet, line_end_finish(&file->line_end, room));
	if (!outlet_flush(&file->outlet) || !settle(file))
		return false;
	file->outlet.fd = -1;
	/* NFS tells only here that its disk is full. */
	return close(fd) == 0 || errno == EINTR;
}

void message_file_drop(struct message_file *file)
{
	(void)settle(file);
	disk_close(&file->outlet.fd);
}
