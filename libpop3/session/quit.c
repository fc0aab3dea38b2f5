/*
 * session/quit.c - QUIT (RFC 1939, section 6).
 *
 * In the UPDATE state the server removes what DELE marked, and its +OK is
 * the only proof of that; a connection that ends without one leaves the
 * question open.  So the answer is waited for like any other, and the
 * connection is closed whatever it was.
 *
 * Where nothing was marked, nothing hangs on the answer, and waiting for it is
 * a round trip for nothing.  QUIT still goes out: a server that is left
 * without it may hold the maildrop's lock until it notices.  All answers
 * before it have been read, so that closing discards none and the kernel sends
 * QUIT and an orderly end.  What is behind a descriptor that somebody else has
 * connected is no kernel's matter: a program there, a proxy command say, may be
 * ended with QUIT in its hands, or complain that nobody takes the answer.
 */
#include "libpop3/session/drive.h"
#include "libpop3/session/tls.h"

void p3_session_end(struct pop3_session *session)
{
	if (session->standing == P3_BROKEN)
		return;
	p3_session_keep_ticket(session);
	p3_transport_free(session->transport);
	session->transport = NULL;
	session->standing = P3_ENDED;
}

static enum pop3_status end(
    struct pop3_session *session, enum pop3_status status)
{
	session->orderly = session->draining = false;
	p3_session_end(session);
	return status;
}

enum pop3_status pop3_session_quit(struct pop3_session *session)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE_ANSWERING);
	if (status == POP3_E_MISUSE)
		return status;
	session->orderly = true;
	if (status == POP3_OK)
		status = p3_drive_simple(session,
		    pop3_engine_quit(session->engine, 0), POP3_VERB_QUIT, NULL,
		    NULL);
	return end(session, status);
}

static enum pop3_status say_quit(struct pop3_session *session)
{
	enum pop3_status status = pop3_engine_quit(session->engine, 0);

	if (status != POP3_OK)
		return p3_drive_engine_failed(session, status);
	p3_drive_say(session);
	return POP3_OK;
}

enum pop3_status pop3_session_leave(struct pop3_session *session)
{
	enum pop3_status status;

	if (session->deletes || session->options.descriptor != 0)
		return pop3_session_quit(session);
	status = p3_session_begin(session, P3_WHERE_ANSWERING);
	if (status == POP3_E_MISUSE)
		return status;
	if (status == POP3_OK)
		status = say_quit(session);
	return end(session, status);
}
