/*
 * engine/trace.c - lines for a trace, without the secrets.
 *
 * What must not be shown is cut where the line is made (command.c says how
 * much of each is visible), not recognised afterwards by looking for "PASS".
 */
#include "libpop3/engine/trace.h"

#include <assert.h>
#include <string.h>

#include "libpop3/base/number.h"

static const char HIDDEN[] = "<hidden>";

void p3_trace_line(const struct p3_trace *trace, enum pop3_direction direction,
    struct pop3_span line)
{
	if (trace->fn != NULL)
		trace->fn(trace->context, direction, line.octets, line.length);
}

void p3_trace_hidden(const struct p3_trace *trace,
    enum pop3_direction direction, struct pop3_span line, size_t visible)
{
	char shown[POP3_COMMAND_MAX + sizeof HIDDEN];

	assert(visible <= line.length && visible <= POP3_COMMAND_MAX);
	if (visible > 0)
		memcpy(shown, line.octets, visible);
	memcpy(shown + visible, HIDDEN, sizeof HIDDEN - 1);
	p3_trace_line(trace, direction,
	    (struct pop3_span){shown, visible + sizeof HIDDEN - 1});
}

void p3_trace_octets(const struct p3_trace *trace, uint64_t octets)
{
	char shown[P3_NUMBER_TEXT_MAX + 16];
	size_t n;

	shown[0] = '<';
	n = 1 + p3_number_write(shown + 1, octets);
	memcpy(shown + n, " octets>", 8);
	p3_trace_line(
	    trace, POP3_FROM_SERVER, (struct pop3_span){shown, n + 8});
}
