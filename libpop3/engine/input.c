/*
 * engine/input.c - one block of memory of fixed size, filled behind and read
 * in front.
 *
 * Events point into it, so octets may only move when the driver asks for
 * room.  They are moved down when no room is left, or when that costs no
 * more than half the space while at least as much has been read since the
 * last time: a driver that reads octet by octet, or pulls one event a read,
 * does not make it quadratic.  For the same reason a line that is not whole
 * yet is searched on from where the last search ended.
 *
 * Lines end in CRLF (RFC 1939, section 3); a lone CR or LF is an octet like
 * any other.  Only where the greeting ends in a bare LF do all lines; behind
 * STLS, the first line inside TLS counts in its place.
 */
#include "libpop3/engine/input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/secret.h"

bool p3_input_init(struct p3_input *input, size_t size)
{
	char *octets = malloc(size);

	if (octets == NULL)
		return false;
	*input = (struct p3_input){.octets = octets, .size = size};
	return true;
}

void p3_input_free(struct p3_input *input)
{
	p3_wipe(input->octets, input->size);
	free(input->octets);
	*input = (struct p3_input){0};
}

static void move_down(struct p3_input *input)
{
	size_t length = input->end - input->start;

	memmove(input->octets, input->octets + input->start, length);
	input->start = 0;
	input->end = length;
}

size_t p3_input_space(struct p3_input *input, void **out_space)
{
	if (input->start == input->end)
		input->start = input->end = 0;
	else if (input->start >= input->size / 2 || input->end == input->size)
		move_down(input);
	*out_space = input->octets + input->end;
	return input->size - input->end;
}

struct pop3_span p3_input_unread(const struct p3_input *input)
{
	return (struct pop3_span){
	    input->octets + input->start, input->end - input->start};
}

bool p3_input_is_full(const struct p3_input *input)
{
	return input->end - input->start == input->size;
}

/* The octets of the line end whose LF is at octets[lf]; 0 when it is none. */
static size_t line_end_length(
    struct p3_input *input, const char *octets, size_t lf)
{
	bool crlf = lf > 0 && octets[lf - 1] == '\r';

	if (input->line_end == P3_LINE_END_UNKNOWN)
		input->line_end = crlf ? P3_LINE_END_CRLF : P3_LINE_END_LF;
	if (crlf)
		return 2;
	return input->line_end == P3_LINE_END_LF ? 1 : 0;
}

bool p3_input_line(struct p3_input *input, struct pop3_span *out_line)
{
	struct pop3_span unread = p3_input_unread(input);

	while (input->scanned < unread.length) {
		const char *found = memchr(unread.octets + input->scanned, '\n',
		    unread.length - input->scanned);
		size_t lf, n;

		if (found == NULL)
			break;
		lf = (size_t)(found - unread.octets);
		n = line_end_length(input, unread.octets, lf);
		if (n > 0) {
			/* Found once more if the line is asked for again. */
			input->scanned = lf;
			input->line = lf + 1;
			*out_line =
			    (struct pop3_span){unread.octets, lf + 1 - n};
			return true;
		}
		input->scanned = lf + 1;
	}
	input->scanned = unread.length;
	return false;
}

void p3_input_drop(struct p3_input *input, size_t n)
{
	assert(n <= input->end - input->start);
	input->start += n;
	input->scanned = 0;
}

void p3_input_drop_line(struct p3_input *input)
{
	p3_input_drop(input, input->line);
	input->line = 0;
}
