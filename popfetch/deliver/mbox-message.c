/*
 * mbox-message.c - From_ line, message, empty line.
 *
 * The From_ line comes first and needs the Return-Path, so the header is held
 * back until it is complete, or longer than any real one.  A Return-Path
 * stands at the top (RFC 5321, section 4.4), which is long past by then.
 *
 * mboxcl2 says how long the body is in front of it.  The field is put at the
 * end of the header with blanks for its digits, which are filled in when the
 * body has gone by: memory does not grow with the message.  Blanks, since
 * every reader skips those behind a colon.  It counts octets as they stand in
 * the mbox, so there the line ends are made LF first; otherwise that is done
 * together with the quoting.
 *
 * A message whose last line has no end gets one, and then the empty line that
 * the next From_ line must have in front of it.
 */
#include "popfetch/deliver/mbox-message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "popfetch/text/envelope.h"

/* Octets converted in one go. */
#define SPAN_MAX ((size_t)32 << 10)

/* Digits of the Content-Length: a petaoctet. */
#define DIGITS 15

bool mbox_message_init(struct mbox_message *message, struct outlet *outlet,
    enum mbox_format format)
{
	*message = (struct mbox_message){.outlet = outlet,
	    .format = format,
	    .scratch = malloc(SPAN_MAX + 1),
	    .head = malloc(ENVELOPE_HEAD_MAX + SPAN_MAX + 1)};
	return message->scratch != NULL && message->head != NULL;
}

void mbox_message_free(struct mbox_message *message)
{
	free(message->scratch);
	free(message->head);
}

void mbox_message_begin(struct mbox_message *message, time_t when)
{
	message->when = when;
	message->line_end = (struct line_end){.cr = false};
	message->field = (struct content_length){.state = CONTENT_LENGTH_NAME};
	message->head_length = 0;
	message->head_done = false;
	message->body_octets = 0;
	message->body_octets_at = 0;
	mbox_quote_begin(&message->quote, message->format);
}

static bool add_text(struct mbox_message *message, const char *text)
{
	return outlet_add(message->outlet, text, strlen(text));
}

static bool add_quoted(
    struct mbox_message *message, const char *octets, size_t n)
{
	while (n > 0) {
		size_t span = n < SPAN_MAX ? n : SPAN_MAX;
		char *room =
		    outlet_room(message->outlet, MBOX_QUOTE_ROOM(span));

		if (room == NULL)
			return false;
		outlet_added(message->outlet,
		    mbox_quote_convert(&message->quote, octets, span, room));
		octets += span;
		n -= span;
	}
	return true;
}

/* In front of the header's empty line. */
static bool add_content_length(struct mbox_message *message)
{
	if (!add_text(message, "Content-Length: "))
		return false;
	message->body_octets_at = outlet_position(message->outlet);
	return outlet_add(message->outlet, "               \n", DIGITS + 1);
}

/* mboxcl2: header octets until it is over, then the body as it is; never more
 * than an outlet holds. */
static bool add_measured(
    struct mbox_message *message, const char *octets, size_t n)
{
	while (n > 0 && message->body_octets_at == 0) {
		size_t span = n < SPAN_MAX ? n : SPAN_MAX;
		char *room = outlet_room(
		    message->outlet, span + CONTENT_LENGTH_HELD_MAX);
		size_t taken;

		if (room == NULL)
			return false;
		outlet_added(
		    message->outlet, content_length_remove(&message->field,
					 octets, span, room, &taken));
		octets += taken;
		n -= taken;
		if (message->field.state != CONTENT_LENGTH_OVER)
			continue;
		if (!add_content_length(message) || !add_text(message, "\n"))
			return false;
		octets++;
		n--;
	}
	message->body_octets += n;
	return outlet_add(message->outlet, octets, n);
}

static bool add_octets(
    struct mbox_message *message, const char *octets, size_t n)
{
	if (n == 0)
		return true;
	message->last = octets[n - 1];
	return message->format == MBOX_CL2 ? add_measured(message, octets, n)
					   : add_quoted(message, octets, n);
}

static bool add_head(struct mbox_message *message)
{
	char from[MBOX_FROM_LINE_MAX];
	size_t length = mbox_from_line(
	    message->head, message->head_length, message->when, from);

	message->head_done = true;
	message->last = '\n';
	return outlet_add(message->outlet, from, length) &&
	       add_octets(message, message->head, message->head_length);
}

static bool is_empty_line(const char *at, const char *end)
{
	if (at < end && *at == '\r')
		at++;
	return at < end && *at == '\n';
}

/* Whether the header is complete, now that its last octets from `from` on
 * are new. */
static bool head_is_complete(const struct mbox_message *message, size_t from)
{
	const char *at = message->head + (from > 2 ? from - 2 : 0);
	const char *end = message->head + message->head_length;

	if (is_empty_line(message->head, end))
		return true;
	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL)
		if (is_empty_line(++at, end))
			return true;
	return message->head_length >= ENVELOPE_HEAD_MAX;
}

static bool add_span(struct mbox_message *message, const char *octets, size_t n)
{
	size_t from = message->head_length;

	if (message->head_done)
		return add_octets(message, octets, n);
	memcpy(message->head + from, octets, n);
	message->head_length += n;
	return !head_is_complete(message, from) || add_head(message);
}

static bool add_lines(
    struct mbox_message *message, const char *octets, size_t n)
{
	if (message->format != MBOX_CL2)
		return add_span(message, octets, n);
	n = line_end_convert(&message->line_end, octets, n, message->scratch);
	return add_span(message, message->scratch, n);
}

bool mbox_message_data(
    struct mbox_message *message, const char *octets, size_t length)
{
	while (length > 0) {
		size_t span = length < SPAN_MAX ? length : SPAN_MAX;

		if (!add_lines(message, octets, span))
			return false;
		octets += span;
		length -= span;
	}
	return true;
}

/* What is still held back, by whoever. */
static bool add_rest(struct mbox_message *message)
{
	char held[CONTENT_LENGTH_HELD_MAX];
	size_t n = line_end_finish(&message->line_end, held);

	if (!add_span(message, held, n))
		return false;
	if (!message->head_done && !add_head(message))
		return false;
	n = mbox_quote_finish(&message->quote, held);
	if (!outlet_add(message->outlet, held, n))
		return false;
	n = content_length_finish(&message->field, held);
	if (!outlet_add(message->outlet, held, n))
		return false;
	return message->last == '\n' || add_octets(message, "\n", 1);
}

/* Also ends the header of a message that has nothing else. */
static bool add_body_octets(struct mbox_message *message)
{
	char digits[32];

	if (message->body_octets_at == 0 &&
	    (!add_content_length(message) || !add_text(message, "\n")))
		return false;
	snprintf(
	    digits, sizeof digits, "%*" PRIu64, DIGITS, message->body_octets);
	return outlet_patch(
	    message->outlet, message->body_octets_at, digits, DIGITS);
}

bool mbox_message_end(struct mbox_message *message)
{
	if (!add_rest(message))
		return false;
	if (message->format == MBOX_CL2 && !add_body_octets(message))
		return false;
	return add_text(message, "\n");
}
