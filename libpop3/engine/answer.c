/*
 * engine/answer.c - what follows a +OK: an item in the status line itself, a
 * listing, or a message (RFC 1939, section 3).
 *
 * A listing's lines are given one by one as they come, however many there
 * are; whoever collects them sets the limit.  A message's octets are given
 * as they come.  Both end with a line of "." alone.
 */
#include "libpop3/engine/answer.h"

#include <assert.h>

#include "libpop3/engine/capabilities.h"
#include "libpop3/engine/failure.h"
#include "libpop3/engine/keyword.h"
#include "libpop3/engine/listing.h"
#include "libpop3/engine/reply.h"

int p3_next_line(struct pop3_engine *engine, struct pop3_span *out_line)
{
	if (p3_input_line(&engine->input, out_line))
		return 1;
	if (p3_input_is_full(&engine->input))
		return p3_fail_limit(engine);
	if (engine->input.eof)
		return p3_fail_closed(engine);
	return 0;
}

struct pop3_reply p3_kept_reply(struct pop3_engine *engine)
{
	struct pop3_reply reply = {0};
	struct pop3_span line = {0};
	bool kept =
	    p3_input_line(&engine->input, &line) && p3_reply_read(line, &reply);

	assert(kept);
	(void)kept;
	return reply;
}

/* Reads an item of the command's kind, or calls it malformed. */
static void give_item(struct pop3_event *event, struct pop3_span line)
{
	bool read;

	switch (event->verb) {
	case POP3_VERB_STAT:
		event->type = POP3_EVENT_DROP_LISTING;
		read = p3_drop_listing_read(line, &event->u.drop);
		break;
	case POP3_VERB_LIST:
		event->type = POP3_EVENT_SCAN;
		read = p3_scan_listing_read(line, &event->u.scan);
		break;
	case POP3_VERB_UIDL:
		event->type = POP3_EVENT_UNIQUE_ID;
		read = p3_unique_id_read(line, &event->u.uid);
		break;
	case POP3_VERB_LAST:
		event->type = POP3_EVENT_LAST;
		read = p3_last_read(line, &event->u.last);
		break;
	default:
		event->type = event->verb == POP3_VERB_CAPA
				  ? POP3_EVENT_CAPABILITY
				  : POP3_EVENT_LANGUAGE;
		event->u.line = line;
		return;
	}
	if (!read) {
		event->type = POP3_EVENT_MALFORMED;
		event->u.line = line;
	}
}

int p3_phase_complete(struct pop3_engine *engine, struct pop3_event *event)
{
	event->type = POP3_EVENT_COMPLETE;
	event->u.octets = engine->data_octets;
	engine->phase =
	    event->verb == POP3_VERB_QUIT ? P3_PHASE_OVER : P3_PHASE_REPLY;
	p3_pipeline_complete(&engine->pipeline);
	return 1;
}

int p3_phase_item(struct pop3_engine *engine, struct pop3_event *event)
{
	give_item(event, p3_kept_reply(engine).text);
	p3_input_drop_line(&engine->input);
	engine->phase = P3_PHASE_COMPLETE;
	return 1;
}

int p3_phase_listing(struct pop3_engine *engine, struct pop3_event *event)
{
	struct pop3_span line;
	int got = p3_next_line(engine, &line);

	if (got <= 0)
		return got;
	p3_event_begin(engine, event);
	p3_trace_line(&engine->trace, POP3_FROM_SERVER, line);
	p3_input_drop_line(&engine->input);
	if (line.length == 1 && line.octets[0] == '.') {
		if (event->verb == POP3_VERB_CAPA)
			engine->capabilities_known = true;
		return p3_phase_complete(engine, event);
	}
	if (line.length > 0 && line.octets[0] == '.')
		line = p3_span_behind(line, 1);
	if (event->verb == POP3_VERB_CAPA)
		p3_capabilities_add(&engine->capabilities, line);
	event->line = line;
	give_item(event, line);
	return 1;
}

int p3_phase_message(struct pop3_engine *engine, struct pop3_event *event)
{
	struct pop3_span unread = p3_input_unread(&engine->input);
	size_t used;

	engine->dot.bare_lf = engine->input.line_end == P3_LINE_END_LF;
	switch (p3_dot_take(&engine->dot, unread.octets, unread.length,
	    &event->u.data, &used)) {
	case P3_DOT_DATA:
		p3_input_drop(&engine->input, used);
		engine->data_octets += event->u.data.length;
		event->type = POP3_EVENT_DATA;
		return 1;
	case P3_DOT_END:
		p3_input_drop(&engine->input, used);
		p3_trace_octets(&engine->trace, engine->data_octets);
		return p3_phase_complete(engine, event);
	case P3_DOT_MORE:
		break;
	}
	return engine->input.eof ? p3_fail_closed(engine) : 0;
}
