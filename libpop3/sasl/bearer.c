/*
 * sasl/bearer.c - a token, and what the server has against it.
 *
 * RFC 7628, section 3.2.2: a server that refuses a token says why in a
 * challenge, as JSON, and waits for a response that means nothing before it
 * says -ERR.  A client that does not answer leaves both waiting.  The text is
 * for people and is kept to be shown: it is not parsed, since everything in
 * it but that it came is the provider's own invention.
 */
#include "libpop3/sasl/bearer.h"

#include <stdlib.h>
#include <string.h>

#include <pop3/engine.h>
#include <pop3/printable.h>

#include "libpop3/base/error.h"

#define MESSAGE_MAX (POP3_RESPONSE_MAX / 4 * 3)
#define AROUND	    (8 * P3_TEXT_MAX) /* the token, the names with it */

struct bearer {
	struct p3_buf message; /* until it has been said */
	const char *dummy;
	int steps;
	char words[256]; /* of the error, printable; "": none */
};

/* RFC 6750, section 2.1 has fewer characters, and providers use more; what
 * is none of these would break out of its place in the message. */
static bool is_token(const char *secret)
{
	const char *at = secret;

	while (*at > ' ' && *at < 0x7F)
		at++;
	return at > secret && *at == '\0';
}

static bool holds_control(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7F)
			return true;
	return false;
}

static enum pop3_status check_identity(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error)
{
	if (options->secret == NULL || !is_token(options->secret))
		return p3_error(error, POP3_E_MISUSE, 0,
		    "what is to be the token of %s is none", mechanism->name);
	if (options->user[0] == '\0')
		return p3_error(error, POP3_E_MISUSE, 0, "user name is empty");
	if (holds_control(options->user) ||
	    (options->authzid != NULL && holds_control(options->authzid)))
		return p3_error(error, POP3_E_MISUSE, 0,
		    "user name holds a control character");
	if (holds_control(options->host))
		return p3_error(
		    error, POP3_E_MISUSE, 0, "host holds a control character");
	return POP3_OK;
}

/* The message is a little longer than what it is made of. */
static enum pop3_status cannot_write(
    const struct pop3_sasl_options *options, struct pop3_error *error)
{
	if (strlen(options->secret) + AROUND < MESSAGE_MAX)
		return p3_error_no_memory(error);
	return p3_error(error, POP3_E_MISUSE, 0,
	    "the token is longer than a response can be");
}

enum pop3_status p3_bearer_begin(p3_bearer_fn *write, const char *dummy,
    const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error,
    void **out_state)
{
	enum pop3_status status = check_identity(mechanism, options, error);
	struct bearer *bearer;

	if (status != POP3_OK)
		return status;
	bearer = calloc(1, sizeof *bearer);
	if (bearer == NULL)
		return p3_error_no_memory(error);
	bearer->dummy = dummy;
	p3_buf_init(&bearer->message, MESSAGE_MAX);
	if (!write(&bearer->message, options)) {
		p3_bearer_end(bearer);
		return cannot_write(options, error);
	}
	*out_state = bearer;
	return POP3_OK;
}

enum p3_progress p3_bearer_step(void *state, const char *octets, size_t length,
    struct p3_buf *response, struct pop3_error *error)
{
	struct bearer *bearer = state;
	bool done;

	switch (bearer->steps++) {
	case 0:
		done = p3_buf_append(response, p3_buf_octets(&bearer->message),
		    p3_buf_length(&bearer->message));
		p3_buf_free(&bearer->message);
		break;
	case 1:
		pop3_printable(
		    bearer->words, sizeof bearer->words, octets, length);
		done = p3_buf_append_text(response, bearer->dummy);
		break;
	default:
		p3_error(error, POP3_E_PROTOCOL, 0,
		    "another challenge behind the error of the token");
		return P3_PROGRESS_FAILED;
	}
	if (done)
		return P3_PROGRESS_DONE;
	p3_error_no_memory(error);
	return P3_PROGRESS_FAILED;
}

const char *p3_bearer_words(const void *state)
{
	const struct bearer *bearer = state;

	return bearer->words;
}

void p3_bearer_end(void *state)
{
	struct bearer *bearer = state;

	p3_buf_free(&bearer->message);
	free(bearer);
}
