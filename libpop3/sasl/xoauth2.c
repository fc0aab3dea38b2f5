/*
 * sasl/xoauth2.c - XOAUTH2, which no RFC describes: Google's of 2012, spoken
 * by Microsoft and Yahoo, too.
 *
 *	"user=" USER ^A "auth=Bearer " TOKEN ^A ^A
 *
 * There is no place for another authorization identity: the user is whose
 * maildrop it is.  The error is answered with an empty response.
 */
#include "libpop3/sasl/bearer.h"

static bool write_message(
    struct p3_buf *message, const struct pop3_sasl_options *options)
{
	return p3_buf_append_text(message, "user=") &&
	       p3_buf_append_text(message, options->authzid != NULL
					       ? options->authzid
					       : options->user) &&
	       p3_buf_append_text(message, "\001auth=Bearer ") &&
	       p3_buf_append_text(message, options->secret) &&
	       p3_buf_append_text(message, "\001\001");
}

static enum pop3_status begin(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error,
    void **out_state)
{
	return p3_bearer_begin(
	    write_message, "", mechanism, options, error, out_state);
}

const struct p3_backend p3_xoauth2_backend = {
    .begin = begin,
    .step = p3_bearer_step,
    .words = p3_bearer_words,
    .end = p3_bearer_end,
};
