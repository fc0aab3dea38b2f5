/*
 * pop3/status.h - what a call came to, and the error record of a handle.
 *
 * Statuses are grouped by who has to act on them.  A "-ERR" from the server
 * is a status only in the blocking session (pop3/session.h); in the engine it
 * is an ordinary reply (pop3/event.h).
 */
#ifndef POP3_STATUS_H
#define POP3_STATUS_H

#include <pop3/api.h>

POP3_BEGIN_DECLS

enum pop3_status {
	POP3_OK = 0,

	/* The caller must act. */
	POP3_E_MISUSE = 1, /* an argument, or a call at this point, is wrong */
	POP3_E_FULL = 2,   /* the pipeline's ring is full: pull events first */
	POP3_E_CANCELLED = 3, /* pop3_cancel_fire() was called */
	POP3_E_UNSUPPORTED =
	    4, /* the server, or this build, does not have it */

	/* The system must act; sys_errno says more where it is not 0. */
	POP3_E_NO_MEMORY = 16,
	POP3_E_SYSTEM = 17,
	POP3_E_HOST_NOT_FOUND = 18, /* the name has no address */
	POP3_E_NAME_TEMPORARY = 19, /* names cannot be looked up just now */
	POP3_E_CONNECT = 20, /* refused, unreachable, no address answered */
	POP3_E_TIMEOUT = 21, /* a step or the whole took longer than allowed */
	POP3_E_LOCKED = 22,  /* another process holds the account's lock */
	POP3_E_FILE = 23,    /* a file is not as it must be */

	/* Trust: nothing secret went to a server that was not verified. */
	POP3_E_TLS = 32,	     /* the handshake or a TLS record failed */
	POP3_E_TLS_UNAVAILABLE = 33, /* the server offers no STLS */
	POP3_E_CERTIFICATE = 34,     /* not trusted, or not this host's */
	POP3_E_CLEARTEXT = 35,	     /* a secret would go out in the clear */

	/* The peer broke off, or broke the protocol. */
	POP3_E_PROTOCOL = 48,
	POP3_E_CLOSED = 49, /* the connection ended before the dialogue did */
	POP3_E_LIMIT = 50,  /* more octets or lines than any limit allows */

	/* The server said no (RFC 1939 "-ERR"; RFC 2449, 3206 codes). */
	POP3_E_AUTH = 64,	 /* the credentials were refused */
	POP3_E_IN_USE = 65,	 /* another session has the maildrop */
	POP3_E_LOGIN_DELAY = 66, /* too soon after the last login */
	POP3_E_TEMPORARY = 67,	 /* [SYS/TEMP]: later it may work */
	POP3_E_PERMANENT = 68,	 /* [SYS/PERM]: somebody must mend it */
	POP3_E_REFUSED = 69,	 /* "-ERR" without a reason a program knows */

	/* The sink of a bulk call, or what gets events, asked to stop. */
	POP3_E_SINK = 80
};

/* The response codes of RFC 2449, section 8 and RFC 3206; UTF8 of RFC 6856. */
enum pop3_response_code {
	POP3_CODE_NONE = 0,
	POP3_CODE_IN_USE,
	POP3_CODE_LOGIN_DELAY,
	POP3_CODE_SYS_TEMP,
	POP3_CODE_SYS_PERM,
	POP3_CODE_AUTH,
	POP3_CODE_UTF8,
	POP3_CODE_UNKNOWN /* in brackets, but none of these */
};

/* What is wrong where trust fails; the first three are of POP3_E_TLS, the
 * others of POP3_E_CERTIFICATE. */
enum pop3_fault {
	POP3_FAULT_OTHER = 0,	    /* none of these, or no matter of trust */
	POP3_FAULT_NO_TLS,	    /* what answers does not speak TLS */
	POP3_FAULT_TLS_VERSION,	    /* the server's is older than is allowed */
	POP3_FAULT_OWN_CERTIFICATE, /* the server wants the client's, or another
				     * (RFC 8446, section 6.2) */
	POP3_FAULT_NAME,	    /* it is for other hosts (RFC 6125) */
	POP3_FAULT_DATE,	    /* it has expired, or is not valid yet */
	POP3_FAULT_AUTHORITY,	    /* nobody known vouches for it */
	POP3_FAULT_REVOKED,	    /* or it is not known whether it was */
	POP3_FAULT_FINGERPRINT	    /* it has not the one that is expected */
};

/*
 * A short lower-case phrase for a status, such as "connection closed"; static
 * storage, never NULL, also for numbers that are no status.
 */
POP3_API const char *pop3_status_text(enum pop3_status status);

/* Room for one error text, its terminating NUL counted. */
#define POP3_ERROR_TEXT_MAX 512

/*
 * What went wrong last on a handle.  text is one line in lower case without
 * a full stop ("cannot connect to 'pop.example.org': connection refused");
 * words of the server in it are cut and stripped of control characters.
 * sys_errno is 0 unless the system said why.  fault is what a program can go by
 * where the status is POP3_E_TLS or POP3_E_CERTIFICATE.  code is what stood
 * with the words of a server that ended the session (POP3_E_CLOSED), else
 * POP3_CODE_NONE: where it said no, the status says it.
 */
struct pop3_error {
	enum pop3_status status;
	enum pop3_response_code code;
	enum pop3_fault fault;
	int sys_errno;
	char text[POP3_ERROR_TEXT_MAX];
};

POP3_END_DECLS

#endif
