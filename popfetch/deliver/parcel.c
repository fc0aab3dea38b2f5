/*
 * parcel.c - a message in a file without a name.
 *
 * It is written through one descriptor and read through another, which can
 * only read: whoever inherits that one cannot change the message, and begins
 * at its beginning.  It need not survive a crash, since the message is not
 * seen before it was taken; so nothing is synced.
 */
#include "popfetch/deliver/parcel.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/talk/failure.h"

bool parcel_init(struct parcel *parcel, const char *path)
{
	*parcel = (struct parcel){.path = strdup(path), .reader = -1};
	return outlet_init(&parcel->outlet) && parcel->path != NULL;
}

void parcel_free(struct parcel *parcel)
{
	parcel_drop(parcel);
	outlet_free(&parcel->outlet);
	free(parcel->path);
}

static void close_descriptor(int *fd)
{
	int failure = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = failure;
}

bool parcel_begin(struct parcel *parcel)
{
	int writer;

	unlink(parcel->path);
	writer = disk_open(AT_FDCWD, parcel->path,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	if (writer < 0)
		return false;
	outlet_attach(&parcel->outlet, writer, 0);
	parcel->line_end = (struct line_end){.cr = false};
	parcel->eight_bit = false;
	parcel->reader =
	    disk_open(AT_FDCWD, parcel->path, O_RDONLY | O_NOFOLLOW, 0);
	if (parcel->reader < 0 || unlink(parcel->path) != 0) {
		parcel_drop(parcel);
		return false;
	}
	return true;
}

static bool has_eight_bit(const char *octets, size_t n)
{
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++)
		all |= (unsigned char)octets[i];
	return all >= 0x80;
}

bool parcel_data(struct parcel *parcel, const char *octets, size_t n)
{
	const size_t span_max = OUTLET_SIZE - 1;

	while (n > 0) {
		size_t span = n < span_max ? n : span_max;
		char *room = outlet_room(&parcel->outlet, span + 1);

		if (room == NULL)
			return false;
		outlet_added(&parcel->outlet,
		    line_end_convert(&parcel->line_end, octets, span, room));
		parcel->eight_bit =
		    parcel->eight_bit || has_eight_bit(octets, span);
		octets += span;
		n -= span;
	}
	return true;
}

bool parcel_end(struct parcel *parcel)
{
	char *room = outlet_room(&parcel->outlet, 1);
	int writer = parcel->outlet.fd;

	if (room == NULL)
		return false;
	outlet_added(&parcel->outlet, line_end_finish(&parcel->line_end, room));
	if (!outlet_flush(&parcel->outlet))
		return false;
	parcel->octets = outlet_position(&parcel->outlet);
	parcel->outlet.fd = -1;
	/* NFS tells only here that its disk is full. */
	return close(writer) == 0 || errno == EINTR;
}

bool parcel_read(const struct parcel *parcel, char *octets, size_t n,
    uint64_t at, size_t *out_read)
{
	if (!disk_read_at(parcel->reader, octets, n, at, out_read))
		return false;
	if (*out_read == n || at + *out_read == parcel->octets)
		return true;
	errno = EIO;
	return false;
}

void parcel_drop(struct parcel *parcel)
{
	close_descriptor(&parcel->outlet.fd);
	close_descriptor(&parcel->reader);
}

bool parcel_sender(
    const struct parcel *parcel, char out_sender[ENVELOPE_ADDRESS_SIZE])
{
	char *head = malloc(ENVELOPE_HEAD_MAX);
	size_t got = 0;

	if (head == NULL)
		return false;
	if (!disk_read_at(parcel->reader, head, ENVELOPE_HEAD_MAX, 0, &got))
		got = 0;
	envelope_sender(head, got, out_sender);
	free(head);
	return true;
}

enum pop3_status parcel_failed(
    const struct parcel *parcel, struct pop3_error *error)
{
	return failure_fill(error, POP3_E_SYSTEM, errno,
	    "cannot write to spool '%s'", parcel->path);
}

void parcel_tidy(const struct parcel *parcel)
{
	unlink(parcel->path);
}
