/*
 * text/field.c - finding a field in a header (RFC 5322, section 2.2).
 *
 * A field is a line that does not begin with a blank, and the lines behind
 * it that do.  A line ends with LF; the CR before it, where there is one,
 * belongs to the end.  Lines that are no field ("From " of an mbox, what a
 * filter left behind) are passed over: the header ends at the first empty
 * line and nowhere else.  Blanks before the colon are the obsolete form of
 * section 4.5.
 */
#include <pop3/header.h>

#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/text/token.h"

/* What is left of a header, or one line of it without its line end. */
struct span {
	const char *at;
	const char *end;
};

static bool next_line(struct span *rest, struct span *line)
{
	const char *lf;

	if (rest->at == rest->end)
		return false;
	lf = memchr(rest->at, '\n', (size_t)(rest->end - rest->at));
	line->at = rest->at;
	line->end = lf != NULL ? lf : rest->end;
	rest->at = lf != NULL ? lf + 1 : rest->end;
	if (line->end > line->at && line->end[-1] == '\r')
		line->end--;
	return true;
}

static bool continues(const struct span *rest)
{
	return rest->at < rest->end && (*rest->at == ' ' || *rest->at == '\t');
}

/* Where the body of the field begins on its first line; NULL when the line
 * is no field of that name. */
static const char *body_of(const struct span *line, const char *name)
{
	const char *colon =
	    memchr(line->at, ':', (size_t)(line->end - line->at));
	const char *end = colon;

	if (colon == NULL)
		return NULL;
	while (end > line->at && p3_is_folding(end[-1]))
		end--;
	if (!p3_same_name(line->at, (size_t)(end - line->at), name))
		return NULL;
	return colon + 1;
}

bool pop3_header_find(const char *header, size_t length, const char *name,
    struct pop3_field *out_field)
{
	struct span rest, line;

	if (length == 0)
		return false;
	rest = (struct span){header, header + length};
	while (next_line(&rest, &line) && line.at < line.end) {
		const char *body = body_of(&line, name);

		while (continues(&rest))
			next_line(&rest, &line);
		if (body == NULL)
			continue;
		out_field->octets = body;
		out_field->length = (size_t)(line.end - body);
		return true;
	}
	return false;
}
