/*
 * render.h - events as lines of text.
 */
#ifndef TESTS_UNIT_ENGINE_RENDER_H
#define TESTS_UNIT_ENGINE_RENDER_H

#include <pop3/event.h>

#include "text.h"

static inline void render_span(struct text *text, struct pop3_span span)
{
	append_text(text, " ");
	append_escaped(text, span.octets, span.length);
}

static inline void render_reply(
    struct text *text, const struct pop3_reply *reply)
{
	static const char *const codes[] = {"", " [IN-USE]", " [LOGIN-DELAY]",
	    " [SYS/TEMP]", " [SYS/PERM]", " [AUTH]", " [UTF8]", " [?]"};

	append_text(text, reply->ok ? " +OK" : " -ERR");
	append_text(text, codes[reply->code]);
	if (reply->text.length > 0)
		render_span(text, reply->text);
}

static inline void render_command(
    struct text *text, const char *what, const struct pop3_event *event)
{
	append_text(text, what);
	append_text(text, " ");
	append_text(text, pop3_verb_name(event->verb));
	if (event->msgno > 0)
		append_number(text, event->msgno);
}

/* The octets of a message, a line at a time, wherever they were cut. */
static inline void render_message(
    struct text *text, uint32_t msgno, const struct text *message)
{
	size_t at = 0;

	while (at < message->length) {
		const char *line = message->octets + at;
		const char *lf = memchr(line, '\n', message->length - at);
		size_t n =
		    lf != NULL ? (size_t)(lf - line) + 1 : message->length - at;

		append_text(text, "DATA");
		append_number(text, msgno);
		append_text(text, " ");
		append_escaped(text, line, n);
		append_text(text, "\n");
		at += n;
	}
}

static inline void render_event(
    struct text *text, const struct pop3_event *event)
{
	switch (event->type) {
	case POP3_EVENT_GREETING:
		append_text(text, "GREETING");
		render_reply(text, &event->u.reply);
		break;
	case POP3_EVENT_REPLY:
		render_command(text, "REPLY", event);
		render_reply(text, &event->u.reply);
		break;
	case POP3_EVENT_CAPABILITY:
		append_text(text, "CAPABILITY");
		render_span(text, event->u.line);
		break;
	case POP3_EVENT_DROP_LISTING:
		append_text(text, "DROP-LISTING");
		append_number(text, event->u.drop.count);
		append_number(text, event->u.drop.octets);
		break;
	case POP3_EVENT_SCAN:
		append_text(text, "SCAN");
		append_number(text, event->u.scan.msgno);
		append_number(text, event->u.scan.octets);
		break;
	case POP3_EVENT_UNIQUE_ID:
		append_text(text, "UNIQUE-ID");
		append_number(text, event->u.uid.msgno);
		render_span(text, event->u.uid.uid);
		break;
	case POP3_EVENT_LAST:
		append_text(text, "LAST");
		append_number(text, event->u.last);
		break;
	case POP3_EVENT_LANGUAGE:
		append_text(text, "LANGUAGE");
		render_span(text, event->u.line);
		break;
	case POP3_EVENT_MALFORMED:
		append_text(text, "MALFORMED");
		render_span(text, event->u.line);
		break;
	case POP3_EVENT_CHALLENGE:
		append_text(text, "CHALLENGE");
		render_span(text, event->u.line);
		break;
	case POP3_EVENT_START_TLS:
		append_text(text, "START-TLS");
		break;
	case POP3_EVENT_COMPLETE:
		render_command(text, "COMPLETE", event);
		if (event->verb == POP3_VERB_RETR ||
		    event->verb == POP3_VERB_TOP)
			append_number(text, event->u.octets);
		break;
	case POP3_EVENT_DATA:
		break;
	}
	append_text(text, "\n");
}

#endif
