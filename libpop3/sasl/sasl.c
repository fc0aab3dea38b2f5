/*
 * sasl/sasl.c - the frame around every mechanism.
 *
 * What comes from a server that nobody has trusted yet is bounded here, once
 * for all: the length of a challenge, how many there are, strict base64, and
 * what each mechanism's own check says (challenge.h).  Behind it the backends
 * see plain octets.
 *
 * The initial response is made before anything is sent, so that what cannot
 * be said fails with nothing on the wire.  It goes into the AUTH line only
 * where that stays within 255 octets (RFC 5034, section 4), and where SASL was
 * announced: a server without may be one of RFC 1734, to which AUTH has one
 * argument (section 3).  Otherwise it is held for the first challenge, which is
 * empty, or has words for people in it.
 */
#include <pop3/sasl.h>

#include <stdlib.h>
#include <string.h>

#include <pop3/engine.h>
#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/sasl/backend.h"
#include "libpop3/sasl/base64.h"
#include "libpop3/sasl/challenge.h"
#include "libpop3/sasl/choice.h"

/* "AUTH ", a blank, and CRLF. */
#define LINE_AROUND (5 + 1 + 2)

struct pop3_sasl {
	const struct p3_mechanism *mechanism;
	void *state;
	struct p3_buf raw;    /* the response as the mechanism made it */
	struct p3_buf base64; /* and as it goes out, with a NUL behind */
	bool held;	      /* it is the initial one, and not given out */
	bool announced;	      /* AUTH may have it in its line */
	int challenges;
	int responses;
	bool said_all;
	struct pop3_error error;
};

/* ---- Responses ----------------------------------------------------------- */

static enum pop3_status encode(struct pop3_sasl *sasl)
{
	p3_buf_take(&sasl->base64, p3_buf_length(&sasl->base64));
	if (!p3_base64_encode(&sasl->base64, p3_buf_octets(&sasl->raw),
		p3_buf_length(&sasl->raw)))
		return p3_error_no_memory(&sasl->error);
	return POP3_OK;
}

static size_t response_length(const struct pop3_sasl *sasl)
{
	return p3_buf_length(&sasl->base64) - 1;
}

/* Octets have a NUL behind. */
static enum pop3_status respond(
    struct pop3_sasl *sasl, const char *octets, size_t length)
{
	const struct p3_backend *backend = sasl->mechanism->backend;
	enum p3_progress progress;

	p3_buf_take(&sasl->raw, p3_buf_length(&sasl->raw));
	progress = backend->step(
	    sasl->state, octets, length, &sasl->raw, &sasl->error);
	if (progress == P3_PROGRESS_FAILED)
		return sasl->error.status;
	sasl->said_all = progress == P3_PROGRESS_DONE;
	sasl->responses++;
	return encode(sasl);
}

/* ---- Beginning ----------------------------------------------------------- */

static enum pop3_status check_length(
    const char *text, const char *noun, struct pop3_error *error)
{
	if (text == NULL || strlen(text) <= P3_TEXT_MAX)
		return POP3_OK;
	return p3_error(error, POP3_E_MISUSE, 0, "%s is longer than %d octets",
	    noun, P3_TEXT_MAX);
}

static enum pop3_status check_options(
    const struct pop3_sasl_options *options, struct pop3_error *error)
{
	enum pop3_status status;

	if (options->size != sizeof *options)
		return p3_error(
		    error, POP3_E_MISUSE, 0, "options are of another size");
	if (options->mechanism == NULL)
		return p3_error(
		    error, POP3_E_MISUSE, 0, "no mechanism is named");
	if (options->host == NULL || options->host[0] == '\0')
		return p3_error(error, POP3_E_MISUSE, 0, "no host is named");
	if ((unsigned)options->binding_type > POP3_BINDING_TLS_UNIQUE ||
	    options->binding_length > POP3_BINDING_MAX)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "no channel binding of TLS is like this");
	status = check_length(options->host, "host", error);
	if (status == POP3_OK)
		status = check_length(options->user, "user name", error);
	if (status == POP3_OK)
		status = check_length(options->authzid, "authzid", error);
	return status;
}

static enum pop3_status unknown(const char *mechanism, struct pop3_error *error)
{
	char name[POP3_ERROR_TEXT_MAX / 2];

	pop3_printable(name, sizeof name, mechanism, strlen(mechanism));
	return p3_error(error, POP3_E_UNSUPPORTED, 0,
	    "mechanism '%s' is not known here", name);
}

static enum pop3_status check_mechanism(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error)
{
	if (mechanism == NULL)
		return unknown(options->mechanism, error);
	if (mechanism->backend == NULL)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "%s is a command, and no mechanism of SASL",
		    mechanism->name);
	if (!mechanism->authorizes &&
	    p3_another(options->user, options->authzid) != NULL)
		return p3_error(error, POP3_E_UNSUPPORTED, 0,
		    "%s cannot ask for the maildrop of another",
		    mechanism->name);
	if (mechanism->bound && options->binding_length == 0)
		return p3_error(error, POP3_E_UNSUPPORTED, 0,
		    "cannot use %s: there is no TLS connection to bind it to",
		    mechanism->name);
	return POP3_OK;
}

static bool announces_sasl(const struct pop3_capabilities *capabilities)
{
	return capabilities != NULL &&
	       (capabilities->flags & POP3_CAPA_SASL) != 0;
}

static enum pop3_status start(
    struct pop3_sasl *sasl, const struct pop3_sasl_options *options)
{
	struct pop3_sasl_options who = *options;
	enum pop3_status status;

	who.user = options->user != NULL ? options->user : "";
	who.authzid = p3_another(options->user, options->authzid);
	sasl->announced = announces_sasl(options->capabilities);
	p3_buf_init(&sasl->raw, POP3_RESPONSE_MAX / 4 * 3);
	p3_buf_init(&sasl->base64, POP3_RESPONSE_MAX + 1);
	status = sasl->mechanism->backend->begin(
	    sasl->mechanism, &who, &sasl->error, &sasl->state);
	if (status != POP3_OK ||
	    sasl->mechanism->opening == P3_OPENING_CHALLENGE)
		return status;
	sasl->held = true;
	return respond(sasl, "", 0);
}

enum pop3_status pop3_sasl_new(const struct pop3_sasl_options *options,
    struct pop3_error *error, struct pop3_sasl **out_sasl)
{
	const struct p3_mechanism *mechanism;
	enum pop3_status status = check_options(options, error);
	struct pop3_sasl *sasl;

	if (status != POP3_OK)
		return status;
	mechanism = p3_mechanism_find(options->mechanism);
	status = check_mechanism(mechanism, options, error);
	if (status != POP3_OK)
		return status;
	sasl = calloc(1, sizeof *sasl);
	if (sasl == NULL)
		return p3_error_no_memory(error);
	sasl->mechanism = mechanism;
	status = start(sasl, options);
	if (status == POP3_OK) {
		*out_sasl = sasl;
		return POP3_OK;
	}
	if (error != NULL)
		*error = sasl->error;
	pop3_sasl_free(sasl);
	return status;
}

void pop3_sasl_free(struct pop3_sasl *sasl)
{
	if (sasl == NULL)
		return;
	if (sasl->state != NULL)
		sasl->mechanism->backend->end(sasl->state);
	p3_buf_free(&sasl->raw);
	p3_buf_free(&sasl->base64);
	free(sasl);
}

/* ---- Answering ----------------------------------------------------------- */

const char *pop3_sasl_initial(struct pop3_sasl *sasl)
{
	const struct p3_mechanism *mechanism = sasl->mechanism;

	if (!sasl->held || !sasl->announced ||
	    mechanism->opening != P3_OPENING_RESPONSE ||
	    LINE_AROUND + strlen(mechanism->name) + response_length(sasl) >
		POP3_COMMAND_MAX)
		return NULL;
	sasl->held = false;
	return response_length(sasl) > 0 ? p3_buf_octets(&sasl->base64) : "=";
}

static enum pop3_status decode(
    struct pop3_sasl *sasl, const char *base64, size_t length)
{
	const struct p3_mechanism *mechanism = sasl->mechanism;
	char octets[P3_CHALLENGE_MAX / 4 * 3 + 1];
	enum pop3_status status = POP3_OK;
	size_t decoded;

	if (!p3_base64_decode(base64, length, octets, &decoded))
		return p3_error(&sasl->error, POP3_E_PROTOCOL, 0,
		    "a challenge of the server is no base64");
	octets[decoded] = '\0';
	if (mechanism->check != NULL)
		status = mechanism->check(octets, decoded, &sasl->error);
	if (status == POP3_OK)
		status = respond(sasl, octets, decoded);
	p3_wipe(octets, decoded);
	return status;
}

static enum pop3_status hear(
    struct pop3_sasl *sasl, const char *base64, size_t length)
{
	if (++sasl->challenges > P3_CHALLENGES_MAX)
		return p3_error(&sasl->error, POP3_E_LIMIT, 0,
		    "more than %d challenges", P3_CHALLENGES_MAX);
	if (length > P3_CHALLENGE_MAX)
		return p3_error(&sasl->error, POP3_E_LIMIT, 0,
		    "a challenge is longer than %d octets", P3_CHALLENGE_MAX);
	if (sasl->mechanism->deaf)
		return respond(sasl, "", 0);
	return decode(sasl, base64, length);
}

enum pop3_status pop3_sasl_answer(struct pop3_sasl *sasl, const char *base64,
    size_t length, const char **out_base64, size_t *out_length)
{
	enum pop3_status status = sasl->error.status;

	if (status == POP3_OK && !sasl->held)
		status = hear(sasl, base64, length);
	if (status != POP3_OK)
		return status;
	sasl->held = false;
	*out_base64 = p3_buf_octets(&sasl->base64);
	*out_length = response_length(sasl);
	return POP3_OK;
}

/* ---- Where it stands ----------------------------------------------------- */

const char *pop3_sasl_mechanism(const struct pop3_sasl *sasl)
{
	return sasl->mechanism->name;
}

bool pop3_sasl_is_complete(const struct pop3_sasl *sasl)
{
	return sasl->said_all && !sasl->held && sasl->error.status == POP3_OK;
}

bool pop3_sasl_has_revealed(const struct pop3_sasl *sasl)
{
	return !sasl->held && sasl->responses >= sasl->mechanism->revealed;
}

const char *pop3_sasl_words(const struct pop3_sasl *sasl)
{
	const struct p3_backend *backend = sasl->mechanism->backend;
	const char *words =
	    backend->words != NULL ? backend->words(sasl->state) : NULL;

	return words != NULL ? words : "";
}

const struct pop3_error *pop3_sasl_error(const struct pop3_sasl *sasl)
{
	return &sasl->error;
}
