/*
 * sasl.c - a mechanism against a server of any challenges.
 *
 * The first octet says which mechanism, the others, line by line, are its
 * challenges; one that begins with '=' is sent as it stands behind that, the
 * others in base64, with the client's nonce for each '%'.  Held is what
 * pop3/sasl.h promises: a failure has words, a response is base64 of a bounded
 * length, there are only so many steps, and a server that cannot know the
 * password has proven nothing.
 */
#include <stdio.h>

#include "must.h"

#include <pop3/engine.h>
#include <pop3/sasl.h>

#include "libpop3/sasl/base64.h"
#include "libpop3/sasl/challenge.h"
#include "libpop3/sasl/mechanism.h"

#define CHALLENGE_MAX 20000 /* in base64: more than is taken */

static const unsigned char binding[32] = {1, 2, 3};

static const struct pop3_sasl_options jim = {
    .size = sizeof jim,
    .user = "jim",
    .secret = "s3cret",
    .host = "localhost",
    .port = 995,
    .binding_type = POP3_BINDING_TLS_EXPORTER,
    .binding = binding,
    .binding_length = sizeof binding,
};

/* A ticket would be asked for at other places than here. */
static const struct p3_mechanism *mechanism_of(uint8_t octet)
{
	const struct p3_mechanism *mechanism =
	    p3_mechanism_at(octet % P3_MECHANISMS);

	return mechanism->backend != NULL && mechanism->needs != P3_NEEDS_TICKET
		   ? mechanism
		   : NULL;
}

static bool proves_itself(const struct p3_mechanism *mechanism)
{
	return strncmp(mechanism->name, "SCRAM-", 6) == 0 ||
	       strcmp(mechanism->name, "DIGEST-MD5") == 0;
}

static char nonce[100]; /* of SCRAM, from its first response */

static void keep_nonce(const char *response)
{
	const char *value = strstr(response, ",r=");

	if (value != NULL)
		snprintf(nonce, sizeof nonce, "%s", value + 3);
}

static void check_response(const char *base64, size_t base64_length)
{
	char *octets = malloc(base64_length / 4 * 3 + 1);
	size_t length;

	must(octets != NULL);
	must(base64_length <= POP3_RESPONSE_MAX);
	must(strlen(base64) == base64_length);
	must(p3_base64_decode(base64, base64_length, octets, &length));
	octets[length] = '\0';
	if (nonce[0] == '\0')
		keep_nonce(octets);
	free(octets);
}

/* POP3_OK or what the exchange failed with. */
static enum pop3_status take(
    struct pop3_sasl *sasl, const char *base64, size_t length)
{
	const struct pop3_error *error = pop3_sasl_error(sasl);
	const char *response;
	size_t response_length;
	enum pop3_status status =
	    pop3_sasl_answer(sasl, base64, length, &response, &response_length);

	must(status == error->status);
	if (status == POP3_OK)
		check_response(response, response_length);
	else
		must(error->text[0] != '\0' && !pop3_sasl_is_complete(sasl));
	must_be_text(error->text);
	must_be_text(pop3_sasl_words(sasl));
	return status;
}

static bool fill_in(struct p3_buf *challenge, const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] == '%' ? !p3_buf_append_text(challenge, nonce)
				   : !p3_buf_append(challenge, line + i, 1))
			return false;
	return true;
}

static enum pop3_status challenge(
    struct pop3_sasl *sasl, const char *line, size_t length)
{
	enum pop3_status status = POP3_E_LIMIT;
	struct p3_buf octets, base64;

	if (length > 0 && line[0] == '=')
		return take(sasl, line + 1, length - 1);
	p3_buf_init(&octets, CHALLENGE_MAX);
	p3_buf_init(&base64, 2 * CHALLENGE_MAX);
	if (fill_in(&octets, line, length) &&
	    p3_base64_encode(
		&base64, p3_buf_octets(&octets), p3_buf_length(&octets)))
		status = take(sasl, p3_buf_octets(&base64),
		    strlen(p3_buf_octets(&base64)));
	p3_buf_free(&octets);
	p3_buf_free(&base64);
	return status;
}

static void converse(struct pop3_sasl *sasl,
    const struct p3_mechanism *mechanism, const char *lines, size_t size)
{
	enum pop3_status status = POP3_OK;
	int steps = 0;

	while (size > 0 && status == POP3_OK) {
		const char *end = memchr(lines, '\n', size);
		size_t length = end != NULL ? (size_t)(end - lines) : size;

		status = challenge(sasl, lines, length);
		must(++steps <= P3_CHALLENGES_MAX + 1);
		length += end != NULL;
		lines += length;
		size -= length;
	}
	must(!proves_itself(mechanism) || !pop3_sasl_is_complete(sasl));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct p3_mechanism *mechanism =
	    size > 0 ? mechanism_of(data[0]) : NULL;
	struct pop3_sasl_options options = jim;
	struct pop3_sasl *sasl;

	if (mechanism == NULL)
		return 0;
	options.mechanism = mechanism->name;
	if (pop3_sasl_new(&options, NULL, &sasl) != POP3_OK)
		return 0;
	nonce[0] = '\0';
	if (mechanism->opening != P3_OPENING_CHALLENGE)
		must(take(sasl, "", 0) == POP3_OK);
	converse(sasl, mechanism, (const char *)data + 1, size - 1);
	pop3_sasl_free(sasl);
	return 0;
}
