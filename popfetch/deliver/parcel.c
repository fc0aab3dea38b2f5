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

static struct parcel *parcel_of(struct deliver *deliver)
{
	return (struct parcel *)deliver;
}

bool parcel_init(
    struct parcel *parcel, const struct deliver_kind *kind, const char *path)
{
	*parcel = (struct parcel){
	    .deliver = {.kind = kind}, .path = strdup(path), .reader = -1};
	return message_file_init(&parcel->file) && parcel->path != NULL;
}

void parcel_drop(struct deliver *deliver)
{
	struct parcel *parcel = parcel_of(deliver);

	message_file_drop(&parcel->file);
	disk_close(&parcel->reader);
}

void parcel_free(struct parcel *parcel)
{
	parcel_drop(&parcel->deliver);
	message_file_free(&parcel->file);
	free(parcel->path);
}

enum pop3_status parcel_recover(
    struct deliver *deliver, const char *const *where, size_t count)
{
	(void)where, (void)count;
	unlink(parcel_of(deliver)->path);
	return POP3_OK;
}

enum pop3_status parcel_cannot_write(struct parcel *parcel)
{
	return failure_fill(&parcel->deliver.error, POP3_E_SYSTEM, errno,
	    "cannot write to spool '%s'", parcel->path);
}

enum pop3_status parcel_begin(struct deliver *deliver)
{
	struct parcel *parcel = parcel_of(deliver);
	int writer;

	unlink(parcel->path);
	writer = disk_open(AT_FDCWD, parcel->path,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	if (writer < 0)
		return parcel_cannot_write(parcel);
	message_file_begin(&parcel->file, writer);
	parcel->eight_bit = false;
	parcel->reader =
	    disk_open(AT_FDCWD, parcel->path, O_RDONLY | O_NOFOLLOW, 0);
	if (parcel->reader >= 0 && unlink(parcel->path) == 0)
		return POP3_OK;
	parcel_cannot_write(parcel);
	parcel_drop(deliver);
	return POP3_E_SYSTEM;
}

static bool has_eight_bit(const char *octets, size_t n)
{
	unsigned char all = 0;

	for (size_t i = 0; i < n; i++)
		all |= (unsigned char)octets[i];
	return all >= 0x80;
}

enum pop3_status parcel_data(
    struct deliver *deliver, const char *octets, size_t length)
{
	struct parcel *parcel = parcel_of(deliver);

	parcel->eight_bit = parcel->eight_bit || has_eight_bit(octets, length);
	return message_file_add(&parcel->file, octets, length)
		   ? POP3_OK
		   : parcel_cannot_write(parcel);
}

enum pop3_status parcel_end(struct parcel *parcel)
{
	if (!message_file_end(&parcel->file))
		return parcel_cannot_write(parcel);
	parcel->octets = outlet_position(&parcel->file.outlet);
	return POP3_OK;
}

enum pop3_status parcel_read(struct parcel *parcel, char *octets, size_t n,
    uint64_t at, size_t *out_read)
{
	int failure = EIO;

	if (!disk_read_at(parcel->reader, octets, n, at, out_read))
		failure = errno;
	else if (*out_read == n || at + *out_read == parcel->octets)
		return POP3_OK;
	return failure_fill(&parcel->deliver.error, POP3_E_SYSTEM, failure,
	    "cannot read spool '%s'", parcel->path);
}

enum pop3_status parcel_sender(
    struct parcel *parcel, char out_sender[ENVELOPE_ADDRESS_SIZE])
{
	char *head = malloc(ENVELOPE_HEAD_MAX);
	size_t got = 0;

	if (head == NULL)
		return failure_no_memory(&parcel->deliver.error);
	if (!disk_read_at(parcel->reader, head, ENVELOPE_HEAD_MAX, 0, &got))
		got = 0;
	envelope_sender(head, got, out_sender);
	free(head);
	return POP3_OK;
}
