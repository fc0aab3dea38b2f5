/*
 * message-out.c - the octets of messages on their way to standard output.
 *
 * In an mbox stream the From_ line stands in front of the header it is made
 * from, so the first octets of each message are held until there are enough.
 * Spans are taken in pieces that fit the buffers on the stack.
 */
#include "popfetch/errand/message-out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/system/terminal.h"
#include "popfetch/text/envelope.h"

#define PIECE 4096

bool message_out_init(struct message_out *out, enum message_format format)
{
	*out = (struct message_out){
	    .format = format,
	    .to_screen = terminal_is(STDOUT_FILENO),
	};
	if (format == MESSAGE_AS_IT_IS)
		return true;
	out->head = malloc(ENVELOPE_HEAD_MAX);
	return out->head != NULL;
}

void message_out_clear(struct message_out *out)
{
	free(out->head);
	*out = (struct message_out){0};
}

void message_out_begin(struct message_out *out)
{
	out->line_end = (struct line_end){0};
	mbox_quote_begin(&out->quote, MBOX_RD);
	out->head_length = 0;
	out->head_written = false;
	out->last = '\n';
}

static void write_octets(struct message_out *out, const char *octets, size_t n)
{
	if (n == 0)
		return;
	if (out->to_screen)
		screen_write(&out->screen, stdout, octets, n);
	else
		fwrite(octets, 1, n, stdout);
	out->last = octets[n - 1];
}

static void write_quoted(struct message_out *out, const char *octets, size_t n)
{
	char quoted[MBOX_QUOTE_ROOM(PIECE)];

	while (n > 0) {
		size_t piece = n < PIECE ? n : PIECE;

		write_octets(out, quoted,
		    mbox_quote_convert(&out->quote, octets, piece, quoted));
		octets += piece;
		n -= piece;
	}
}

static void write_head(struct message_out *out)
{
	char line[MBOX_FROM_LINE_MAX];
	size_t length =
	    mbox_from_line(out->head, out->head_length, time(NULL), line);

	out->head_written = true;
	write_octets(out, line, length);
	write_quoted(out, out->head, out->head_length);
}

static void write_as_it_is(
    struct message_out *out, const char *octets, size_t n)
{
	char converted[PIECE + 1];

	while (n > 0) {
		size_t piece = n < PIECE ? n : PIECE;

		write_octets(out, converted,
		    line_end_convert(&out->line_end, octets, piece, converted));
		octets += piece;
		n -= piece;
	}
}

static void write_in_mbox(struct message_out *out, const char *octets, size_t n)
{
	size_t room;

	if (out->head_written) {
		write_quoted(out, octets, n);
		return;
	}
	room = ENVELOPE_HEAD_MAX - out->head_length;
	room = n < room ? n : room;
	memcpy(out->head + out->head_length, octets, room);
	out->head_length += room;
	if (room == n)
		return;
	write_head(out);
	write_quoted(out, octets + room, n - room);
}

void message_out_data(struct message_out *out, const char *octets, size_t n)
{
	if (out->format == MESSAGE_AS_IT_IS)
		write_as_it_is(out, octets, n);
	else
		write_in_mbox(out, octets, n);
}

/* With a blank line behind it. */
static void end_in_mbox(struct message_out *out)
{
	char rest[8];

	write_octets(out, rest, mbox_quote_finish(&out->quote, rest));
	screen_end(&out->screen, stdout);
	if (out->last != '\n')
		putchar('\n');
	putchar('\n');
	out->head_written = false;
}

void message_out_end(struct message_out *out)
{
	char rest[1];

	if (out->format == MESSAGE_AS_IT_IS) {
		write_octets(out, rest, line_end_finish(&out->line_end, rest));
		screen_end(&out->screen, stdout);
		return;
	}
	if (!out->head_written)
		write_head(out);
	end_in_mbox(out);
}

void message_out_break(struct message_out *out)
{
	if (out->head_written)
		end_in_mbox(out);
}
