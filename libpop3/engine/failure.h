/*
 * engine/failure.h - the failures of a dialogue, in words.  Each shuts the
 * engine and returns -1, what pop3_engine_next() then returns.
 */
#ifndef P3_ENGINE_FAILURE_H
#define P3_ENGINE_FAILURE_H

#include <pop3/engine.h>

/* Keeps the words of a refusal, until another answer comes. */
void p3_failure_note(
    struct pop3_engine *engine, const struct pop3_event *event);

/* The connection ended; says inside what, or behind which refusal. */
int p3_fail_closed(struct pop3_engine *engine);

/* A line does not fit into the input space. */
int p3_fail_limit(struct pop3_engine *engine);

/* The line should begin with a status indicator. */
int p3_fail_indicator(struct pop3_engine *engine, struct pop3_span line);

/* Octets came that answer nothing. */
int p3_fail_unasked(struct pop3_engine *engine, struct pop3_span octets);

/* Octets came in clear behind the answer to STLS. */
int p3_fail_behind_stls(struct pop3_engine *engine);

/* The greeting was -ERR. */
int p3_fail_refused(struct pop3_engine *engine, struct pop3_span text);

#endif
