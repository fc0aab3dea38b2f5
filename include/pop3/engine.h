/*
 * pop3/engine.h - the POP3 protocol without any input or output of its own.
 *
 * An engine is one POP3 session seen from the client (RFC 1939, 2449, 2595,
 * 5034, 6856).  It owns no descriptor, reads no clock and never blocks.  The
 * driver moves octets between it and a transport through four ports, submits
 * commands, and pulls events:
 *
 *	for (;;) {
 *		while ((got = pop3_engine_next(engine, &event)) > 0)
 *			handle(&event);		// may submit commands
 *		wants = pop3_engine_wants(engine);
 *		if (got < 0 || wants == 0)	// failed; or over, or idle
 *			return pop3_engine_error(engine)->status;
 *		if (wants & POP3_WANTS_TLS) {
 *			handshake();
 *			pop3_engine_tls_started(engine);
 *			continue;
 *		}
 *		// wait until the transport can do what is wanted, then, but
 *		// for its failures (0 from read: pop3_engine_received_eof()):
 *		if (wants & POP3_WANTS_WRITE) {
 *			n = pop3_engine_output(engine, &octets);
 *			pop3_engine_sent(engine, write(fd, octets, n));
 *		}
 *		if (wants & POP3_WANTS_READ) {
 *			n = pop3_engine_input(engine, &space);
 *			pop3_engine_received(engine, read(fd, space, n));
 *		}
 *	}
 *
 * State moves only when an event is pulled, so a driver that stops pulling
 * stops reading, and TCP slows the server.  Memory is constant: message
 * octets are spans inside the input space and are never collected.
 *
 * The pipeline.  Submitted commands wait on a ring and are released to the
 * output as the window allows: at most as many in flight as
 * pipeline_commands, and not more expected octets (pop3_engine_expect) than
 * pipeline_octets, but always at least one.  While the server is not known
 * to have PIPELINING, and the options do not say that it has, the window is
 * one command.  Nothing is ever released behind PASS, APOP, AUTH, STLS or QUIT
 * before their answer has come: real servers lose it (and behind STLS it would
 * be an attack's way in).  A driver must read while it cannot write, or a
 * server that blocks on its own writes deadlocks with it.
 *
 * The ring holds pipeline_commands commands, in flight or waiting, and never
 * fewer than 16.  Commands are released when the driver asks for the output
 * or what is wanted, not when they are submitted.
 *
 * Only what _output has shown can be answered.  Octets that come while no
 * command has been shown and not answered are a failure: POP3_E_CLOSED where
 * they are a -ERR, with which a server ends an idle session, else
 * POP3_E_PROTOCOL.  No reply is taken for the answer to a command that follows
 * it.
 *
 * Lines end in CRLF; a lone CR or LF is an octet like any other.  Only a
 * server whose greeting ends in a bare LF is taken to end every line so; behind
 * STLS its first line inside TLS counts, not the greeting.
 *
 * Failures.  Once pop3_engine_next() has returned -1 the engine is done for:
 * every later call returns the same failure and all ports are shut.
 */
#ifndef POP3_ENGINE_H
#define POP3_ENGINE_H

#include <pop3/capability.h>
#include <pop3/event.h>
#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_engine;

/* Where the session stands (RFC 1939, section 3). */
enum pop3_engine_state {
	POP3_STATE_GREETING = 0, /* the greeting has not come yet */
	POP3_STATE_AUTHORIZATION,
	POP3_STATE_TRANSACTION,
	POP3_STATE_UPDATE, /* QUIT was answered, +OK or -ERR (section 6); before
			    * login there is nothing to update */
	POP3_STATE_FAILED
};

enum pop3_pipelining {
	POP3_PIPELINING_AUTO = 0, /* where CAPA announced it */
	POP3_PIPELINING_ON,	  /* always, after login */
	POP3_PIPELINING_OFF	  /* never */
};

/* Which way a traced line went. */
enum pop3_direction {
	POP3_TO_SERVER = 0,
	POP3_FROM_SERVER = 1
};

/*
 * Gets each line of the dialogue as it is sent or understood, without its
 * line end.  Secrets are never in it: the argument of PASS, the digest of
 * APOP and all of SASL are shown as "<hidden>".  Message octets are not
 * traced; their count is, at the end ("<1234 octets>", which stands for the
 * terminator too).  The server's lines are its raw words, to be cleaned before
 * they are shown; a secret that it says back is in them, unless it is a session
 * that traces.  The line lives only during the call, which may use the getters
 * of the engine and nothing else of it.
 */
typedef void pop3_trace_fn(void *context, enum pop3_direction direction,
    const char *line, size_t length);

/*
 * 0 stands for the default in each field but size.  input_octets is the size of
 * the input space and bounds the longest reply line; POP3_INPUT_MIN at least.
 * Grows only at the end.
 */
struct pop3_engine_options {
	size_t size;		    /* sizeof(struct pop3_engine_options) */
	size_t input_octets;	    /* default 65,536 */
	uint32_t pipeline_commands; /* default 256; POP3_PIPELINE_MAX at most */
	uint64_t pipeline_octets;   /* default 16 MiB */
	enum pop3_pipelining pipelining;
	pop3_trace_fn *trace; /* NULL: none */
	void *trace_context;
};

/* RFC 2449, section 4 allows 512 octets a reply line; servers send more. */
#define POP3_INPUT_MIN 4096

/* Commands in flight at most.  On a long fast line small messages take
 * thousands: 16 MiB, what pipeline_octets allows, are 4,096 of 4 KiB. */
#define POP3_PIPELINE_MAX 65536

/* A command line we send, with its CRLF (RFC 2449, section 4).  Only a SASL
 * response, which is no command line, may be longer (RFC 5034, section 4). */
#define POP3_COMMAND_MAX 255

/* What a SASL response may be at most, in base64: tokens of today are some
 * kilobytes; this is where a mistake begins. */
#define POP3_RESPONSE_MAX 131072

/*
 * Makes an engine that waits for a greeting.  options may be NULL.
 * POP3_E_MISUSE (an option out of range), POP3_E_NO_MEMORY.
 */
POP3_API enum pop3_status pop3_engine_new(
    const struct pop3_engine_options *options, struct pop3_engine **out_engine);

/* Frees and wipes; NULL is fine. */
POP3_API void pop3_engine_free(struct pop3_engine *engine);

/* ---- The four ports ---------------------------------------------------- */

/*
 * Where to put octets that came: sets *out_space and returns how many fit.
 * 0 while halted (START_TLS), after QUIT's COMPLETE, after a failure, or when
 * events must be pulled first.  Invalidates the spans of earlier events.
 */
POP3_API size_t pop3_engine_input(struct pop3_engine *engine, void **out_space);

/* octets more have been put there: 0 to as many as fit.  A driver that says
 * more (a -1 of read(), perhaps) is stopped by an assertion. */
POP3_API void pop3_engine_received(struct pop3_engine *engine, size_t octets);

/* The peer has closed its side.  With what came before still unread, events
 * go on until those octets are used up. */
POP3_API void pop3_engine_received_eof(struct pop3_engine *engine);

/*
 * What to send: sets *out_octets and returns how many; 0 when there is
 * nothing.  Valid until the next call that takes the engine as non-const.
 */
POP3_API size_t pop3_engine_output(
    struct pop3_engine *engine, const void **out_octets);

/* So many of the first octets that _output showed are sent; more than that is
 * an assertion. */
POP3_API void pop3_engine_sent(struct pop3_engine *engine, size_t octets);

/* Bits for a poll loop; READ and WRITE together mean both at once. */
#define POP3_WANTS_READ	 (1u << 0)
#define POP3_WANTS_WRITE (1u << 1)
#define POP3_WANTS_TLS	 (1u << 2) /* a handshake, then _tls_started */

/* The one question: what the driver must do for the session to go on.  0 after
 * UPDATE, after a failure, and while only the caller can act: no command is on
 * the ring, a CHALLENGE waits for its answer, or events have to be pulled first
 * (never behind a _next() that gave 0).  Of an idle session a driver may read
 * all the same, and so hears that the server has ended it. */
POP3_API unsigned pop3_engine_wants(struct pop3_engine *engine);

/* ---- Events ------------------------------------------------------------ */

/*
 * Pulls the next event: 1 and *out_event; 0 when I/O is needed first; -1 on
 * a failure, which pop3_engine_error() tells.
 */
POP3_API int pop3_engine_next(
    struct pop3_engine *engine, struct pop3_event *out_event);

/*
 * What the engine failed with: POP3_E_PROTOCOL, POP3_E_CLOSED, POP3_E_LIMIT,
 * POP3_E_TLS (octets behind STLS).  A server that refuses in its greeting is a
 * GREETING event with ok false, after which the engine fails with
 * POP3_E_REFUSED.  POP3_OK and no words while there is no failure; a call that
 * returns POP3_E_NO_MEMORY is none, and changes nothing.  Lives as long as
 * engine.
 */
POP3_API const struct pop3_error *pop3_engine_error(
    const struct pop3_engine *engine);

POP3_API enum pop3_engine_state pop3_engine_state(
    const struct pop3_engine *engine);

/* The capabilities of the last CAPA that succeeded, or NULL while they are
 * unknown: before the first, while one is being answered, after STLS, and
 * after login.  They live until the next call that takes the engine as
 * non-const. */
POP3_API const struct pop3_capabilities *pop3_engine_capabilities(
    const struct pop3_engine *engine);

/*
 * Takes lines, each with a LF behind it, for the answer to a CAPA that need
 * not be asked, since it was asked before; until the engine forgets them as it
 * does an answer's.  NULL: they are unknown again.  POP3_E_MISUSE before the
 * greeting or while a command is on the ring.
 */
POP3_API enum pop3_status pop3_engine_set_capabilities(
    struct pop3_engine *engine, const char *lines, size_t length);

/* The timestamp of the greeting for APOP, "<...>" (RFC 1939, section 7),
 * checked to be an RFC 822 msg-id, or NULL; lives as long as engine. */
POP3_API const char *pop3_engine_timestamp(const struct pop3_engine *engine);

/* Changes the policy for commands released from now on. */
POP3_API void pop3_engine_set_pipelining(
    struct pop3_engine *engine, enum pop3_pipelining pipelining);

/* Changes pipeline_octets for commands released from now on: how much may be
 * on its way is best known once some of it has come. */
POP3_API void pop3_engine_set_pipeline_octets(
    struct pop3_engine *engine, uint64_t octets);

/* Commands submitted and not yet COMPLETE, in flight or waiting. */
POP3_API size_t pop3_engine_pending(const struct pop3_engine *engine);

/* ---- TLS and SASL ------------------------------------------------------ */

/*
 * The handshake after START_TLS has succeeded; the ports open again.
 * Capabilities are forgotten (RFC 2595, section 4).  POP3_E_MISUSE at any
 * other time.  Where the handshake fails, all that is left is to free the
 * engine.
 */
POP3_API enum pop3_status pop3_engine_tls_started(struct pop3_engine *engine);

/*
 * Says that the mechanism of the AUTH in the pipeline has more to hear or to
 * say, so that the next +OK cannot be its end: it is given as a CHALLENGE,
 * too, since some servers write "+OK" in place of "+" ([MS-POP3]).  Holds for
 * one CHALLENGE or REPLY; without it, +OK is the end.  POP3_E_MISUSE with an
 * empty pipeline.
 */
POP3_API enum pop3_status pop3_engine_expect_challenge(
    struct pop3_engine *engine);

/*
 * Answers a CHALLENGE with length octets of base64 (none for an empty
 * response).  The octets are copied and wiped when sent.  POP3_E_MISUSE
 * without a CHALLENGE, with a CR, LF or NUL inside, or when longer than
 * POP3_RESPONSE_MAX; POP3_E_NO_MEMORY.
 */
POP3_API enum pop3_status pop3_engine_respond(
    struct pop3_engine *engine, const char *base64, size_t length);

/* Answers a CHALLENGE with "*" (RFC 5034, section 4); the REPLY is -ERR.
 * POP3_E_MISUSE without a CHALLENGE; POP3_E_NO_MEMORY. */
POP3_API enum pop3_status pop3_engine_cancel(struct pop3_engine *engine);

/* ---- Commands ---------------------------------------------------------- */

/*
 * Each of these puts one command on the ring.  tag is the caller's own and
 * comes back in every event of the command.  All return POP3_OK,
 * POP3_E_FULL when the ring is full (pull events, then try again),
 * POP3_E_MISUSE when an argument holds CR or LF, is empty, makes the line
 * longer than POP3_COMMAND_MAX, or, where it is not the name or password,
 * holds a blank; when a message-number is 0; or when QUIT was submitted
 * already; POP3_E_NO_MEMORY; or the engine's failure.
 * Strings are copied, and the secret ones wiped once they are sent.  Whether a
 * command fits the session's state is for the server to say.
 */

/* RFC 1939, section 7: USER, PASS, APOP (digest: 32 hexadecimal digits). */
POP3_API enum pop3_status pop3_engine_user(
    struct pop3_engine *engine, const char *name, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_pass(
    struct pop3_engine *engine, const char *password, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_apop(struct pop3_engine *engine,
    const char *name, const char *digest, uintptr_t tag);

/* RFC 5034: AUTH.  initial is the initial response in base64, "=" for an
 * empty one, NULL for none.  pop3/sasl.h has it, and the answers to
 * challenges. */
POP3_API enum pop3_status pop3_engine_auth(struct pop3_engine *engine,
    const char *mechanism, const char *initial, uintptr_t tag);

/* RFC 2449, section 5: CAPA.  RFC 2595, section 4: STLS. */
POP3_API enum pop3_status pop3_engine_capa(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_stls(
    struct pop3_engine *engine, uintptr_t tag);

/* RFC 6856: UTF8, and LANG with a language tag; NULL lists the languages. */
POP3_API enum pop3_status pop3_engine_utf8(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_lang(
    struct pop3_engine *engine, const char *language, uintptr_t tag);

/* RFC 1939, section 5: STAT; LIST of all, and of one. */
POP3_API enum pop3_status pop3_engine_stat(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_list(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_list_one(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag);

/* RFC 1939, section 7: UIDL of all, and of one. */
POP3_API enum pop3_status pop3_engine_uidl(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_uidl_one(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag);

/* RFC 1939: RETR and DELE (section 5), TOP (section 7; lines may be 0). */
POP3_API enum pop3_status pop3_engine_retr(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_top(
    struct pop3_engine *engine, uint32_t msgno, uint32_t lines, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_dele(
    struct pop3_engine *engine, uint32_t msgno, uintptr_t tag);

/* RFC 1939, section 5: RSET, NOOP; section 6: QUIT.  RFC 1460: LAST. */
POP3_API enum pop3_status pop3_engine_rset(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_noop(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_last(
    struct pop3_engine *engine, uintptr_t tag);
POP3_API enum pop3_status pop3_engine_quit(
    struct pop3_engine *engine, uintptr_t tag);

/*
 * Tells how many octets the answer to the command submitted last is expected
 * to have (from its scan listing), for the window in octets.  0, the value
 * until this is called, counts nothing.  Call it before the next call of
 * _output or _wants: they let the command out, and then it changes nothing.
 */
POP3_API void pop3_engine_expect(struct pop3_engine *engine, uint64_t octets);

/* The octets that are expected still to come of what has been let out: a
 * driver that knows of many may wait for more than the next few. */
POP3_API uint64_t pop3_engine_expected(const struct pop3_engine *engine);

/*
 * Takes back the commands that wait on the ring and have not been let out,
 * the latest ones first, so that no more is asked for than what is on its way
 * already.  How many they were; a QUIT among them may be submitted again.
 */
POP3_API size_t pop3_engine_withdraw(struct pop3_engine *engine);

POP3_END_DECLS

#endif
