/*
 * session/handle.h - what a session is made of, for the files of this room.
 */
#ifndef P3_SESSION_HANDLE_H
#define P3_SESSION_HANDLE_H

#include <pop3/command.h>
#include <pop3/session.h>

#include "libpop3/net/transport.h"
#include "libpop3/session/announced.h"
#include "libpop3/session/listed.h"
#include "libpop3/session/window.h"

/* So many octets of a secret are enough to know it by. */
#define P3_ECHO_KNOWN_BY 64

/* Where a session stands.  The engine knows the states of RFC 1939; this
 * adds what lies before a connection and behind its end. */
enum p3_standing {
	P3_UNCONNECTED = 0,
	P3_AUTHORIZATION,
	P3_TRANSACTION,
	P3_ENDED, /* by _quit */
	P3_BROKEN /* error says by what; every call returns it again */
};

/* Sets of them, for p3_session_begin(). */
#define P3_WHERE(standing) (1u << (standing))
#define P3_WHERE_ANSWERING                                                     \
	(P3_WHERE(P3_AUTHORIZATION) | P3_WHERE(P3_TRANSACTION))

/* The wait of the drive: for which answer, and since when. */
struct p3_awaited {
	enum pop3_verb verb; /* POP3_VERB_NONE: the greeting */
	uint32_t msgno;
	bool inside;	  /* its status line has come, its end has not */
	size_t lines;	  /* inside; about so many are to come, 0: unknown */
	bool begun;	  /* since_ms is set */
	int64_t since_ms; /* of p3_now_ms() */
};

struct pop3_session {
	struct pop3_error error;
	enum p3_standing standing;
	struct pop3_session_options options; /* its strings are our copies */
	struct pop3_engine *engine;
	struct p3_transport *transport;
	int64_t deadline_ms; /* of the whole, or P3_NO_DEADLINE */
	struct p3_awaited awaited;
	bool busy; /* with a call that has callbacks also while no answer is
		    * awaited */
	const struct pop3_sink *sink; /* whose pause is called, or NULL */
	bool orderly;		      /* the call may end in good order: */
	bool draining;		      /* it was cancelled, and does */
	unsigned firings;	      /* of the handle when the call began, and
				       * that one when it drains */
	bool hurried;	    /* the deadline is that of the grace since then */
	int reads_in_a_row; /* that brought octets, nothing said between */
	bool deaf;	    /* the peer takes no more octets, */
	struct pop3_error deaf_error; /* for this reason */
	int end_errno;		      /* why the connection ended; or 0 */
	bool has_capa;		      /* CAPA was answered with +OK */
	bool capa_due;		      /* with the first listing */
	bool deletes;		      /* DELE was asked for */
	bool utf8;		      /* UTF8 was answered with +OK */
	bool utf8_due;		      /* it is ahead, and not answered yet */
	const char *mechanism;	      /* that logged in, or NULL; static */
	char secret[P3_ECHO_KNOWN_BY + 2]; /* of the last login, as far as it
					    * is known by; "": none */
	struct p3_listed listed;
	struct p3_announced announced;
	struct p3_window window;
	char address[128];  /* connected to; "": never */
	char greeting[256]; /* its line, printable; "": not yet */
	void *ticket;	    /* what _tls_ticket has shown last, or NULL */
	size_t ticket_length;
};

/* Opens a call: POP3_OK when the session stands at one of the places; else
 * the failure that broke it, POP3_E_MISUSE or POP3_E_CANCELLED. */
enum pop3_status p3_session_begin(struct pop3_session *session, unsigned where);

/* Whom the session is with, as far as that is known for certain: the server
 * that srv found within the domain, else the host that was given. */
const char *p3_session_host(const struct pop3_session *session);
uint16_t p3_session_port(const struct pop3_session *session);

/* Closes the connection behind QUIT's answer, whatever it was; does nothing
 * where the session is broken. */
void p3_session_end(struct pop3_session *session);

/* Closes the connection and breaks the session; returns status, which the
 * error of the session must hold already. */
enum pop3_status p3_session_break(
    struct pop3_session *session, enum pop3_status status);

#endif
