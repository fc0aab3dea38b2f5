/*
 * talk.c - one line, one write.
 *
 * A line is made whole before it is written, so that lines of several
 * processes that share a standard error do not run into each other.  errno
 * is kept: people are told between a failure and its handling.
 */
#include "talk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "glyph.h"
#include "terminal.h"

/* Room for a path, an error's text and what stands around them. */
#define LINE_MAX_OCTETS 6144

#define PROGRAM "popfetch: "

static const char ellipsis[] = "...";

/* What a terminal of this locale can show. */
static void keep_glyphs(char *text)
{
	size_t left = strlen(text);
	char *to = text;

	while (left > 0) {
		const struct glyph glyph = glyph_read(text, left);

		memmove(to, glyph.octets, glyph.length);
		to += glyph.length;
		text += glyph.taken;
		left -= glyph.taken;
	}
	*to = '\0';
}

/* C0, DEL and, as UTF-8 has them, C1: they act on a terminal, also on one that
 * shows a log later. */
static void blank_controls(char *text)
{
	for (unsigned char *at = (unsigned char *)text; *at != '\0'; at++) {
		if (*at < 0x20 || *at == 0x7f)
			*at = '?';
		else if (*at == 0xc2 && at[1] >= 0x80 && at[1] < 0xa0)
			at[0] = at[1] = '?';
	}
	if (terminal_is(STDERR_FILENO))
		keep_glyphs(text);
}

/* The name in front is the program's or nobody's. */
static void __attribute__((format(printf, 3, 0))) say(const struct talk *talk,
    const char *name, const char *format, va_list arguments)
{
	const int sys_errno = errno;
	char line[LINE_MAX_OCTETS + sizeof(ellipsis) + 1];
	int used, more;

	used = snprintf(line, LINE_MAX_OCTETS, "%s%s%s", name,
	    talk->account != NULL ? talk->account : "",
	    talk->account != NULL ? ": " : "");
	if (used < 0 || used >= LINE_MAX_OCTETS)
		used = 0;
	more = vsnprintf(
	    line + used, (size_t)(LINE_MAX_OCTETS - used), format, arguments);
	if (more >= LINE_MAX_OCTETS - used)
		strcat(line, ellipsis);
	blank_controls(line);
	strcat(line, "\n");
	fputs(line, stderr);
	errno = sys_errno;
}

const char *talk_reason(int sys_errno)
{
	static char words[128];

	if (strerror_r(sys_errno, words, sizeof(words)) != 0)
		snprintf(words, sizeof(words), "error %d", sys_errno);
	if (words[0] >= 'A' && words[0] <= 'Z' &&
	    (words[1] < 'A' || words[1] > 'Z'))
		words[0] = (char)(words[0] - 'A' + 'a');
	return words;
}

void talk_error(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(talk, PROGRAM, format, arguments);
	va_end(arguments);
}

void talk_warning(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	if (talk->quiet)
		return;
	va_start(arguments, format);
	say(talk, PROGRAM, format, arguments);
	va_end(arguments);
}

void talk_detail(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	if (!talk->verbose)
		return;
	va_start(arguments, format);
	say(talk, PROGRAM, format, arguments);
	va_end(arguments);
}

void talk_trace(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(talk, "", format, arguments);
	va_end(arguments);
}
