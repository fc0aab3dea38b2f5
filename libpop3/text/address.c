/*
 * text/address.c - the addr-spec of the first mailbox of an address field
 * (RFC 5322, section 3.4, and the obsolete forms of 4.4).
 *
 * What a mailbox turns out to be is known only at its end: words may be a
 * display-name, until "<" says so, or the name of a group, until ":" does, or
 * the address itself.  So octets are gathered as if they were an address, and
 * the gathering begins anew when they were none: at "<", at ":" (which also
 * ends the route of "<@a,@b:jim@example.org>"), at a blank between two words,
 * at a comma with no "@" before it ("Smith, Jim <jim@example.org>").
 *
 * Broken input is read as well as it goes: a quote, a parenthesis or a
 * bracket without its partner is as good as not there.  Each is searched for a
 * partner once and, when there was none, not again for the next of its kind,
 * or a field of a million parentheses would take for ever.
 */
#include <pop3/header.h>

#include <string.h>

#include "libpop3/base/buf.h"
#include "libpop3/base/utf8.h"
#include "libpop3/text/token.h"

struct gatherer {
	const char *at;
	const char *end;
	struct p3_buf address;
	bool has_at;   /* an "@" outside quotes is in the address */
	bool angle;    /* inside "<" and ">" */
	bool gap;      /* a blank or a comment came last */
	bool complete; /* the address is; what follows is not it */
	bool done;
	bool full;
	bool lone_parenthesis;
	bool lone_quote;
	bool lone_bracket;
};

static void begin_anew(struct gatherer *g)
{
	p3_buf_take(&g->address, p3_buf_length(&g->address));
	g->has_at = false;
	g->gap = false;
	g->complete = false;
}

static bool joins(char c)
{
	return c == '@' || c == '.';
}

static char last(const struct gatherer *g)
{
	size_t length = p3_buf_length(&g->address);

	return length > 0 ? p3_buf_octets(&g->address)[length - 1] : '\0';
}

static bool is_address(const struct gatherer *g)
{
	return g->has_at && *p3_buf_octets(&g->address) != '@' &&
	       last(g) != '@';
}

/* Blanks may stand beside "@" and "." (section 4.4); elsewhere they part two
 * words, of which the second is another thing. */
static void cross_gap(struct gatherer *g, char next)
{
	bool parts = g->gap && !g->angle && last(g) != '\0' &&
		     !joins(last(g)) && !joins(next);

	g->gap = false;
	if (!parts)
		return;
	if (is_address(g))
		g->complete = true;
	else
		begin_anew(g);
}

/* Appends the character at octets, unless it is a blank or a control. */
static size_t put(struct gatherer *g, const char *octets, size_t length)
{
	uint32_t c;
	size_t n = p3_utf8_read(octets, length, &c);
	bool text = n > 0 && p3_utf8_is_text(c);

	if (n == 0)
		n = 1;
	if (g->complete || (unsigned char)*octets <= ' ' || *octets == 0x7F)
		return n;
	g->full |= !(text ? p3_buf_append(&g->address, octets, n)
			  : p3_buf_append(&g->address, "?", 1));
	return n;
}

/* ---- One token each ---------------------------------------------------- */

static void take_comment(struct gatherer *g)
{
	size_t n = 0;

	if (!g->lone_parenthesis)
		n = p3_comment_length(g->at, (size_t)(g->end - g->at));
	g->lone_parenthesis = n == 0;
	g->at += n > 0 ? n : 1;
	g->gap = true;
}

static void take_quoted(struct gatherer *g)
{
	const char *end;
	size_t n = 0;

	if (!g->lone_quote)
		n = p3_quoted_length(g->at, (size_t)(g->end - g->at));
	g->lone_quote = n == 0;
	if (n == 0) {
		g->at++;
		return;
	}
	cross_gap(g, '"');
	for (end = g->at + n; g->at < end;)
		g->at += put(g, g->at, (size_t)(end - g->at));
}

/* "[192.0.2.1]" behind "@"; anywhere else a bracket is a plain octet. */
static void take_literal(struct gatherer *g)
{
	bool literal = last(g) == '@' && !g->lone_bracket;
	const char *close = NULL;

	if (literal)
		close = memchr(g->at, ']', (size_t)(g->end - g->at));
	g->lone_bracket |= literal && close == NULL;
	cross_gap(g, '[');
	do {
		g->at += put(g, g->at, (size_t)(g->end - g->at));
	} while (close != NULL && g->at <= close);
}

static void take_comma(struct gatherer *g)
{
	g->at++;
	if (g->angle)
		/* Between the hops of a route; else the ">" is missing. */
		g->done = last(g) != '\0' && *p3_buf_octets(&g->address) != '@';
	else if (is_address(g))
		g->done = true;
	else
		begin_anew(g);
}

static void take_plain(struct gatherer *g)
{
	cross_gap(g, *g->at);
	g->has_at |= *g->at == '@';
	g->at += put(g, g->at, (size_t)(g->end - g->at));
}

static void take_token(struct gatherer *g)
{
	switch (*g->at) {
	case '(':
		take_comment(g);
		return;
	case '"':
		take_quoted(g);
		return;
	case '[':
		take_literal(g);
		return;
	case ',':
	case ';':
		take_comma(g);
		return;
	case '<':
		g->angle = true;
		/* fall through */
	case ':':
		begin_anew(g);
		g->at++;
		return;
	case '>':
		g->done = g->angle;
		g->at++;
		return;
	default:
		if ((unsigned char)*g->at > ' ') {
			take_plain(g);
			return;
		}
		g->gap = true;
		g->at++;
	}
}

enum pop3_status pop3_header_address(
    const struct pop3_field *field, char **out_address)
{
	const char *octets = p3_field_octets(field);
	struct gatherer g = {.at = octets, .end = octets + field->length};
	enum pop3_status status = POP3_E_NO_MEMORY;

	p3_buf_init(&g.address, field->length);
	while (g.at < g.end && !g.done && !g.full)
		take_token(&g);
	if (!g.full && !g.angle && !is_address(&g))
		begin_anew(&g);
	if (!g.full)
		status = p3_buf_give(&g.address, out_address);
	p3_buf_free(&g.address);
	return status;
}
