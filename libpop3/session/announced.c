/*
 * session/announced.c - the capabilities of last time.
 *
 * A poll that finds nothing spends two of its round trips on CAPA, before
 * login and after, and is told the same each time.  So the lines can be kept
 * and believed:
 *
 *	TLS LF line LF line LF ... LF line LF line LF ...
 *
 * where TLS is "implicit", "starttls" or "none", since what is announced in
 * the clear may be anybody's word and must have no say inside TLS; then the
 * lines before login, an empty line, and those after.
 *
 * A wrong belief harms no one's secret: the way to TLS does not depend on it,
 * and the mechanisms are held against the same policy as if they had just been
 * announced.  What it costs is a refusal (login.c then asks) or a session.
 *
 * IMPLEMENTATION is left out: in some servers it is another in each session,
 * and all that is decided by it is whether mechanisms bound to the TLS
 * connection are tried (login.c).  Mechanisms that would be tried before the
 * one that served are left out, too: they did not, and to some servers each
 * refusal is a failed login.  So is PIPELINING where it was not borne (bulk.c).
 * An answer with a line that is no plain text, or too long, is not kept at all.
 */
#include "libpop3/session/announced.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/session/handle.h"

_Static_assert(POP3_ANNOUNCED_MAX >= 2 * P3_ANNOUNCED_LINES_MAX + 16,
    "both answers fit into the text");

static const char *const ways[] = {
    [POP3_TLS_IMPLICIT] = "implicit\n",
    [POP3_TLS_STARTTLS] = "starttls\n",
    [POP3_TLS_NONE] = "none\n",
};

void p3_announced_begin(struct p3_announced_lines *lines)
{
	*lines = (struct p3_announced_lines){.whole = true};
}

static bool is_plain(struct pop3_span line)
{
	for (size_t i = 0; i < line.length; i++)
		if (line.octets[i] < ' ' || line.octets[i] > '~')
			return false;
	return line.length > 0;
}

static bool is_implementation(struct pop3_span line)
{
	static const char word[] = "implementation";

	return line.length >= sizeof word - 1 && p3_begins(line.octets, word);
}

void p3_announced_add(
    struct p3_announced_lines *lines, const struct pop3_event *event)
{
	struct pop3_span line = event->u.line;

	assert(event->type == POP3_EVENT_CAPABILITY);
	if (is_implementation(line))
		return;
	if (!is_plain(line) ||
	    line.length >= sizeof lines->octets - lines->length) {
		lines->whole = false;
		return;
	}
	memcpy(lines->octets + lines->length, line.octets, line.length);
	lines->length += line.length;
	lines->octets[lines->length++] = '\n';
}

void p3_announced_forget(struct p3_announced_lines *lines, const char *name)
{
	const char *at = lines->octets, *end = at + lines->length;
	char *to = lines->octets;

	while (at < end) {
		size_t length = strcspn(at, " \n");

		if (to > lines->octets && to[-1] == ' ' &&
		    p3_same_name(at, length, name)) {
			to[-1] = at[length];
		} else {
			memmove(to, at, length + 1);
			to += length + 1;
		}
		at += length + 1;
	}
	lines->length = (size_t)(to - lines->octets);
}

static void forget_line(struct p3_announced_lines *lines, const char *name)
{
	const char *at = lines->octets, *end = at + lines->length;
	char *to = lines->octets;

	while (at < end) {
		size_t length = strcspn(at, "\n");

		if (!p3_same_name(at, length, name)) {
			memmove(to, at, length + 1);
			to += length + 1;
		}
		at += length + 1;
	}
	lines->length = (size_t)(to - lines->octets);
}

void p3_announced_forget_pipelining(struct p3_announced *announced)
{
	forget_line(&announced->before, "PIPELINING");
	forget_line(&announced->after, "PIPELINING");
}

/* ---- As a text ----------------------------------------------------------- */

const char *pop3_session_announced(struct pop3_session *session)
{
	struct p3_announced *announced = &session->announced;

	if (!announced->before.whole || !announced->after.whole)
		return NULL;
	snprintf(announced->text, sizeof announced->text, "%s%.*s\n%.*s",
	    ways[session->options.tls], (int)announced->before.length,
	    announced->before.octets, (int)announced->after.length,
	    announced->after.octets);
	return announced->text;
}

static bool take_lines(
    struct p3_announced_lines *lines, const char *text, size_t length)
{
	if (length > sizeof lines->octets ||
	    (length > 0 && text[length - 1] != '\n'))
		return false;
	p3_announced_begin(lines);
	memcpy(lines->octets, text, length);
	lines->length = length;
	return true;
}

void p3_announced_read(
    struct p3_announced *announced, const struct pop3_session_options *options)
{
	const char *way = ways[options->tls];
	const char *text = options->announced;
	const char *empty;

	if (text == NULL || strncmp(text, way, strlen(way)) != 0)
		return;
	text += strlen(way);
	/* With no lines before login the empty one comes at once. */
	empty = strstr(text - 1, "\n\n");
	if (empty == NULL)
		return;
	announced->believed =
	    take_lines(&announced->before, text, (size_t)(empty + 1 - text)) &&
	    take_lines(&announced->after, empty + 2, strlen(empty + 2));
	if (!announced->believed)
		*announced = (struct p3_announced){.believed = false};
}
