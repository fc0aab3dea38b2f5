/*
 * sasl/sasl.c - the frame around every mechanism.
 *
 * What comes from a server that nobody has trusted yet is bounded here, once
 * for all: the length of a challenge, how many there are, strict base64, and
 * what each mechanism's own check says (challenge.h).  Behind it the backends
 * see plain octets.
 *
 * The initial response is made before anything is sent, so that what cannot
 * be said fails with nothing on the wire.  Where it goes is the caller's
 * matter (RFC 5034, section 4): into the AUTH line, or in answer to an empty
 * challenge, in which some servers put words for people.
 */
#include "libpop3/sasl/sasl.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/sasl/backend.h"
#include "libpop3/sasl/base64.h"

struct p3_sasl {
	const struct p3_mechanism *mechanism;
	void *state;
	struct p3_buf raw;    /* the response as the mechanism made it */
	struct p3_buf base64; /* and as it goes out, with a NUL behind */
	int challenges;
	int responses;
	bool is_complete;
};

enum pop3_status p3_sasl_new(const struct p3_mechanism *mechanism,
    const struct p3_identity *identity, struct pop3_error *error,
    struct p3_sasl **out_sasl)
{
	struct p3_sasl *sasl;
	enum pop3_status status;

	assert(mechanism->backend != NULL);
	if (mechanism->bound && identity->binding_length == 0)
		return p3_error(error, POP3_E_UNSUPPORTED, 0,
		    "cannot use %s: there is no TLS connection to bind it to",
		    mechanism->name);
	sasl = calloc(1, sizeof *sasl);
	if (sasl == NULL)
		return p3_error_no_memory(error);
	sasl->mechanism = mechanism;
	p3_buf_init(&sasl->raw, P3_RESPONSE_MAX / 4 * 3);
	p3_buf_init(&sasl->base64, P3_RESPONSE_MAX + 1);
	status =
	    mechanism->backend->begin(mechanism, identity, error, &sasl->state);
	if (status != POP3_OK) {
		p3_sasl_free(sasl);
		return status;
	}
	*out_sasl = sasl;
	return POP3_OK;
}

void p3_sasl_free(struct p3_sasl *sasl)
{
	if (sasl == NULL)
		return;
	if (sasl->state != NULL)
		sasl->mechanism->backend->end(sasl->state);
	p3_buf_free(&sasl->raw);
	p3_buf_free(&sasl->base64);
	free(sasl);
}

static enum pop3_status encode(struct p3_sasl *sasl, struct pop3_error *error,
    struct p3_response *out_response)
{
	p3_buf_take(&sasl->base64, p3_buf_length(&sasl->base64));
	if (!p3_base64_encode(&sasl->base64, p3_buf_octets(&sasl->raw),
		p3_buf_length(&sasl->raw)))
		return p3_error_no_memory(error);
	out_response->base64 = p3_buf_octets(&sasl->base64);
	out_response->length = p3_buf_length(&sasl->base64) - 1;
	return POP3_OK;
}

/* Octets have a NUL behind. */
static enum pop3_status answer(struct p3_sasl *sasl, const char *octets,
    size_t length, struct pop3_error *error, struct p3_response *out_response)
{
	const struct p3_backend *backend = sasl->mechanism->backend;
	enum p3_progress progress;

	p3_buf_take(&sasl->raw, p3_buf_length(&sasl->raw));
	progress =
	    backend->step(sasl->state, octets, length, &sasl->raw, error);
	if (progress == P3_PROGRESS_FAILED)
		return error->status;
	sasl->is_complete = progress == P3_PROGRESS_DONE;
	sasl->responses++;
	return encode(sasl, error, out_response);
}

enum pop3_status p3_sasl_open(struct p3_sasl *sasl, struct pop3_error *error,
    struct p3_response *out_response)
{
	assert(sasl->responses == 0 &&
	       sasl->mechanism->opening != P3_OPENING_CHALLENGE);
	return answer(sasl, "", 0, error, out_response);
}

static enum pop3_status hear(struct p3_sasl *sasl, const char *base64,
    size_t length, struct pop3_error *error, struct p3_response *out_response)
{
	const struct p3_mechanism *mechanism = sasl->mechanism;
	char octets[P3_CHALLENGE_MAX / 4 * 3 + 1];
	enum pop3_status status = POP3_OK;
	size_t decoded;

	if (!p3_base64_decode(base64, length, octets, &decoded))
		return p3_error(error, POP3_E_PROTOCOL, 0,
		    "a challenge of the server is no base64");
	octets[decoded] = '\0';
	if (mechanism->check != NULL)
		status = mechanism->check(octets, decoded, error);
	if (status == POP3_OK)
		status = answer(sasl, octets, decoded, error, out_response);
	p3_wipe(octets, decoded);
	return status;
}

enum pop3_status p3_sasl_step(struct p3_sasl *sasl, const char *base64,
    size_t length, struct pop3_error *error, struct p3_response *out_response)
{
	const struct p3_mechanism *mechanism = sasl->mechanism;

	if (++sasl->challenges > P3_STEPS_MAX)
		return p3_error(error, POP3_E_LIMIT, 0,
		    "more than %d challenges", P3_STEPS_MAX);
	if (length > P3_CHALLENGE_MAX)
		return p3_error(error, POP3_E_LIMIT, 0,
		    "a challenge is longer than %d octets", P3_CHALLENGE_MAX);
	if (mechanism->deaf || (sasl->responses == 0 &&
				   mechanism->opening != P3_OPENING_CHALLENGE))
		return answer(sasl, "", 0, error, out_response);
	return hear(sasl, base64, length, error, out_response);
}

bool p3_sasl_is_complete(const struct p3_sasl *sasl)
{
	return sasl->is_complete;
}

bool p3_sasl_has_revealed(const struct p3_sasl *sasl)
{
	return sasl->responses >= sasl->mechanism->revealed;
}

const char *p3_sasl_words(const struct p3_sasl *sasl)
{
	const struct p3_backend *backend = sasl->mechanism->backend;
	const char *words =
	    backend->words != NULL ? backend->words(sasl->state) : NULL;

	return words != NULL ? words : "";
}
