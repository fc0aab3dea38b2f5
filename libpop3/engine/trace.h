/*
 * engine/trace.h - showing the dialogue to whoever asked for it.
 */
#ifndef P3_ENGINE_TRACE_H
#define P3_ENGINE_TRACE_H

#include <pop3/engine.h>

struct p3_trace {
	pop3_trace_fn *fn; /* NULL: nobody asked */
	void *context;
};

void p3_trace_line(const struct p3_trace *trace, enum pop3_direction direction,
    struct pop3_span line);

/* Shows the line's first visible octets and "<hidden>" for the others. */
void p3_trace_hidden(const struct p3_trace *trace,
    enum pop3_direction direction, struct pop3_span line, size_t visible);

/* "<1234 octets>" from the server. */
void p3_trace_octets(const struct p3_trace *trace, uint64_t octets);

#endif
