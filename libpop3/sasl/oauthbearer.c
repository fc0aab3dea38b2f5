/*
 * sasl/oauthbearer.c - OAUTHBEARER (RFC 7628, section 3.1):
 *
 *	"n,a=" AUTHZID "," ^A "host=" HOST ^A "port=" PORT ^A
 *	"auth=Bearer " TOKEN ^A ^A
 *
 * The user goes into the gs2 header as the authorization identity (RFC 5801,
 * section 4), with "," and "=" written "=2C" and "=3D".  The error is
 * answered with ^A.
 */
#include "libpop3/sasl/bearer.h"

#include "libpop3/base/number.h"

static bool append_saslname(struct p3_buf *message, const char *name)
{
	for (; *name != '\0'; name++) {
		bool done = *name == ','   ? p3_buf_append_text(message, "=2C")
			    : *name == '=' ? p3_buf_append_text(message, "=3D")
					   : p3_buf_append(message, name, 1);

		if (!done)
			return false;
	}
	return true;
}

static bool append_header(
    struct p3_buf *message, const struct pop3_sasl_options *options)
{
	const char *authzid =
	    options->authzid != NULL ? options->authzid : options->user;

	return p3_buf_append_text(message, "n,a=") &&
	       append_saslname(message, authzid) &&
	       p3_buf_append_text(message, ",\001");
}

static bool write_message(
    struct p3_buf *message, const struct pop3_sasl_options *options)
{
	char port[P3_NUMBER_TEXT_MAX];

	p3_number_write(port, options->port);
	return append_header(message, options) &&
	       p3_buf_append_text(message, "host=") &&
	       p3_buf_append_text(message, options->host) &&
	       p3_buf_append_text(message, "\001port=") &&
	       p3_buf_append_text(message, port) &&
	       p3_buf_append_text(message, "\001auth=Bearer ") &&
	       p3_buf_append_text(message, options->secret) &&
	       p3_buf_append_text(message, "\001\001");
}

static enum pop3_status begin(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error,
    void **out_state)
{
	return p3_bearer_begin(
	    write_message, "\001", mechanism, options, error, out_state);
}

const struct p3_backend p3_oauthbearer_backend = {
    .begin = begin,
    .step = p3_bearer_step,
    .words = p3_bearer_words,
    .end = p3_bearer_end,
};
