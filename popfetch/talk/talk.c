/*
 * talk.c - one line, one write, and the one way by which all talk goes.
 *
 * A line is made whole before it is written, so that lines of several
 * processes that share a standard error do not run into each other.  errno
 * is kept: people are told between a failure and its handling.
 */
#include "popfetch/talk/talk.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "popfetch/system/interrupt.h"
#include "popfetch/system/terminal.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/glyph.h"

/* Room for a path, an error's text and what stands around them. */
#define TEXT_MAX	6144
#define ACCOUNT_MAX	256
#define LINE_MAX_OCTETS (TEXT_MAX + ACCOUNT_MAX + 64)

#define PROGRAM "popfetch: "

static const char ellipsis[] = "...";

const struct talk talk_unnamed = {0};

static talk_outlet_fn *diverted_to;
static void *diversion;
static talk_outlet_fn *logged_by;
static void *log_context;
static talk_outlet_fn *filtered_by;
static void *filter_context;
static void (*preceded_by)(void *context);
static void *preceding_context;

void talk_divert(talk_outlet_fn *outlet, void *context)
{
	diverted_to = outlet;
	diversion = context;
}

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
static void write_line(const struct talk_line *from)
{
	char line[LINE_MAX_OCTETS + 1];

	if (interrupt_spares(STDERR_FILENO))
		return;
	snprintf(line, LINE_MAX_OCTETS, "%s%.*s%s%s",
	    from->level == TALK_TRACE ? "" : PROGRAM, ACCOUNT_MAX,
	    from->account != NULL ? from->account : "",
	    from->account != NULL ? ": " : "", from->text);
	blank_controls(line);
	strcat(line, "\n");
	if (preceded_by != NULL)
		preceded_by(preceding_context);
	fputs(line, stderr);
}

void talk_log(talk_outlet_fn *log, void *context)
{
	logged_by = log;
	log_context = context;
}

void talk_filter(talk_outlet_fn *filter, void *context)
{
	filtered_by = filter;
	filter_context = context;
}

void talk_precede(void (*before)(void *context), void *context)
{
	preceded_by = before;
	preceding_context = context;
}

void talk_pass(const struct talk_line *line)
{
	const int sys_errno = errno;

	if (diverted_to != NULL) {
		diverted_to(diversion, line);
	} else {
		if (line->shown)
			write_line(line);
		if (logged_by != NULL && !line->logged)
			logged_by(log_context, line);
	}
	errno = sys_errno;
}

void talk_show(const struct talk_line *line)
{
	struct talk_line again = *line;

	again.logged = true;
	talk_pass(&again);
}

void talk_say(const struct talk_line *line)
{
	if (filtered_by != NULL)
		filtered_by(filter_context, line);
	else
		talk_pass(line);
}

static bool is_shown(const struct talk *talk, enum talk_level level)
{
	switch (level) {
	case TALK_WARNING:
		return !talk->quiet;
	case TALK_DETAIL:
		return talk->verbose;
	case TALK_ERROR:
	case TALK_TRACE:
		break;
	}
	return true;
}

static void __attribute__((format(printf, 3, 0))) say(const struct talk *talk,
    enum talk_level level, const char *format, va_list arguments)
{
	const int sys_errno = errno;
	char text[TEXT_MAX + sizeof ellipsis];
	const struct talk_line line = {
	    .level = level,
	    .account = talk->account,
	    .subject = talk->subject != NULL ? talk->subject : talk->account,
	    .text = text,
	    .shown = is_shown(talk, level),
	};

	if (!line.shown && logged_by == NULL)
		return;
	if (vsnprintf(text, TEXT_MAX, format, arguments) >= TEXT_MAX)
		strcat(text, ellipsis);
	blank_controls(text);
	talk_say(&line);
	errno = sys_errno;
}

const char *talk_reason(int sys_errno)
{
	static char words[FAILURE_REASON_SIZE];

	failure_reason(words, sys_errno);
	return words;
}

void talk_error(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(talk, TALK_ERROR, format, arguments);
	va_end(arguments);
}

void talk_warning(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(talk, TALK_WARNING, format, arguments);
	va_end(arguments);
}

void talk_detail(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(talk, TALK_DETAIL, format, arguments);
	va_end(arguments);
}

void talk_trace(const struct talk *talk, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say(talk, TALK_TRACE, format, arguments);
	va_end(arguments);
}
