/*
 * session/answer.c - one command and its answer, whole.
 *
 * What is no listing and no message ends with its status line, or with a few
 * items behind it; everything but the bulk calls and the listings is asked for
 * this way.
 */
#include "libpop3/base/error.h"
#include "libpop3/session/drive.h"

/* Of an answer that is no listing and no message, which is CAPA's: servers
 * send a dozen lines, and one that never ends must not keep us. */
#define ITEMS_MAX 1000

static enum pop3_status too_many_items(
    struct pop3_session *session, enum pop3_verb verb)
{
	p3_error(&session->error, POP3_E_LIMIT, 0,
	    "more than %d lines in the answer to '%s'", ITEMS_MAX,
	    pop3_verb_name(verb));
	return p3_session_break(session, POP3_E_LIMIT);
}

static enum pop3_status take_answer(struct pop3_session *session,
    enum pop3_verb verb, p3_item_fn *item, void *context,
    struct p3_refusal *out_refusal)
{
	struct pop3_event event;
	enum pop3_status status;

	p3_drive_await(session, verb, 0);
	for (int items = 0; items <= ITEMS_MAX; items++) {
		status = p3_drive_next(session, &event);
		if (status != POP3_OK)
			return status;
		if (event.type == POP3_EVENT_COMPLETE)
			return POP3_OK;
		if (event.type == POP3_EVENT_REPLY)
			p3_refusal_keep(out_refusal, &event);
		else if (item != NULL)
			status = item(context, &event);
		if (status != POP3_OK)
			return p3_session_break(session, status);
	}
	return too_many_items(session, verb);
}

static enum pop3_status take_utf8(struct pop3_session *session)
{
	struct p3_refusal refusal;
	enum pop3_status status;

	session->utf8_due = false;
	status = take_answer(session, POP3_VERB_UTF8, NULL, NULL, &refusal);
	if (status == POP3_OK)
		session->utf8 = !refusal.refused;
	return status;
}

enum pop3_status p3_drive_answer(struct pop3_session *session,
    enum pop3_status submitted, enum pop3_verb verb, p3_item_fn *item,
    void *context, struct p3_refusal *out_refusal)
{
	enum pop3_status status = POP3_OK;

	if (submitted != POP3_OK)
		return p3_drive_engine_failed(session, submitted);
	if (session->utf8_due)
		status = take_utf8(session);
	if (status != POP3_OK)
		return status;
	return take_answer(session, verb, item, context, out_refusal);
}

enum pop3_status p3_drive_simple(struct pop3_session *session,
    enum pop3_status submitted, enum pop3_verb verb, p3_item_fn *item,
    void *context)
{
	struct p3_refusal refusal;
	enum pop3_status status =
	    p3_drive_answer(session, submitted, verb, item, context, &refusal);

	if (status != POP3_OK || !refusal.refused)
		return status;
	p3_echo_hide_kept(session, refusal.words);
	return p3_refusal_error(
	    &session->error, p3_refusal_status(&refusal), &refusal, verb);
}
