/*
 * reader.c - the octets of a message.
 *
 * Each LF of a file that has no CR before it gets one; everything else, a
 * bare CR or a NUL too, is sent as it is.  So a file with CRLF line ends goes
 * out unchanged.  A last line without an end gets one, since the terminator
 * must stand on a line of its own.
 *
 * A made-up message has a short header and lines of 62 octets, and is cut or
 * filled to exactly the octets that were asked for.
 */
#include <string.h>

#include "reader.h"

#define MADE_UP_LINE 64

bool reader_open(
    struct reader *reader, const struct maildrop *maildrop, size_t i)
{
	const struct message *message = &maildrop->message[i];
	char path[4096];

	*reader = (struct reader){
	    .line_end = maildrop->line_end,
	    .made_up = message->made_up,
	    .octets = message->octets,
	    .last = '\n',
	};
	if (reader->made_up)
		return true;
	snprintf(path, sizeof path, "%s/%s", maildrop->settings->maildrop,
	    message->name);
	reader->file = fopen(path, "rb");
	return reader->file != NULL;
}

void reader_close(struct reader *reader)
{
	if (reader->file)
		fclose(reader->file);
}

static size_t header_make(uint64_t number, char *header, size_t cap)
{
	int length = snprintf(header, cap,
	    "Return-Path: <robot@example.org>\r\n"
	    "From: Robot <robot@example.org>\r\n"
	    "To: jim@example.net\r\n"
	    "Date: Mon, 02 Nov 2026 08:15:00 +0000\r\n"
	    "Subject: made-up message %llu\r\n"
	    "Message-ID: <made-up-%llu@example.org>\r\n"
	    "\r\n",
	    (unsigned long long)number, (unsigned long long)number);

	return (size_t)length;
}

/* The octet at that offset of a message of so many octets, header apart. */
static char filler(uint64_t at, uint64_t octets)
{
	static const char filling[] = "etaoin shrdlu cmfwyp vbgkqj.";
	uint64_t column = at % MADE_UP_LINE;

	if (at + 1 == octets)
		return '\n';
	if (at + 2 == octets)
		return '\r';
	if (column == MADE_UP_LINE - 2 && at + 3 < octets)
		return '\r';
	if (column == MADE_UP_LINE - 1 && at + 2 < octets)
		return '\n';
	return filling[at % (sizeof filling - 1)];
}

static size_t made_up_get(struct reader *reader, char *octets, size_t cap)
{
	char header[512];
	size_t header_length =
	    header_make(reader->made_up, header, sizeof header);
	size_t got = 0;

	/* too short for a header: the lines alone */
	if (header_length + 2 > reader->octets)
		header_length = 0;
	while (got < cap && reader->at < reader->octets) {
		uint64_t at = reader->at++;

		octets[got++] = at < header_length
				    ? header[at]
				    : filler(at - header_length,
					  reader->octets - header_length);
	}
	return got;
}

static size_t line_end_put(const struct reader *reader, char *to)
{
	size_t length = strlen(reader->line_end);

	memcpy(to, reader->line_end, length);
	return length;
}

/* Copies what was read to octets, its line ends made what they must be. */
static size_t lines_convert(
    struct reader *reader, const char *from, size_t length, char *octets)
{
	const char *end = from + length;
	size_t got = 0;

	while (from < end) {
		const char *lf = memchr(from, '\n', (size_t)(end - from));
		size_t step = (size_t)((lf ? lf : end) - from);

		memcpy(octets + got, from, step);
		got += step;
		if (step)
			reader->last = from[step - 1];
		from += step;
		if (!lf)
			break;
		from++;
		if (reader->last == '\r')
			octets[got++] = '\n';
		else
			got += line_end_put(reader, octets + got);
		reader->last = '\n';
	}
	return got;
}

size_t reader_get(struct reader *reader, char *octets, size_t cap)
{
	char raw[16384];
	size_t length = cap / 2 < sizeof raw ? cap / 2 : sizeof raw;

	if (reader->made_up)
		return made_up_get(reader, octets, cap);
	length = fread(raw, 1, length, reader->file);
	if (length)
		return lines_convert(reader, raw, length, octets);
	if (reader->ended || reader->last == '\n')
		return 0;
	reader->ended = true;
	return line_end_put(reader, octets);
}
