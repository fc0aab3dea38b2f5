/*
 * session/ask.c - the commands that ask for little: NOOP, RSET, STAT, LAST
 * and CAPA.
 */
#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/session/drive.h"

typedef enum pop3_status submit_fn(struct pop3_engine *engine, uintptr_t tag);

static enum pop3_status ask(struct pop3_session *session, submit_fn *submit,
    enum pop3_verb verb, p3_item_fn *item, void *context)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_TRANSACTION));
	if (status != POP3_OK)
		return status;
	return p3_drive_simple(
	    session, submit(session->engine, 0), verb, item, context);
}

enum pop3_status pop3_session_noop(struct pop3_session *session)
{
	return ask(session, pop3_engine_noop, POP3_VERB_NOOP, NULL, NULL);
}

enum pop3_status pop3_session_rset(struct pop3_session *session)
{
	return ask(session, pop3_engine_rset, POP3_VERB_RSET, NULL, NULL);
}

/* ---- STAT and LAST ------------------------------------------------------- */

/* The one item of an answer that is a line, or the line that is none. */
struct item {
	struct pop3_event event;
	bool found;
	char line[P3_WORDS_MAX];
};

static enum pop3_status keep_item(void *context, const struct pop3_event *event)
{
	struct item *item = context;

	item->event = *event;
	item->found = event->type != POP3_EVENT_MALFORMED;
	if (!item->found)
		pop3_printable(item->line, sizeof item->line,
		    event->u.line.octets, event->u.line.length);
	return POP3_OK;
}

static enum pop3_status ask_for_item(struct pop3_session *session,
    submit_fn *submit, enum pop3_verb verb, struct item *out_item)
{
	enum pop3_status status;

	*out_item = (struct item){.found = false};
	status = ask(session, submit, verb, keep_item, out_item);
	if (status != POP3_OK || out_item->found)
		return status;
	p3_echo_hide_kept(session, out_item->line);
	p3_error(&session->error, POP3_E_PROTOCOL, 0,
	    "cannot read the answer to '%s': '%s'", pop3_verb_name(verb),
	    out_item->line);
	return p3_session_break(session, POP3_E_PROTOCOL);
}

enum pop3_status pop3_session_stat(
    struct pop3_session *session, struct pop3_drop_listing *out_drop)
{
	struct item item;
	enum pop3_status status =
	    ask_for_item(session, pop3_engine_stat, POP3_VERB_STAT, &item);

	if (status == POP3_OK)
		*out_drop = item.event.u.drop;
	return status;
}

enum pop3_status pop3_session_last(
    struct pop3_session *session, uint32_t *out_msgno)
{
	struct item item;
	enum pop3_status status =
	    ask_for_item(session, pop3_engine_last, POP3_VERB_LAST, &item);

	if (status == POP3_OK)
		*out_msgno = item.event.u.last;
	return status;
}

/* ---- CAPA ---------------------------------------------------------------- */

struct lines {
	pop3_line_fn *line;
	void *context;
};

static enum pop3_status show_line(void *context, const struct pop3_event *event)
{
	const struct lines *lines = context;

	if (lines->line != NULL)
		lines->line(
		    lines->context, event->u.line.octets, event->u.line.length);
	return POP3_OK;
}

enum pop3_status pop3_session_capa(
    struct pop3_session *session, pop3_line_fn *line, void *context)
{
	struct lines lines = {line, context};
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE_ANSWERING);
	if (status != POP3_OK)
		return status;
	return p3_drive_simple(session, pop3_engine_capa(session->engine, 0),
	    POP3_VERB_CAPA, show_line, &lines);
}
