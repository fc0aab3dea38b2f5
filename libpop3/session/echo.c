/*
 * session/echo.c - looking for the secret in what the server said.
 *
 * "-ERR bad password 's3cret'" is a real answer of real servers, and error
 * texts end in the mail that cron sends.  The texts are printable and cut, so
 * the secret is looked for as it would look there: made printable, and at the
 * end also the beginning of it.  Of a long one (a token) its beginning is
 * enough to know it by, and everything from there on is hidden.
 */
#include "libpop3/session/echo.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/secret.h"

#define LEAST	 3
#define KNOWN_BY 64 /* octets of a secret */
static const char HIDDEN[] = "***";
static const char CUT[] = "...";

/* Hides length octets at text: all that follows moves up. */
static void hide(char *text, size_t length)
{
	memmove(
	    text + sizeof HIDDEN - 1, text + length, strlen(text + length) + 1);
	memcpy(text, HIDDEN, sizeof HIDDEN - 1);
}

static size_t length_without_cut(const char *text)
{
	size_t length = strlen(text);
	size_t cut = sizeof CUT - 1;

	if (length >= cut && memcmp(text + length - cut, CUT, cut) == 0)
		length -= cut;
	return length;
}

/* The beginning of the secret where the text ends. */
static void hide_cut(char *text, const char *known, size_t length)
{
	size_t end = length_without_cut(text);

	for (size_t n = length < end ? length : end; n >= LEAST; n--)
		if (memcmp(text + end - n, known, n) == 0) {
			hide(text + end - n, n);
			return;
		}
}

void p3_echo_hide(char *text, const char *secret)
{
	char known[KNOWN_BY + 1];
	size_t length = strlen(secret);
	char *at = text;

	pop3_printable(
	    known, sizeof known, secret, length < KNOWN_BY ? length : KNOWN_BY);
	length = strlen(known);
	if (length < LEAST)
		return;
	while ((at = strstr(at, known)) != NULL) {
		hide(at, length < KNOWN_BY ? length : strlen(at));
		at += sizeof HIDDEN - 1;
	}
	hide_cut(text, known, length);
	p3_wipe(known, sizeof known);
}

static bool holds(const char *line, size_t length, const char *secret)
{
	size_t n = strlen(secret);

	if (n < LEAST)
		return false;
	for (size_t i = 0; i + n <= length; i++)
		if (memcmp(line + i, secret, n) == 0)
			return true;
	return false;
}

void p3_echo_trace(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	static const char hidden[] = "<hidden>";
	const struct pop3_session *session = context;
	const struct pop3_session_options *options = &session->options;

	if (direction == POP3_FROM_SERVER && session->secret != NULL &&
	    holds(line, length, session->secret))
		options->trace(options->trace_context, direction, hidden,
		    sizeof hidden - 1);
	else
		options->trace(options->trace_context, direction, line, length);
}
