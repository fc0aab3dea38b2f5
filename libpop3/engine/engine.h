/*
 * engine/engine.h - the engine itself, for the files of this room.
 *
 * engine.c makes and frees it, port.c has its ports, command.c what is
 * submitted, exchange.c the answers to challenges, dialogue.c and answer.c the
 * events.
 */
#ifndef P3_ENGINE_ENGINE_H
#define P3_ENGINE_ENGINE_H

#include <pop3/engine.h>

#include "libpop3/engine/dot.h"
#include "libpop3/engine/input.h"
#include "libpop3/engine/pipeline.h"
#include "libpop3/engine/timestamp.h"

/* What the next event will be, or will need. */
enum p3_phase {
	P3_PHASE_GREETING = 0,
	P3_PHASE_REFUSED, /* the greeting said no: fail */
	P3_PHASE_REPLY,	  /* the oldest command's status line is due */
	P3_PHASE_ITEM,	  /* give the item in the status line just seen */
	P3_PHASE_LISTING,
	P3_PHASE_MESSAGE,
	P3_PHASE_CHALLENGED, /* _respond or _cancel is due */
	P3_PHASE_START_TLS,  /* give START_TLS */
	P3_PHASE_TLS,	     /* _tls_started is due */
	P3_PHASE_COMPLETE,   /* give COMPLETE */
	P3_PHASE_OVER	     /* QUIT was answered */
};

/* Of a server's words in a text; the rest of it must fit beside them. */
#define P3_ENGINE_WORDS_MAX 200

struct pop3_engine {
	enum pop3_engine_state state;
	enum p3_phase phase;
	struct p3_input input;
	struct p3_pipeline pipeline;
	struct p3_dot dot;
	uint64_t data_octets;	/* of DATA in the answer being read */
	struct p3_buf response; /* to a challenge, until it is sent */
	bool response_shown;
	bool challenge_expected; /* +OK is no end yet */
	bool quit_submitted;
	bool capabilities_known;
	enum pop3_pipelining pipelining;
	uint32_t pipeline_commands;
	struct p3_trace trace;
	struct pop3_capabilities capabilities;
	char timestamp[P3_TIMESTAMP_MAX];
	char refusal[P3_ENGINE_WORDS_MAX]; /* "" if the last reply was +OK */
	enum pop3_response_code refusal_code;
	struct pop3_error error; /* POP3_OK until it fails */
};

/* Shuts all ports for good; the failure is in engine->error.  Returns -1. */
int p3_engine_fail(struct pop3_engine *engine);

/* Whether, behind the greeting, octets from the server can answer anything we
 * have said; what comes unasked is never taken for an answer to what we say
 * later. */
bool p3_engine_answer_is_due(const struct pop3_engine *engine);

#endif
