/*
 * pop3/session.h - a blocking POP3 session over TCP and TLS.
 *
 * The session drives one engine (pop3/engine.h) over one connection: it
 * connects to whichever address answers first (RFC 8305), makes TLS, checks
 * certificate and host name, asks for the capabilities, logs in, and runs
 * bulk calls through the pipeline.  Usual order of calls:
 *
 *	pop3_session_new, _connect, _login, any of the calls of the
 *	TRANSACTION state, _quit, _free
 *
 * Every call returns a status; when it is not POP3_OK, pop3_session_error()
 * has the words.  After a "the server said no" status (POP3_E_AUTH and on,
 * below POP3_E_SINK) the session goes on, unless _connect returned it; after
 * any other failure but POP3_E_MISUSE and POP3_E_UNSUPPORTED it is broken:
 * the connection is closed, and every later call returns that failure again
 * with its words.  Only _quit (which then does nothing), the getters and
 * _free make sense.  _free closes without QUIT, which deletes nothing.
 * Outputs are untouched on failure.
 *
 * Time.  timeout_ms bounds connecting, the TLS handshake, each status line
 * (from when waiting for it began, however it drips) and each silence inside
 * a listing or a message; the time a callback takes does not count.
 * deadline_ms bounds everything from _connect on.  POP3_E_TIMEOUT says in its
 * words which step it was ("no answer to 'RETR 3' within 60 seconds").
 *
 * Cancelling.  Where pop3_cancel_fire() meets a call that waits for the
 * server, the session is broken, since answers are still on their way: a
 * bulk call that is stopped so cannot be followed by QUIT.  Fired between
 * two calls it breaks nothing: the next call returns POP3_E_CANCELLED, and
 * after pop3_cancel_reset() the session goes on.  Whoever wants a last QUIT in
 * any case asks for fewer messages a call, and looks between the calls.
 *
 * Nothing secret leaves before the certificate is verified; with
 * POP3_TLS_NONE it does, and the caller said so.
 */
#ifndef POP3_SESSION_H
#define POP3_SESSION_H

#include <pop3/cancel.h>
#include <pop3/capability.h>
#include <pop3/engine.h>
#include <pop3/event.h>
#include <pop3/status.h>

POP3_BEGIN_DECLS

struct pop3_session;

enum pop3_tls_mode {
	POP3_TLS_IMPLICIT = 0, /* from the first octet; RFC 8314, port 995 */
	POP3_TLS_STARTTLS,     /* STLS or nothing; RFC 2595, port 110 */
	POP3_TLS_NONE	       /* in the clear, port 110 */
};

enum pop3_address_family {
	POP3_FAMILY_ANY = 0,
	POP3_FAMILY_IPV4,
	POP3_FAMILY_IPV6
};

/* When UTF8 (RFC 6856) is said before login. */
enum pop3_utf8 {
	POP3_UTF8_AUTO = 0, /* where the server announces it */
	POP3_UTF8_ON,	    /* always; a refusal is a failure */
	POP3_UTF8_OFF
};

/*
 * What to connect to and how.  Start from POP3_SESSION_OPTIONS_INIT; all
 * other zeros and NULLs are the defaults.  Strings are copied by
 * pop3_session_new(); cancel is not and must outlive the session.  Grows
 * only at the end.
 */
struct pop3_session_options {
	size_t size;
	const char *host; /* a name, IDN in UTF-8 included, or an address */
	uint16_t port;	  /* 0: 995 or 110, as tls says */
	enum pop3_tls_mode tls;
	const char *tls_host;	 /* the name to verify and send (SNI) */
	const char *tls_ca_file; /* PEM; NULL with no tls_ca_dir: system's */
	const char *tls_ca_dir;
	bool tls_insecure; /* verify nothing: only for tests and despair */
	enum pop3_address_family family;
	uint32_t timeout_ms;  /* bounds each step; 0: 60,000 */
	uint32_t deadline_ms; /* bounds the whole session; 0: none */
	enum pop3_pipelining pipelining;
	enum pop3_utf8 utf8;
	struct pop3_cancel *cancel; /* NULL: none */
	pop3_trace_fn *trace;	    /* NULL: none; see pop3/engine.h */
	void *trace_context;
};

#define POP3_SESSION_OPTIONS_INIT                                              \
	{                                                                      \
		.size = sizeof(struct pop3_session_options)                    \
	}

#define POP3_TIMEOUT_MS_DEFAULT 60000u

/*
 * A session that is not connected yet.  POP3_E_MISUSE (no host, an option
 * out of range), POP3_E_NO_MEMORY.  Since 0.1.
 */
POP3_API enum pop3_status pop3_session_new(
    const struct pop3_session_options *options,
    struct pop3_session **out_session);

/* Closes the connection without QUIT and frees all; NULL is fine. */
POP3_API void pop3_session_free(struct pop3_session *session);

/* What the last failed call failed with; lives until the next call. */
POP3_API const struct pop3_error *pop3_session_error(
    const struct pop3_session *session);

/* ---- Getting in -------------------------------------------------------- */

/*
 * Looks the host up, connects, makes TLS (implicit or by STLS), reads the
 * greeting and asks for the capabilities.  POP3_E_HOST_NOT_FOUND,
 * POP3_E_NAME_TEMPORARY, POP3_E_CONNECT, POP3_E_TIMEOUT, POP3_E_TLS,
 * POP3_E_TLS_UNAVAILABLE, POP3_E_CERTIFICATE, POP3_E_PROTOCOL,
 * POP3_E_CLOSED, POP3_E_CANCELLED; what the greeting said no with.
 */
POP3_API enum pop3_status pop3_session_connect(struct pop3_session *session);

/* Who logs in.  The strings are not kept. */
struct pop3_credentials {
	size_t size;	       /* sizeof(struct pop3_credentials) */
	const char *user;      /* the mailbox, RFC 1939's "name" */
	const char *password;  /* or the shared secret of APOP */
	const char *mechanism; /* "USER", "APOP"; NULL: chosen, see below */
};

/*
 * Logs in, then asks for the capabilities again.  Without a mechanism named,
 * USER and PASS are used.  APOP is used only when named: its digest can be
 * turned against its user (CVE-2007-1558).  Where the connection is in the
 * clear, every mechanism is refused with POP3_E_CLEARTEXT unless the
 * session's tls is POP3_TLS_NONE.  POP3_E_AUTH, POP3_E_IN_USE,
 * POP3_E_LOGIN_DELAY, POP3_E_TEMPORARY, POP3_E_PERMANENT as the server said;
 * a refusal of PASS or APOP without a code is POP3_E_AUTH, or POP3_E_IN_USE
 * where its words speak of a lock.  POP3_E_MISUSE for a user or password
 * that cannot be sent (empty, a line end in it, longer than a command may
 * be), before anything is sent; POP3_E_UNSUPPORTED for a mechanism that is
 * not known here, and for APOP where the greeting has no timestamp.
 */
POP3_API enum pop3_status pop3_session_login(
    struct pop3_session *session, const struct pop3_credentials *credentials);

/* What the server announced last: after connect the capabilities before
 * login, after login those after it; NULL when it has no CAPA. */
POP3_API const struct pop3_capabilities *pop3_session_capabilities(
    const struct pop3_session *session);

/* ---- Asking ------------------------------------------------------------ */

POP3_API enum pop3_status pop3_session_stat(
    struct pop3_session *session, struct pop3_drop_listing *out_drop);
POP3_API enum pop3_status pop3_session_last(
    struct pop3_session *session, uint32_t *out_msgno);
POP3_API enum pop3_status pop3_session_noop(struct pop3_session *session);
POP3_API enum pop3_status pop3_session_rset(struct pop3_session *session);

/*
 * Sends CAPA once more and gives each line as the server wrote it; the text
 * lives only during the call.  POP3_E_REFUSED where there is no CAPA.
 */
typedef void pop3_line_fn(void *context, const char *line, size_t length);
POP3_API enum pop3_status pop3_session_capa(
    struct pop3_session *session, pop3_line_fn *line, void *context);

/*
 * One entry of the listing a session keeps: what LIST and UIDL said of one
 * message.  uid is NULL where UIDL was not asked or did not name the message;
 * else uid_length octets (there may be NULs in no uid) and a NUL behind.
 * has_octets is false where LIST was not asked or did not name it.
 */
struct pop3_listed {
	uint32_t msgno;
	bool has_octets;
	uint64_t octets;
	const char *uid;
	size_t uid_length;
};

/* What pop3_session_listing() is to ask for. */
#define POP3_LISTING_OCTETS (1u << 0) /* LIST */
#define POP3_LISTING_UIDS   (1u << 1) /* UIDL */

/*
 * Asks for the listings of the whole maildrop in one flight and gives them
 * merged, in order of message-number, in an array that lives until the next
 * call of this function or _free.  A message that only one of the two names
 * is in it.  out_malformed, where not NULL, counts lines that could not be
 * read or repeat a message-number.  POP3_E_REFUSED names the command in the
 * error's text; a server that has no UIDL is told apart by
 * POP3_E_UNSUPPORTED: one that announces UIDL, or gives a reason in a response
 * code, only refuses it now.  POP3_E_LIMIT beyond 4,000,000 messages.
 */
POP3_API enum pop3_status pop3_session_listing(struct pop3_session *session,
    unsigned what, const struct pop3_listed **out_listed, size_t *out_count,
    size_t *out_malformed);

/* ---- Bulk -------------------------------------------------------------- */

/* One message to act on.  octets is what LIST said, 0 when unknown; tag is
 * the caller's own. */
struct pop3_target {
	uint32_t msgno;
	uint64_t octets;
	uintptr_t tag;
};

/*
 * Where a bulk call puts what comes.  For each target, in order: either
 * refused() with the server's words, or begin(), data() any number of times,
 * and end() once the terminator came.  A connection that ends before the
 * terminator never sees end().  begin, data and end return 0 to go on;
 * anything else ends the bulk call with POP3_E_SINK and breaks the session.
 * data's octets are the message's as sent, unstuffed, line ends CRLF.
 * pause, when not NULL, is called whenever the session is about to wait for
 * the network: a place to write out what has gathered.  refused's text is
 * the server's words made printable, "" where it had none.  All callbacks but
 * pause must be there, or it is POP3_E_MISUSE.  Callbacks may not call the
 * session.
 */
struct pop3_sink {
	int (*begin)(void *context, const struct pop3_target *target);
	int (*data)(void *context, const struct pop3_target *target,
	    const char *octets, size_t length);
	int (*end)(
	    void *context, const struct pop3_target *target, uint64_t octets);
	void (*refused)(void *context, const struct pop3_target *target,
	    enum pop3_status status, const char *text);
	int (*pause)(void *context);
	void *context;
};

/* RETR of each target, pipelined.  Messages the server refuses do not stop
 * the others and are no failure of the call. */
POP3_API enum pop3_status pop3_session_retrieve(struct pop3_session *session,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink);

/* TOP of each target, with lines of the text behind the header. */
POP3_API enum pop3_status pop3_session_top(struct pop3_session *session,
    const struct pop3_target *targets, size_t count, uint32_t lines,
    const struct pop3_sink *sink);

/*
 * DELE of each target, pipelined.  done is called for each in order, with
 * POP3_OK or what the server said.  Nothing is deleted before _quit succeeds
 * (RFC 1939, section 6).
 */
typedef void pop3_deleted_fn(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text);
POP3_API enum pop3_status pop3_session_delete(struct pop3_session *session,
    const struct pop3_target *targets, size_t count, pop3_deleted_fn *done,
    void *context);

/*
 * QUIT.  POP3_OK is the only proof that the server deleted what DELE
 * marked: a refusal, POP3_E_CLOSED and POP3_E_TIMEOUT prove nothing.  The
 * connection is closed in any case.
 */
POP3_API enum pop3_status pop3_session_quit(struct pop3_session *session);

POP3_END_DECLS

#endif
