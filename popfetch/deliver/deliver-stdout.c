/*
 * deliver-stdout.c - messages to standard output, as an mboxrd stream.
 *
 * A message that breaks off must leave nothing in the stream, so each is
 * staged first (parcel.c), as it will stand there, and then copied.  It is
 * seen once it is written: a pipe has it then; a file is synced.  Where a file
 * is full, the beginning of the message is cut off again.
 *
 * Nothing of it goes through stdio, which would keep what a closed pipe did
 * not take, and try once more at the end.
 */
#include "popfetch/deliver/deliver-kind.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "popfetch/deliver/mbox-message.h"
#include "popfetch/deliver/parcel.h"
#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/talk/failure.h"

#define PIECE ((size_t)64 << 10)

struct stream {
	struct parcel parcel;
	struct mbox_message message;
	char *piece;
	bool is_file;
};

static struct stream *stream_of(struct deliver *deliver)
{
	return (struct stream *)deliver;
}

static enum pop3_status cannot_write(struct stream *stream)
{
	return failure_fill(&stream->parcel.deliver.error, POP3_E_SYSTEM, errno,
	    "cannot write to standard output");
}

/* ---- Staging ------------------------------------------------------------- */

static enum pop3_status stream_begin(struct deliver *deliver)
{
	const enum pop3_status status = parcel_begin(deliver);

	if (status == POP3_OK)
		mbox_message_begin(&stream_of(deliver)->message, time(NULL));
	return status;
}

static enum pop3_status stream_data(
    struct deliver *deliver, const char *octets, size_t length)
{
	struct stream *stream = stream_of(deliver);

	return mbox_message_data(&stream->message, octets, length)
		   ? POP3_OK
		   : parcel_cannot_write(&stream->parcel);
}

/* ---- Writing ------------------------------------------------------------- */

/* Who has to end does not wait for a reader that has stopped reading. */
static bool write_piece(const char *octets, size_t n)
{
	while (n > 0) {
		ssize_t written = write(STDOUT_FILENO, octets, n);

		if (written < 0 && (errno != EINTR || interrupt_signal() != 0))
			return false;
		if (written > 0) {
			octets += written;
			n -= (size_t)written;
		}
	}
	return true;
}

static enum pop3_status copy(struct stream *stream)
{
	enum pop3_status status;
	uint64_t at = 0;
	size_t got;

	do {
		status = parcel_read(
		    &stream->parcel, stream->piece, PIECE, at, &got);
		if (status != POP3_OK)
			return status;
		if (!write_piece(stream->piece, got))
			return cannot_write(stream);
		at += got;
	} while (got > 0);
	return stream->is_file && !disk_sync(STDOUT_FILENO)
		   ? cannot_write(stream)
		   : POP3_OK;
}

/* Where a file ends, which may have been appended to by others. */
static off_t end_of(const struct stream *stream)
{
	return stream->is_file ? lseek(STDOUT_FILENO, 0, SEEK_END) : -1;
}

static enum pop3_status stream_end(struct deliver *deliver)
{
	struct stream *stream = stream_of(deliver);
	enum pop3_status status;
	off_t before;

	if (!mbox_message_end(&stream->message))
		return parcel_cannot_write(&stream->parcel);
	status = parcel_end(&stream->parcel);
	if (status != POP3_OK)
		return status;
	before = end_of(stream);
	status = copy(stream);
	if (status == POP3_OK)
		parcel_drop(deliver);
	else if (before >= 0 && disk_truncate(STDOUT_FILENO, (uint64_t)before))
		lseek(STDOUT_FILENO, before, SEEK_SET);
	return status;
}

/* ---- Opening ------------------------------------------------------------- */

static void stream_close(struct deliver *deliver)
{
	struct stream *stream = stream_of(deliver);

	mbox_message_free(&stream->message);
	parcel_free(&stream->parcel);
	free(stream->piece);
	free(stream);
}

static const struct deliver_kind stream_kind = {
    .close = stream_close,
    .begin = stream_begin,
    .data = stream_data,
    .end = stream_end,
    .drop = parcel_drop,
    .recover = parcel_recover,
};

enum pop3_status stdout_open(
    const char *spool, struct pop3_error *error, struct deliver **out_deliver)
{
	struct stream *stream = calloc(1, sizeof *stream);
	struct stat stat_buf;

	if (stream == NULL)
		return failure_no_memory(error);
	stream->piece = malloc(PIECE);
	if (!parcel_init(&stream->parcel, &stream_kind, spool) ||
	    !mbox_message_init(
		&stream->message, &stream->parcel.file.outlet, MBOX_RD) ||
	    stream->piece == NULL) {
		stream_close(&stream->parcel.deliver);
		return failure_no_memory(error);
	}
	stream->is_file =
	    fstat(STDOUT_FILENO, &stat_buf) == 0 && S_ISREG(stat_buf.st_mode);
	*out_deliver = &stream->parcel.deliver;
	return POP3_OK;
}
