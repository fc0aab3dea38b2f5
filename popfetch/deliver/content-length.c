/*
 * content-length.c - an automaton over the octets of a header, which are few
 * enough to look at one by one.
 *
 * A field that another program wrote must go: where it is wrong, and it
 * often is, a reader that believes it finds the next message in the wrong
 * place.  The name is taken in any case, with blanks in front of the colon
 * (RFC 5322, section 4.5), and with its folded lines.
 */
#include "popfetch/deliver/content-length.h"

#include <string.h>

#include "popfetch/text/letter-case.h"

static const char NAME[] = "content-length";
#define NAME_LENGTH (sizeof NAME - 1)

static size_t release(struct content_length *field, char *out)
{
	size_t count = field->count;

	memcpy(out, field->held, count);
	field->count = 0;
	return count;
}

/* Whether the line, with c behind what is held, may still be the field. */
static bool still_name(const struct content_length *field, char c)
{
	if (field->count < NAME_LENGTH)
		return letter_lower(c) == NAME[field->count];
	return (c == ' ' || c == '\t') && field->count < sizeof field->held;
}

/* One octet at the beginning of a line; false: it is to be looked at again
 * as part of a line that stays. */
static bool take_name(struct content_length *field, char c, char **to)
{
	if (still_name(field, c)) {
		field->held[field->count++] = c;
		return true;
	}
	if (c == ':' && field->count >= NAME_LENGTH) {
		field->count = 0;
		field->state = CONTENT_LENGTH_DROP;
		return true;
	}
	*to += release(field, *to);
	field->state = CONTENT_LENGTH_LINE;
	return false;
}

size_t content_length_remove(struct content_length *field, const char *in,
    size_t n, char *out, size_t *out_taken)
{
	char *to = out;
	size_t i;

	for (i = 0; i < n && field->state != CONTENT_LENGTH_OVER; i++) {
		char c = in[i];

		if (field->state == CONTENT_LENGTH_DROPPED)
			field->state = c == ' ' || c == '\t'
					   ? CONTENT_LENGTH_DROP
					   : CONTENT_LENGTH_NAME;
		if (field->state == CONTENT_LENGTH_NAME) {
			if (c == '\n' && field->count == 0) {
				field->state = CONTENT_LENGTH_OVER;
				break;
			}
			if (take_name(field, c, &to))
				continue;
		}
		if (field->state == CONTENT_LENGTH_LINE)
			*to++ = c;
		if (c == '\n')
			field->state = field->state == CONTENT_LENGTH_DROP
					   ? CONTENT_LENGTH_DROPPED
					   : CONTENT_LENGTH_NAME;
	}
	*out_taken = i;
	return (size_t)(to - out);
}

size_t content_length_finish(struct content_length *field, char *out)
{
	if (field->count > 0)
		field->state = CONTENT_LENGTH_LINE;
	return release(field, out);
}
