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
 * has the words (of _new, which has no handle for them, pop3_status_text()).
 * POP3_E_MISUSE is also what a call comes to out of that order, or by a
 * callback of another call, which goes on undisturbed.
 * Any call that waits for the server may fail with POP3_E_TIMEOUT,
 * POP3_E_CANCELLED, POP3_E_CLOSED, POP3_E_PROTOCOL, POP3_E_LIMIT, POP3_E_TLS
 * (a record that is broken), POP3_E_SYSTEM and POP3_E_NO_MEMORY.
 *
 * After a "the server said no" status (POP3_E_AUTH and on, below POP3_E_SINK)
 * the session goes on, unless _connect returned it; after any other failure
 * but POP3_E_MISUSE and POP3_E_UNSUPPORTED it is broken: the connection is
 * closed, and every later call returns that failure again with its words.
 * Only _quit (which then does nothing), the getters and _free make sense.
 * _free closes without QUIT, which deletes nothing.
 *
 * Time.  timeout_ms bounds connecting, the TLS handshake, each status line
 * (from when waiting for it began, however it drips) and each silence inside
 * a listing or a message; the time a callback takes does not count.
 * deadline_ms bounds everything from _connect on.  POP3_E_TIMEOUT says in its
 * words which step it was ("no answer to 'RETR 3' within 60 seconds").
 *
 * Cancelling.  Where pop3_cancel_fire() meets a call that waits for the
 * server, the session is broken, since answers are still on their way.  Fired
 * between two calls it breaks nothing: the next call returns
 * POP3_E_CANCELLED, and after pop3_cancel_reset() the session goes on.
 *
 * With grace_ms, a bulk call ends in good order: it sends nothing more, hands
 * out what is on its way, and returns POP3_E_CANCELLED (POP3_OK where that was
 * all) with the session whole, so that after pop3_cancel_reset() DELE and QUIT
 * are possible; and _quit waits for its answer.  From the firing on that is
 * all the time the session has; what is not answered in it, and what meets a
 * second firing, breaks the session.
 *
 * Nothing secret leaves before the certificate is verified; with
 * POP3_TLS_NONE it does, and the caller said so.
 */
#ifndef POP3_SESSION_H
#define POP3_SESSION_H

#include <pop3/cancel.h>
#include <pop3/capability.h>
#include <pop3/credentials.h>
#include <pop3/engine.h>
#include <pop3/event.h>
#include <pop3/listing.h>
#include <pop3/lookup.h>
#include <pop3/sink.h>
#include <pop3/status.h>
#include <pop3/step.h>

POP3_BEGIN_DECLS

struct pop3_session;

enum pop3_tls_mode {
	POP3_TLS_IMPLICIT = 0, /* from the first octet; RFC 8314, port 995 */
	POP3_TLS_STARTTLS,     /* STLS or nothing; RFC 2595, port 110 */
	POP3_TLS_NONE	       /* in the clear, port 110 */
};

/* The oldest version of TLS that will do. */
enum pop3_tls_version {
	POP3_TLS_1_2 = 0,
	POP3_TLS_1_3
};

/*
 * Asked for the pass phrase of an encrypted private key, while the TLS
 * handshake is prepared: writes it, NUL-terminated, to the size octets at
 * out_phrase, which are wiped afterwards.  Any status but POP3_OK is what
 * connecting then fails with.
 */
typedef enum pop3_status pop3_pass_phrase_fn(
    void *context, const char *key_file, char *out_phrase, size_t size);

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
	const char *tls_host;	 /* the name to verify and send (SNI); NULL:
				  * host, or what srv found within it */
	const char *tls_ca_file; /* PEM; NULL with no tls_ca_dir: system's */
	const char *tls_ca_dir;
	bool tls_insecure; /* verify nothing, no fingerprint either: despair */
	enum pop3_address_family family;
	uint32_t timeout_ms;  /* bounds each step; 0: 60,000 */
	uint32_t deadline_ms; /* bounds the whole session; 0: none */
	enum pop3_pipelining pipelining;
	enum pop3_utf8 utf8;
	struct pop3_cancel *cancel; /* NULL: none */
	pop3_trace_fn *trace;	    /* NULL: none; see pop3/engine.h */
	void *trace_context;

	/* TLS.  A fingerprint is the SHA-256 of the certificate or of its
	 * public key (SubjectPublicKeyInfo), 64 hexadecimal digits with or
	 * without colons, or "sha256//" and base64.  It counts instead of
	 * authorities, host name and dates. */
	const char *tls_fingerprint;
	const char *tls_crl_file;  /* PEM; lists of revoked certificates */
	const char *tls_cert_file; /* PEM; ours, and its chain */
	const char *tls_key_file;  /* PEM; NULL: in tls_cert_file */
	pop3_pass_phrase_fn *pass_phrase; /* NULL: a key that is encrypted
					   * cannot be read */
	void *pass_phrase_context;
	enum pop3_tls_version tls_min_version;
	const char *tls_ciphers; /* OpenSSL's list; the suites of TLS 1.3,
				  * which begin with "TLS_", may be among it */
	const void *tls_ticket;	 /* of pop3_session_tls_ticket(); copied.  One
				  * that does not fit is left unused. */
	size_t tls_ticket_length;

	/* The way there, beside host, at most one of these five.  family is
	 * of the connection that we make, so with a proxy it is the proxy's. */
	const char *proxy;	 /* socks5://[USER@]HOST[:PORT] (RFC 1928), or
				  * http://[USER@]HOST[:PORT] (CONNECT) */
	const char *socket_path; /* of a Unix domain socket */
	int descriptor;		 /* a connected stream socket, the session's
				  * once _new has succeeded; 0: none */
	bool srv; /* host is a domain whose DNS names the server (RFC 6186);
		   * tls says which service is asked for, and port is not
		   * used */
	struct pop3_lookup *lookup; /* of host, port and family, which is that
				     * of source_address where there is one,
				     * begun before; the session's once _new
				     * has succeeded */
	const char *proxy_password; /* of the proxy's USER; wiped */
	const char *source_address; /* connect from here; NULL: as routed */

	uint32_t grace_ms; /* once cancelled in a bulk call or _quit; 0: none */

	pop3_step_fn *step; /* NULL: none */
	void *step_context;

	const char *announced;	/* of pop3_session_announced(), from an earlier
				 * session: CAPA is not asked then.  NULL, or
				 * what does not fit: it is */
	bool capa_with_listing; /* CAPA after login goes in one flight with the
				 * first listing, where PIPELINING was announced
				 * before: for those who list next */
	bool no_capa; /* CAPA is not asked: for servers that close at it */
};

#ifdef __cplusplus /* which has no ".size =" before C++20 */
#define POP3_SESSION_OPTIONS_INIT                                              \
	[]() -> pop3_session_options {                                         \
		pop3_session_options pop3_options_ = {};                       \
		pop3_options_.size = sizeof pop3_options_;                     \
		return pop3_options_;                                          \
	}()
#else
/* clang-format off */
#define POP3_SESSION_OPTIONS_INIT {.size = sizeof(struct pop3_session_options)}
/* clang-format on */
#endif

#define POP3_TIMEOUT_MS_DEFAULT 60000u

/*
 * A session that is not connected yet.  POP3_E_MISUSE (no host, an option
 * out of range, two ways there, a descriptor that is no stream socket),
 * POP3_E_NO_MEMORY.
 */
POP3_API enum pop3_status pop3_session_new(
    const struct pop3_session_options *options,
    struct pop3_session **out_session);

/* Closes the connection without QUIT and frees all; NULL is fine. */
POP3_API void pop3_session_free(struct pop3_session *session);

/* What the last failed call failed with; lives until the next call.  Of NULL,
 * that there is no session. */
POP3_API const struct pop3_error *pop3_session_error(
    const struct pop3_session *session);

/* ---- Getting in -------------------------------------------------------- */

/*
 * Looks the host up, connects, makes TLS (implicit or by STLS), reads the
 * greeting and asks for the capabilities.  POP3_E_HOST_NOT_FOUND,
 * POP3_E_NAME_TEMPORARY, POP3_E_CONNECT, POP3_E_TIMEOUT, POP3_E_TLS,
 * POP3_E_TLS_UNAVAILABLE, POP3_E_CERTIFICATE, POP3_E_PROTOCOL,
 * POP3_E_CLOSED, POP3_E_CANCELLED; what the greeting said no with.
 * POP3_E_FILE for a file of authorities, certificates or keys; POP3_E_MISUSE,
 * before anything is sent, for an option whose text means nothing.
 */
POP3_API enum pop3_status pop3_session_connect(struct pop3_session *session);

/*
 * The address that the session is, or was, connected to, such as
 * "192.0.2.1:995", "[2001:db8::1]:995" or the path of a socket, "(local)"
 * where a socket has none; through a proxy it is the proxy's.  NULL before
 * there was a connection.  It lives as long as the session.
 */
POP3_API const char *pop3_session_address(const struct pop3_session *session);

/* What TLS came to; texts are printable.  Grows only at the end. */
struct pop3_tls_info {
	const char *version; /* "TLSv1.3" */
	const char *cipher;  /* as OpenSSL names it */
	bool resumed;	     /* by a ticket of an earlier connection */
	const char *subject; /* the certificate's common name, or "" */
	const char *issuer;
	const char *const *names; /* of hosts in subjectAltName, 256 at most */
	size_t name_count;
	int64_t not_before; /* Unix seconds */
	int64_t not_after;
	const char *fingerprint;     /* SHA-256, "AB:CD:..." */
	const char *key_fingerprint; /* of the SubjectPublicKeyInfo */
};

/* NULL in the clear, and without a connection; it lives as long as that. */
POP3_API const struct pop3_tls_info *pop3_session_tls_info(
    const struct pop3_session *session);

/*
 * What resumes this TLS connection later, in a session with the same options
 * and for a day at most: it holds what was verified and how, and one that
 * does not match is left unused.  It is a secret.  The servers of TLS 1.3
 * give it after the handshake, often together with their first answer, so
 * that the best time to ask is before or after _quit.  The octets live until
 * the next call.  POP3_E_UNSUPPORTED: there is none.
 */
POP3_API enum pop3_status pop3_session_tls_ticket(
    struct pop3_session *session, const void **out_octets, size_t *out_length);

/*
 * Logs in, then asks for the capabilities again (see capa_with_listing).
 *
 * Without a mechanism named, the strongest is taken that the server announces
 * (RFC 2449, section 6.3).  Inside TLS: SCRAM-SHA-256-PLUS, SCRAM-SHA-1-PLUS
 * (where TLS gives channel binding data), SCRAM-SHA-256, SCRAM-SHA-1, PLAIN,
 * LOGIN, and USER, which is tried also where nothing is announced.  In the
 * clear, which is POP3_TLS_NONE and nothing else: SCRAM-SHA-256, SCRAM-SHA-1,
 * CRAM-MD5, DIGEST-MD5, NTLM; and USER, which says the password in the clear,
 * only where the server has none of these.  (PLAIN and LOGIN, which do so too,
 * must be named there.)  Everything else must be named anywhere: APOP, whose
 * digest can be turned against its user (CVE-2007-1558), tokens, GSSAPI,
 * EXTERNAL.
 *
 * When the server refuses a mechanism that was chosen, the next is tried only
 * if no secret, nor what guesses at one can be tried on, was sent, or if its
 * words say that it does not know the mechanism.  A refused secret is not said
 * again.  (Somebody who strips mechanisms from the announcement can bring
 * about a weaker one.  Inside TLS that takes the server's verified key.)
 *
 * A server that has to prove that it knows the password (SCRAM, DIGEST-MD5)
 * and does not is no server of ours, whether or not it says +OK:
 * POP3_E_PROTOCOL.  So are challenges that make no sense; they are answered
 * with "*".
 *
 * Where the connection is in the clear, every mechanism is refused with
 * POP3_E_CLEARTEXT unless the session's tls is POP3_TLS_NONE.  POP3_E_AUTH,
 * POP3_E_IN_USE, POP3_E_LOGIN_DELAY, POP3_E_TEMPORARY, POP3_E_PERMANENT as the
 * server said; a refusal without a code is POP3_E_AUTH, or POP3_E_IN_USE where
 * its words speak of a lock, POP3_E_TEMPORARY where they speak of a passing
 * trouble, or, of AUTH, POP3_E_UNSUPPORTED where about the mechanism.
 * POP3_E_AUTH also where GSSAPI has no ticket.  The error's text names the
 * mechanism, and has the words of the server and of its error about a token.
 * POP3_E_MISUSE for a user or password that the mechanism cannot say (empty,
 * too long, or what it has no way to say in it, as USER a line end), before it
 * is sent; POP3_E_UNSUPPORTED for a mechanism that is not known here, for APOP
 * where the greeting has no timestamp, for -PLUS where there is no TLS to bind
 * it to, and where the authzid cannot be said.  GSSAPI may talk to Kerberos'
 * own servers, within its own limits of time.
 */
POP3_API enum pop3_status pop3_session_login(
    struct pop3_session *session, const struct pop3_credentials *credentials);

/* The mechanism that logged in, by its name in upper case; NULL before.  Static
 * storage. */
POP3_API const char *pop3_session_mechanism(const struct pop3_session *session);

/* What the server announced last: after connect the capabilities before
 * login, after login those after it; NULL when it has no CAPA.  Where CAPA goes
 * with the first listing, those before login until then. */
POP3_API const struct pop3_capabilities *pop3_session_capabilities(
    const struct pop3_session *session);

/*
 * What the server announced before and after login, in a text of at most
 * POP3_ANNOUNCED_MAX octets with its NUL, to be believed by a later session in
 * place of two CAPAs, each a round trip.  It is no secret.  It fits only where
 * the options' tls is the same.  When no mechanism that was announced then will
 * do any more, CAPA is asked after all; whatever else fails in such a session
 * is best tried again in one that asks.  Mechanisms that a login would have
 * preferred to the one that served are not in it.  NULL until both are known,
 * and where the server has no CAPA or says too much.  It lives until the next
 * call.
 */
POP3_API const char *pop3_session_announced(struct pop3_session *session);
#define POP3_ANNOUNCED_MAX 2048

/* ---- Asking ------------------------------------------------------------ */

/*
 * STAT, LAST (RFC 1460), NOOP and RSET, in TRANSACTION: what the server said
 * no with; POP3_E_PROTOCOL where the answer to STAT or LAST cannot be read.
 */
POP3_API enum pop3_status pop3_session_stat(
    struct pop3_session *session, struct pop3_drop_listing *out_drop);
POP3_API enum pop3_status pop3_session_last(
    struct pop3_session *session, uint32_t *out_msgno);
POP3_API enum pop3_status pop3_session_noop(struct pop3_session *session);
POP3_API enum pop3_status pop3_session_rset(struct pop3_session *session);

/*
 * Sends CAPA once more and gives each line as the server wrote it, where line
 * is not NULL; the text lives only during the call.  POP3_E_REFUSED where there
 * is no CAPA.  In AUTHORIZATION, too.
 */
typedef void pop3_line_fn(void *context, const char *line, size_t length);
POP3_API enum pop3_status pop3_session_capa(
    struct pop3_session *session, pop3_line_fn *line, void *context);

/* ---- Bulk -------------------------------------------------------------- */

/* RETR of each target, pipelined.  Messages the server refuses do not stop
 * the others and are no failure of the call. */
POP3_API enum pop3_status pop3_session_retrieve(struct pop3_session *session,
    const struct pop3_target *targets, size_t count,
    const struct pop3_sink *sink);

/*
 * LIST and RETR of each target, pipelined, where it costs too much to LIST the
 * whole maildrop for the octets of a few.  The sink is shown a copy of the
 * target, which lives as long as its callback, with the octets that LIST says;
 * where it is refused, or says nothing of this message, they are the caller's.
 * LIST comes too late to bound what is on its way: a few targets are meant,
 * and few octets.
 */
POP3_API enum pop3_status pop3_session_list_and_retrieve(
    struct pop3_session *session, const struct pop3_target *targets,
    size_t count, const struct pop3_sink *sink);

/* TOP of each target, with lines of the text behind the header. */
POP3_API enum pop3_status pop3_session_top(struct pop3_session *session,
    const struct pop3_target *targets, size_t count, uint32_t lines,
    const struct pop3_sink *sink);

/*
 * DELE of each target, pipelined.  done is called for each in order, with
 * POP3_OK and "", or what the server said no with and its words.  Nothing is
 * deleted before _quit succeeds (RFC 1939, section 6).
 */
typedef void pop3_deleted_fn(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text);
POP3_API enum pop3_status pop3_session_delete(struct pop3_session *session,
    const struct pop3_target *targets, size_t count, pop3_deleted_fn *done,
    void *context);

/*
 * From now on the session has grace_ms, or what is left where that is less: for
 * whoever resets a handle that was fired between two calls, and has DELE and
 * QUIT to say.  A firing is the second, then.  Nothing before login.
 */
POP3_API void pop3_session_hurry(struct pop3_session *session);

/*
 * QUIT.  POP3_OK is the only proof that the server deleted what DELE
 * marked: a refusal, POP3_E_CLOSED and POP3_E_TIMEOUT prove nothing.  The
 * connection is closed in any case, also where QUIT was not sent because the
 * session had been cancelled before.
 */
POP3_API enum pop3_status pop3_session_quit(struct pop3_session *session);

/*
 * QUIT where nothing hangs on the answer: it is sent, not waited for, and the
 * connection is closed.  In a session that has asked for a deletion, or that
 * has the descriptor of the options, it is pop3_session_quit().
 */
POP3_API enum pop3_status pop3_session_leave(struct pop3_session *session);

POP3_END_DECLS

#endif
