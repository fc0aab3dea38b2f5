/*
 * session/quit.c - QUIT (RFC 1939, section 6).
 *
 * In the UPDATE state the server removes what DELE marked, and its +OK is
 * the only proof of that; a connection that ends without one leaves the
 * question open.  So the answer is waited for like any other, and the
 * connection is closed whatever it was.
 */
#include "libpop3/session/drive.h"
#include "libpop3/session/tls.h"

void p3_session_end(struct pop3_session *session)
{
	if (session->standing == P3_BROKEN ||
	    session->standing == P3_UNCONNECTED)
		return;
	p3_session_keep_ticket(session);
	p3_transport_free(session->transport);
	session->transport = NULL;
	session->standing = P3_ENDED;
}

enum pop3_status pop3_session_quit(struct pop3_session *session)
{
	enum pop3_status status;

	status = p3_session_begin(session, P3_WHERE_ANSWERING);
	session->orderly = true;
	if (status == POP3_OK)
		status = p3_drive_simple(session,
		    pop3_engine_quit(session->engine, 0), POP3_VERB_QUIT);
	session->orderly = session->draining = false;
	p3_session_end(session);
	return status;
}
