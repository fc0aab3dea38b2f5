/*
 * retrieval.h - the messages of an agenda brought from the server into the
 * destination.
 */
#ifndef POPFETCH_RETRIEVAL_H
#define POPFETCH_RETRIEVAL_H

#include "popfetch/deliver/deliver.h"
#include "popfetch/fetch/agenda.h"

struct retrieval {
	struct visit *visit;
	struct pop3_state *state;
	struct deliver *deliver;
	const char *spool; /* with which it was opened */
	struct agenda *agenda;
	size_t placed;		 /* messages, when it is over */
	uint64_t octets;	 /* of them, as they came */
	uint64_t checksum;	 /* of all that came; with --until-empty */
	enum exit_status status; /* the worst there was */
};

/*
 * Retrieves what the agenda says, batch by batch (batch.h).  Each item
 * placed has the act that is left to do then.  EXIT_DONE when the session
 * can go on, even if some messages stay; else what was the end of it.  An
 * interrupt is no failure of the session where it can go on.
 */
enum exit_status retrieval_run(struct retrieval *retrieval);

#endif
