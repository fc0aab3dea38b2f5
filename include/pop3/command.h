/*
 * pop3/command.h - a session by hand: one command at a time, each answer as
 * it came, and what the server does while nobody says anything.
 *
 * For programs in which a person talks to the server.  The calls of
 * pop3/session.h make sense of answers; these show them.  Both kinds may be
 * mixed freely in one session.
 */
#ifndef POP3_COMMAND_H
#define POP3_COMMAND_H

#include <pop3/event.h>
#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_session;

/*
 * A command with its arguments; what the verb has no use for is not looked
 * at.  verb is STAT, LIST, UIDL, TOP, RETR, DELE, RSET, NOOP, LAST, CAPA,
 * UTF8, LANG or QUIT.
 */
struct pop3_command {
	enum pop3_verb verb;
	uint32_t msgno;	      /* of LIST and UIDL, too, where not 0 */
	uint32_t lines;	      /* of TOP */
	const char *language; /* of LANG; NULL: which there are */
};

/*
 * Gets each event of an answer (pop3/event.h), from REPLY to COMPLETE; +OK
 * and -ERR are REPLYs alike.  Spans live only during the call, which may not
 * call the session.  0 goes on; anything else breaks the session, since the
 * rest of the answer is still on its way.
 */
typedef int pop3_event_fn(void *context, const struct pop3_event *event);

/*
 * Sends the command, in AUTHORIZATION or TRANSACTION, and gives its answer,
 * which may be of any length.  POP3_OK once it has been answered, whatever
 * the answer was: only its REPLY tells whether the server said yes, and only
 * QUIT's that messages are deleted.  QUIT ends the session whatever its
 * answer, but not where it was cancelled before it was sent.  POP3_E_MISUSE
 * for any other verb, for an argument that cannot be sent and for want of an
 * event, before anything is sent; POP3_E_SINK where event did not go on.
 */
POP3_API enum pop3_status pop3_session_command(struct pop3_session *session,
    const struct pop3_command *command, pop3_event_fn *event, void *context);

/* The greeting's line, made printable and cut; "" before it came.  It lives
 * as long as the session. */
POP3_API const char *pop3_session_greeting(const struct pop3_session *session);

/* ---- Between two commands ------------------------------------------------ */

/*
 * What to wait on, for reading, while the session is idle; -1 where it is not
 * connected.  It remains the session's: do nothing else with it.
 */
POP3_API int pop3_session_descriptor(const struct pop3_session *session);

/*
 * Takes in what has come to an idle session, without waiting.  Due whenever
 * the descriptor is readable, and once before waiting on it, since TLS may
 * hold octets back that the descriptor does not tell of.  POP3_OK: it was
 * nothing, or TLS's own matter.  POP3_E_CLOSED: the server has ended the
 * session, perhaps with a -ERR (an autologout, RFC 1939, section 3), which is
 * then in the error's text.  POP3_E_PROTOCOL: it said something else.
 */
POP3_API enum pop3_status pop3_session_attend(struct pop3_session *session);

POP3_END_DECLS

#endif
