/*
 * session/listing.c - LIST and UIDL of the whole maildrop in one flight, or
 * STAT and UIDL.
 *
 * All are submitted at once; the engine sends them together where the
 * server can take that, and CAPA in front of them where login has left it to
 * the first listing.  Whatever the one is answered, the other's answer is
 * read to its end, so that a refusal leaves the session usable.  A refusal
 * of STAT is no failure: UIDL is not confirmed then.
 *
 * "-ERR" to UIDL has two meanings.  A server that does not have it is told
 * apart (a client then has to do without unique-ids); but one that announced
 * UIDL, or that gives a reason, is only refusing it now, and who takes that
 * for "has none" retrieves the whole maildrop once more.
 *
 * And "-ERR" may mean that there is nothing to list.  RFC 1939 has an empty
 * listing for that, but most clients ask STAT first and then no more, so that a
 * server may do it for years unnoticed.  STAT is asked where no message has
 * been named; what it is asked in vain costs a round trip.
 */
#include "libpop3/base/error.h"
#include "libpop3/session/connect.h"
#include "libpop3/session/drive.h"

#define OCTETS POP3_LISTING_OCTETS
#define UIDS   POP3_LISTING_UIDS
#define BOTH   (OCTETS | UIDS)
#define DROP   (1u << 2) /* STAT */

/* In the order of asking. */
static const struct question {
	unsigned what;
	enum pop3_verb verb;
	enum pop3_status (*submit)(struct pop3_engine *engine, uintptr_t tag);
} questions[] = {
    {OCTETS, POP3_VERB_LIST, pop3_engine_list},
    {DROP, POP3_VERB_STAT, pop3_engine_stat},
    {UIDS, POP3_VERB_UIDL, pop3_engine_uidl},
};

#define QUESTIONS (sizeof questions / sizeof questions[0])

static enum pop3_status submit(struct pop3_session *session, unsigned what)
{
	enum pop3_status status = POP3_OK;

	if (session->capa_due)
		status = pop3_engine_capa(session->engine, 0);
	for (size_t i = 0; i < QUESTIONS && status == POP3_OK; i++)
		if ((what & questions[i].what) != 0)
			status = questions[i].submit(session->engine, 0);
	return status == POP3_OK ? POP3_OK
				 : p3_drive_engine_failed(session, status);
}

/* The capabilities, where they are due, come before what they decide about. */
static enum pop3_status take_capabilities(struct pop3_session *session)
{
	if (!session->capa_due)
		return POP3_OK;
	session->capa_due = false;
	return p3_connect_take_capabilities(session, POP3_OK);
}

static enum pop3_status refused(struct pop3_session *session,
    enum pop3_verb verb, const struct p3_refusal *refusal)
{
	enum pop3_status status = p3_refusal_status(refusal);

	if (verb == POP3_VERB_UIDL && status == POP3_E_REFUSED) {
		session->listed.no_uids = true;
		if (!p3_connect_announces(session, POP3_CAPA_UIDL))
			status = POP3_E_UNSUPPORTED;
	}
	return p3_refusal_error(&session->error, status, refusal, verb);
}

/* What was only believed is asked before it decides about all mail. */
static enum pop3_status refused_in_truth(struct pop3_session *session)
{
	struct pop3_error told = session->error;
	enum pop3_status status = p3_connect_capabilities(session);

	if (status != POP3_OK)
		return status;
	told.status = p3_connect_announces(session, POP3_CAPA_UIDL)
			  ? POP3_E_REFUSED
			  : POP3_E_UNSUPPORTED;
	session->error = told;
	return told.status;
}

static enum pop3_status take_item(
    struct p3_listed *listed, const struct pop3_event *event)
{
	switch (event->type) {
	case POP3_EVENT_SCAN:
		return p3_listed_scan(listed, &event->u.scan);
	case POP3_EVENT_DROP_LISTING:
		p3_listed_drop(listed, &event->u.drop);
		break;
	case POP3_EVENT_UNIQUE_ID:
		return p3_listed_uid(listed, &event->u.uid);
	case POP3_EVENT_MALFORMED:
		return p3_listed_malformed(listed);
	case POP3_EVENT_COMPLETE:
		return p3_listed_settle(listed);
	default:
		break;
	}
	return POP3_OK;
}

static enum pop3_status too_much(
    struct pop3_session *session, enum pop3_verb verb, enum pop3_status status)
{
	p3_error(&session->error, status, 0,
	    "cannot keep the answer to '%s': %s", pop3_verb_name(verb),
	    pop3_status_text(status));
	return p3_session_break(session, status);
}

/* Reads one answer to its end; its refusal is what is returned, but for an
 * earlier one. */
static enum pop3_status read_answer(
    struct pop3_session *session, enum pop3_verb verb, enum pop3_status earlier)
{
	struct pop3_event event = {0};
	struct p3_refusal refusal;
	enum pop3_status status;

	p3_drive_await(session, verb, 0);
	session->awaited.lines = p3_listed_messages(&session->listed);
	while (event.type != POP3_EVENT_COMPLETE) {
		status = p3_drive_next(session, &event);
		if (status != POP3_OK)
			return status;
		if (session->awaited.lines > 0)
			session->awaited.lines--;
		status = take_item(&session->listed, &event);
		if (status != POP3_OK)
			return too_much(session, event.verb, status);
		if (event.type != POP3_EVENT_REPLY || event.u.reply.ok ||
		    earlier != POP3_OK || verb == POP3_VERB_STAT)
			continue;
		p3_refusal_keep(&refusal, &event);
		p3_echo_hide_kept(session, refusal.words);
		earlier = refused(session, event.verb, &refusal);
	}
	return earlier;
}

static enum pop3_status read_answers(
    struct pop3_session *session, unsigned what)
{
	enum pop3_status status = POP3_OK;

	for (size_t i = 0; i < QUESTIONS; i++)
		if ((what & questions[i].what) != 0 &&
		    session->standing == P3_TRANSACTION)
			status =
			    read_answer(session, questions[i].verb, status);
	return status;
}

static enum pop3_status ask(struct pop3_session *session, unsigned what)
{
	enum pop3_status status = submit(session, what);

	if (status == POP3_OK)
		status = take_capabilities(session);
	return status == POP3_OK ? read_answers(session, what) : status;
}

/* What was refused, without a reason that is known, may be the listing of
 * nothing. */
static enum pop3_status judge_refusal(
    struct pop3_session *session, unsigned what)
{
	const struct p3_listed *listed = &session->listed;
	const struct pop3_error told = session->error;
	enum pop3_status status = POP3_OK;

	if (listed->way == P3_LISTED_FILL || p3_listed_messages(listed) > 0)
		return POP3_E_REFUSED;
	if ((what & DROP) == 0)
		status = ask(session, DROP);
	if (status != POP3_OK)
		return status;
	if (listed->has_drop && p3_listed_messages(listed) == 0)
		return POP3_OK;
	session->error = told;
	return POP3_E_REFUSED;
}

static enum pop3_status list(struct pop3_session *session, unsigned what)
{
	enum pop3_status status = ask(session, what);

	if (status == POP3_E_REFUSED && session->standing == P3_TRANSACTION)
		status = judge_refusal(session, what);
	if (status != POP3_OK && session->standing == P3_TRANSACTION &&
	    session->listed.no_uids && session->announced.believed)
		status = refused_in_truth(session);
	return status;
}

static void show(const struct pop3_session *session,
    const struct pop3_listed **out_listed, size_t *out_count,
    size_t *out_malformed)
{
	*out_listed = session->listed.entries;
	*out_count = session->listed.count;
	if (out_malformed != NULL)
		*out_malformed = session->listed.malformed;
}

enum pop3_status pop3_session_listing(struct pop3_session *session,
    unsigned what, const struct pop3_listed **out_listed, size_t *out_count,
    size_t *out_malformed)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_TRANSACTION));
	if (status != POP3_OK)
		return status;
	if ((what & BOTH) == 0 || (what & ~BOTH) != 0)
		return p3_error(&session->error, POP3_E_MISUSE, 0,
		    "neither octets nor unique-ids are asked for");
	p3_listed_clear(&session->listed);
	status = list(session, what);
	if (status != POP3_OK)
		return status;
	show(session, out_listed, out_count, out_malformed);
	return POP3_OK;
}

/* ---- With a sift --------------------------------------------------------- */

static enum pop3_status begin_sift(
    struct pop3_session *session, pop3_sift_fn *sift, void *context)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_TRANSACTION));
	if (status != POP3_OK)
		return status;
	if (sift == NULL)
		return p3_error(
		    &session->error, POP3_E_MISUSE, 0, "no sift is given");
	p3_listed_clear(&session->listed);
	session->listed.sift = sift;
	session->listed.sift_context = context;
	return POP3_OK;
}

enum pop3_status pop3_session_sift(struct pop3_session *session,
    pop3_sift_fn *sift, void *context, const struct pop3_listed **out_listed,
    size_t *out_count, size_t *out_malformed)
{
	enum pop3_status status = begin_sift(session, sift, context);

	if (status == POP3_OK)
		status = list(session, BOTH);
	if (status != POP3_OK)
		return status;
	show(session, out_listed, out_count, out_malformed);
	return POP3_OK;
}

enum pop3_status pop3_session_sift_uids(struct pop3_session *session,
    pop3_sift_fn *sift, void *context, const struct pop3_listed **out_listed,
    size_t *out_count, struct pop3_drop_listing *out_drop, bool *out_whole)
{
	enum pop3_status status = begin_sift(session, sift, context);

	if (status != POP3_OK)
		return status;
	session->listed.way = P3_LISTED_UIDS;
	status = list(session, DROP | UIDS);
	if (status != POP3_OK)
		return status;
	show(session, out_listed, out_count, NULL);
	*out_whole = p3_listed_is_whole(&session->listed);
	if (*out_whole)
		*out_drop = session->listed.drop;
	return POP3_OK;
}

enum pop3_status pop3_session_add_octets(struct pop3_session *session)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE(P3_TRANSACTION));
	if (status != POP3_OK)
		return status;
	session->listed.way = P3_LISTED_FILL;
	session->listed.numbered = 0;
	return list(session, OCTETS);
}
