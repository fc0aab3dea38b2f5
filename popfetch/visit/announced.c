/*
 * announced.c - the server's announcements in the state file.
 *
 * Only an action that has the state in hand believes what stands there: that
 * is a fetch, which runs again and again.  Whoever looks by hand sees what the
 * server says now.
 *
 * It is believed for a day, so that a server which has become better is found
 * out, and as long as all goes well: after any failure but that of the way
 * there the next session asks.  A server that has become worse costs one run
 * at most.  One that announces PIPELINING and breaks the protocol when it is
 * used, costs one a day: PIPELINING is left out then.  So where it is not among
 * what is believed, a breach of the protocol makes nobody ask, or it would be
 * back.  Nothing of this is worth failing for.
 */
#include "popfetch/visit/announced.h"

#include <string.h>

#include "popfetch/visit/state-file.h"

#define BELIEVED_S (INT64_C(24) * 60 * 60)

const char *announced_recall(const struct visit *visit)
{
	const int64_t now = state_file_now();
	const char *announced;
	int64_t since;

	if (visit->state == NULL)
		return NULL;
	announced = pop3_state_announced(visit->state, &since);
	/* What was recorded in the future was so by a clock that ran ahead. */
	if (announced == NULL || since > now || now - since >= BELIEVED_S)
		return NULL;
	return announced;
}

/* Kept of a server that never answers CAPA, which costs --timeout to find out.
 * To the library it is no announcement. */
static const char NOTHING[] = "nothing\n";

bool announced_is_nothing(const char *announced)
{
	return announced != NULL && strcmp(announced, NOTHING) == 0;
}

static void record(const struct visit *visit, const char *announced)
{
	if (visit->settings->dry_run)
		return;
	if (pop3_state_set_announced(
		visit->state, state_file_now(), announced) != POP3_OK)
		talk_detail(&visit->talk,
		    "what the server announced is not remembered: %s",
		    pop3_state_error(visit->state)->text);
}

void announced_keep(const struct visit *visit)
{
	const char *known = announced_recall(visit);
	const char *announced = visit->capa_hangs
				    ? NOTHING
				    : pop3_session_announced(visit->session);

	if (visit->state == NULL || announced == NULL ||
	    (known != NULL && strcmp(known, announced) == 0))
		return;
	record(visit, announced);
}

/* The session has left out of it what was the trouble, now or the last time. */
static bool does_without_pipelining(
    const struct visit *visit, const char *known)
{
	const struct pop3_capabilities *capabilities =
	    pop3_session_capabilities(visit->session);
	const char *announced = pop3_session_announced(visit->session);

	return announced != NULL && capabilities != NULL &&
	       ((capabilities->flags & POP3_CAPA_PIPELINING) == 0 ||
		   strlen(announced) < strlen(known));
}

void announced_forget(const struct visit *visit, enum pop3_status why)
{
	const char *known = announced_recall(visit);

	switch (why) {
	case POP3_E_CANCELLED:
	case POP3_E_HOST_NOT_FOUND:
	case POP3_E_NAME_TEMPORARY:
	case POP3_E_CONNECT:
		return;
	default:
		break;
	}
	if (known == NULL)
		return;
	if (why == POP3_E_PROTOCOL && visit->session != NULL &&
	    does_without_pipelining(visit, known))
		announced_keep(visit);
	else
		record(visit, "");
}
