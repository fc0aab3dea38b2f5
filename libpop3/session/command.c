/*
 * session/command.c - one command by hand.
 *
 * The answer goes to the caller event by event as the engine gives it, so
 * that it may be of any length, and nothing is read into it: a maildrop whose
 * STAT makes no sense is no failure here but something to look at.
 */
#include <pop3/command.h>

#include "libpop3/base/error.h"
#include "libpop3/session/drive.h"

static enum pop3_status submit_listing(
    struct pop3_engine *engine, const struct pop3_command *command)
{
	const uint32_t msgno = command->msgno;

	if (command->verb == POP3_VERB_LIST)
		return msgno == 0 ? pop3_engine_list(engine, 0)
				  : pop3_engine_list_one(engine, msgno, 0);
	return msgno == 0 ? pop3_engine_uidl(engine, 0)
			  : pop3_engine_uidl_one(engine, msgno, 0);
}

static enum pop3_status submit(
    struct pop3_engine *engine, const struct pop3_command *command)
{
	switch (command->verb) {
	case POP3_VERB_STAT:
		return pop3_engine_stat(engine, 0);
	case POP3_VERB_LIST:
	case POP3_VERB_UIDL:
		return submit_listing(engine, command);
	case POP3_VERB_TOP:
		return pop3_engine_top(
		    engine, command->msgno, command->lines, 0);
	case POP3_VERB_RETR:
		return pop3_engine_retr(engine, command->msgno, 0);
	case POP3_VERB_DELE:
		return pop3_engine_dele(engine, command->msgno, 0);
	case POP3_VERB_RSET:
		return pop3_engine_rset(engine, 0);
	case POP3_VERB_NOOP:
		return pop3_engine_noop(engine, 0);
	case POP3_VERB_LAST:
		return pop3_engine_last(engine, 0);
	case POP3_VERB_CAPA:
		return pop3_engine_capa(engine, 0);
	case POP3_VERB_UTF8:
		return pop3_engine_utf8(engine, 0);
	case POP3_VERB_LANG:
		return pop3_engine_lang(engine, command->language, 0);
	case POP3_VERB_QUIT:
		return pop3_engine_quit(engine, 0);
	default:
		return POP3_E_MISUSE;
	}
}

/* The number that errors name the command by. */
static uint32_t msgno_of(const struct pop3_command *command)
{
	switch (command->verb) {
	case POP3_VERB_LIST:
	case POP3_VERB_UIDL:
	case POP3_VERB_TOP:
	case POP3_VERB_RETR:
	case POP3_VERB_DELE:
		return command->msgno;
	default:
		return 0;
	}
}

static enum pop3_status give_answer(struct pop3_session *session,
    const struct pop3_command *command, pop3_event_fn *event, void *context)
{
	struct pop3_event given = {0};
	enum pop3_status status;

	p3_drive_await(session, command->verb, msgno_of(command));
	while (given.type != POP3_EVENT_COMPLETE) {
		status = p3_drive_next(session, &given);
		if (status != POP3_OK)
			return status;
		if (event(context, &given) != 0)
			return p3_drive_stopped(session);
	}
	return POP3_OK;
}

enum pop3_status pop3_session_command(struct pop3_session *session,
    const struct pop3_command *command, pop3_event_fn *event, void *context)
{
	enum pop3_status status = p3_session_begin(session, P3_WHERE_ANSWERING);

	if (status != POP3_OK)
		return status;
	if (event == NULL)
		return p3_error(&session->error, POP3_E_MISUSE, 0,
		    "nobody is there for the answer");
	status = submit(session->engine, command);
	if (status == POP3_E_MISUSE)
		return p3_error(&session->error, status, 0,
		    "'%s' cannot be sent so by hand",
		    pop3_verb_name(command->verb));
	if (status != POP3_OK)
		return p3_drive_engine_failed(session, status);
	session->busy = true;
	session->orderly = command->verb == POP3_VERB_QUIT;
	if (command->verb == POP3_VERB_DELE)
		session->deletes = true;
	status = give_answer(session, command, event, context);
	session->busy = session->orderly = session->draining = false;
	if (command->verb == POP3_VERB_QUIT)
		p3_session_end(session);
	return status;
}

int pop3_session_descriptor(const struct pop3_session *session)
{
	if ((P3_WHERE(session->standing) & P3_WHERE_ANSWERING) == 0)
		return -1;
	return p3_transport_descriptor(session->transport);
}

enum pop3_status pop3_session_attend(struct pop3_session *session)
{
	enum pop3_status status = p3_session_begin(session, P3_WHERE_ANSWERING);

	return status == POP3_OK ? p3_drive_attend(session) : status;
}
