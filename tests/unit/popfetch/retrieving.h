/*
 * retrieving.h - a retrieval into a Maildir, from a scripted server.
 *
 * The script begins with the listing (see visiting.h).
 */
#ifndef TESTS_POPFETCH_RETRIEVING_H
#define TESTS_POPFETCH_RETRIEVING_H

#include "tests/unit/popfetch/visiting.h"

#include "popfetch/fetch/retrieval.h"

static struct agenda agenda;
static struct retrieval retrieval;

/* .init; .fini is visiting_end() */
static inline void retrieving_begin(void)
{
	visiting_begin();
	settings.maildir = strdup(scene_path("Mail"));
	agenda = (struct agenda){0};
}

/* All but the login; the status of the run. */
static inline enum exit_status retrieving(void)
{
	char *spool = strdup(scene_path("spool"));
	struct pop3_error error = {0};
	enum exit_status status;

	visit.state = visiting_state();
	cr_assert_eq(agenda_make(&visit, visit.state, &agenda), EXIT_DONE);
	retrieval = (struct retrieval){.visit = &visit,
	    .state = visit.state,
	    .agenda = &agenda,
	    .spool = spool};
	cr_assert_eq(deliver_open(&settings, spool, &error, &retrieval.deliver),
	    POP3_OK, "%s", error.text);
	status = retrieval_run(&retrieval);
	deliver_close(retrieval.deliver);
	free(spool);
	visiting_over();
	return status;
}

static inline void retrieving_over(void)
{
	agenda_clear(&agenda);
	pop3_state_close(visit.state, NULL);
	visit.state = NULL;
}

/* What the state has of it: 's'een, 't'roubled, '-' nothing. */
static inline char life_of(const char *uid)
{
	const struct pop3_state_key key = key_of(uid);
	struct pop3_state_entry entry;

	if (!pop3_state_find(visit.state, &key, &entry))
		return '-';
	return entry.phase == POP3_PHASE_TROUBLED ? 't' : 's';
}

#endif
