/*
 * engine/dialogue.h - the phases of a dialogue.
 *
 * Each phase is a function that gives the next event: 1 and *event filled,
 * 0 when I/O is needed first, -1 when the engine has failed.
 */
#ifndef P3_ENGINE_DIALOGUE_H
#define P3_ENGINE_DIALOGUE_H

#include "libpop3/engine/engine.h"

typedef int p3_phase_fn(struct pop3_engine *engine, struct pop3_event *event);

/* The answers behind a status line (answer.c). */
p3_phase_fn p3_phase_item;
p3_phase_fn p3_phase_listing;
p3_phase_fn p3_phase_message;

/* The status line that an event gave last and that is still unread. */
struct pop3_reply p3_kept_reply(struct pop3_engine *engine);

/* The end of a command (dialogue.c). */
p3_phase_fn p3_phase_complete;

/* Looks at the next line: 1 and *out_line, to be dropped when done with; 0
 * when more octets must come; -1 on a failure. */
int p3_next_line(struct pop3_engine *engine, struct pop3_span *out_line);

#endif
