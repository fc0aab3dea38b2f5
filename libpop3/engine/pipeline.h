/*
 * engine/pipeline.h - the ring of submitted commands and their lines.
 */
#ifndef P3_ENGINE_PIPELINE_H
#define P3_ENGINE_PIPELINE_H

#include "libpop3/base/buf.h"
#include "libpop3/engine/trace.h"

/* What a +OK to a command brings with it. */
enum p3_answer {
	P3_ANSWER_LINE = 0, /* the status line alone */
	P3_ANSWER_ITEM,	    /* one item in the text of the status line */
	P3_ANSWER_LISTING,  /* lines up to the terminator, an item each */
	P3_ANSWER_MESSAGE   /* a message up to the terminator */
};

/* Small, since a pipeline may have thousands. */
struct p3_command {
	uintptr_t tag;
	uint64_t expected; /* octets of the answer; 0: unknown */
	uint32_t msgno;
	uint32_t length;  /* octets of its line, CRLF counted */
	uint32_t visible; /* of these, octets that a trace may show */
	enum pop3_verb verb : 8;
	enum p3_answer answer : 8;
};

/*
 * Commands stand on the ring in order: first those shown to the driver, then
 * those released and not yet shown, then those waiting.
 */
struct p3_pipeline {
	struct p3_command *ring;
	size_t size;	 /* slots there are */
	size_t capacity; /* slots there may be */
	size_t head;	 /* slot of the oldest command */
	size_t count;
	size_t released; /* of these, let out: in flight */
	size_t shown;	 /* of these, seen by the driver: may be answered */
	uint64_t released_octets; /* what the released are expected to bring */
	uint64_t octets_max;	  /* the window in octets */
	struct p3_buf lines;	  /* of all commands whose line is not sent */
	size_t unsent;		  /* of these octets, released */
};

void p3_pipeline_init(
    struct p3_pipeline *pipeline, uint32_t commands_max, uint64_t octets_max);
void p3_pipeline_free(struct p3_pipeline *pipeline);

/* Puts a copy of command, with its line, on the ring: POP3_E_FULL,
 * POP3_E_NO_MEMORY; both change nothing. */
enum pop3_status p3_pipeline_submit(struct p3_pipeline *pipeline,
    const struct p3_command *command, const char *line);

/* Says what the command submitted last is expected to bring. */
void p3_pipeline_expect(struct p3_pipeline *pipeline, uint64_t octets);

/* Releases what the window allows, at least one command when none is in
 * flight, nothing behind a barrier; shows each to the trace. */
void p3_pipeline_release(
    struct p3_pipeline *pipeline, size_t window, const struct p3_trace *trace);

/* Takes what has not been released off again; how many commands. */
size_t p3_pipeline_withdraw(struct p3_pipeline *pipeline);

/* Whether the command submitted last is of that verb. */
bool p3_pipeline_ends_in(
    const struct p3_pipeline *pipeline, enum pop3_verb verb);

/* The octets to send; from now on all that is released may be answered. */
struct pop3_span p3_pipeline_show(struct p3_pipeline *pipeline);
void p3_pipeline_sent(struct p3_pipeline *pipeline, size_t octets);

/* The oldest command, NULL when there is none; and taking it off. */
static inline const struct p3_command *p3_pipeline_oldest(
    const struct p3_pipeline *pipeline)
{
	return pipeline->count > 0 ? &pipeline->ring[pipeline->head] : NULL;
}
void p3_pipeline_complete(struct p3_pipeline *pipeline);

#endif
