/*
 * held-message.c - it is in a file: a message may be larger than memory.  One
 * file does for all messages, one after the other.
 */
#include "popfetch/result/held-message.h"

#include <errno.h>
#include <unistd.h>

#include "popfetch/system/temporary-file.h"

#define PIECE ((size_t)16 << 10)

static FILE *open_file(void)
{
	const int descriptor = temporary_file_open();
	FILE *file = descriptor >= 0 ? fdopen(descriptor, "w+") : NULL;
	const int failure = errno;

	if (file == NULL && descriptor >= 0)
		close(descriptor);
	errno = failure;
	return file;
}

bool held_message_begin(struct held_message *held)
{
	if (held->file == NULL)
		held->file = open_file();
	if (held->file == NULL)
		return false;
	rewind(held->file);
	held->line_end = (struct line_end){0};
	held->utf8 = (struct utf8){0};
	held->is_text = true;
	held->left = 0;
	return true;
}

static bool hold(struct held_message *held, const char *octets, size_t n)
{
	held->is_text = held->is_text && utf8_take(&held->utf8, octets, n);
	held->left += n;
	return fwrite(octets, 1, n, held->file) == n;
}

bool held_message_add(struct held_message *held, const char *octets, size_t n)
{
	char converted[PIECE + 1];

	while (n > 0) {
		size_t piece = n < PIECE ? n : PIECE;

		if (!hold(held, converted,
			line_end_convert(
			    &held->line_end, octets, piece, converted)))
			return false;
		octets += piece;
		n -= piece;
	}
	return true;
}

bool held_message_end(struct held_message *held)
{
	char rest[1];

	if (!hold(held, rest, line_end_finish(&held->line_end, rest)))
		return false;
	held->is_text = held->is_text && utf8_is_whole(&held->utf8);
	return fseek(held->file, 0, SEEK_SET) == 0;
}

size_t held_message_read(struct held_message *held, char *out, size_t size)
{
	size_t got =
	    fread(out, 1, held->left < size ? held->left : size, held->file);

	held->left -= got;
	return got;
}

void held_message_clear(struct held_message *held)
{
	if (held->file != NULL)
		fclose(held->file);
	*held = (struct held_message){0};
}
