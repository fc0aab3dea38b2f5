/*
 * sasl/backend.h - who does the work of a mechanism, for the files of this
 * room: libgsasl, or one of our own.
 */
#ifndef P3_SASL_BACKEND_H
#define P3_SASL_BACKEND_H

#include <pop3/sasl.h>

#include "libpop3/base/buf.h"
#include "libpop3/sasl/mechanism.h"

/* Where an exchange stands behind a step. */
enum p3_progress {
	P3_PROGRESS_MORE, /* the server owes another challenge */
	P3_PROGRESS_DONE, /* all is said; +OK may come */
	P3_PROGRESS_FAILED
};

struct p3_backend {
	/* Makes the state; a failure is in *error.  In the options user is
	 * never NULL, and authzid is where it says nothing. */
	enum pop3_status (*begin)(const struct p3_mechanism *mechanism,
	    const struct pop3_sasl_options *options, struct pop3_error *error,
	    void **out_state);
	/* Answers a challenge, decoded and with a NUL behind: appends the
	 * response, not encoded, to *response. */
	enum p3_progress (*step)(void *state, const char *octets, size_t length,
	    struct p3_buf *response, struct pop3_error *error);
	/* What the server said about the failure in the exchange itself,
	 * made printable; "" or NULL for nothing. */
	const char *(*words)(const void *state);
	/* Wipes and frees. */
	void (*end)(void *state);
};

extern const struct p3_backend p3_gsasl_backend;
extern const struct p3_backend p3_xoauth2_backend;
extern const struct p3_backend p3_oauthbearer_backend;

#endif
