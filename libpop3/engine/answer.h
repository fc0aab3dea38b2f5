/*
 * engine/answer.h - the server's next line, and the phases behind a status
 * line.
 *
 * Each phase is a function that gives the next event: 1 and *event filled,
 * 0 when I/O is needed first, -1 when the engine has failed.  It is given an
 * event of p3_event_begin().
 */
#ifndef P3_ENGINE_ANSWER_H
#define P3_ENGINE_ANSWER_H

#include "libpop3/engine/engine.h"

typedef int p3_phase_fn(struct pop3_engine *engine, struct pop3_event *event);

p3_phase_fn p3_phase_item;
p3_phase_fn p3_phase_message;

/* A listing has a million lines: this one begins the event itself, once the
 * line is there, in the caller's own. */
p3_phase_fn p3_phase_listing;

/* The end of a command. */
p3_phase_fn p3_phase_complete;

/* Makes it all zero but for the verb, message-number and tag of the oldest
 * command.  In place: a copy of what was just written waits for it. */
static inline void p3_event_begin(
    const struct pop3_engine *engine, struct pop3_event *event)
{
	const struct p3_command *command =
	    p3_pipeline_oldest(&engine->pipeline);

	*event = (struct pop3_event){0};
	if (command == NULL || engine->state == POP3_STATE_GREETING)
		return;
	event->verb = command->verb;
	event->msgno = command->msgno;
	event->tag = command->tag;
}

/* Looks at the next line: 1 and *out_line, to be dropped when done with; 0
 * when more octets must come; -1 on a failure. */
int p3_next_line(struct pop3_engine *engine, struct pop3_span *out_line);

/* The status line that an event gave last and that is still unread. */
struct pop3_reply p3_kept_reply(struct pop3_engine *engine);

#endif
