/*
 * talk.h - the client's side of an exchange for the tests of the sasl room:
 * challenges and responses as text, without base64.
 */
#ifndef TESTS_SASL_TALK_H
#define TESTS_SASL_TALK_H

#include <stdlib.h>
#include <string.h>

#include <gsasl.h>

#include <criterion/criterion.h>

#include "libpop3/sasl/sasl.h"

struct talk {
	struct p3_sasl *sasl;
	struct pop3_error error;
	char *said; /* the response in plain octets, a NUL behind */
	size_t length;
};

static inline struct p3_identity talk_identity(
    const char *user, const char *secret)
{
	return (struct p3_identity){
	    .user = user,
	    .secret = secret,
	    .host = "pop.example.org",
	    .port = 995,
	};
}

static inline enum pop3_status talk_begin(struct talk *talk,
    const char *mechanism, const struct p3_identity *identity)
{
	*talk = (struct talk){0};
	return p3_sasl_new(
	    p3_mechanism_find(mechanism), identity, &talk->error, &talk->sasl);
}

/* Keeps a response, decoded. */
static inline void talk_keep(
    struct talk *talk, const struct p3_response *response)
{
	cr_assert_eq(strlen(response->base64), response->length);
	gsasl_free(talk->said);
	talk->said = NULL;
	cr_assert_eq(gsasl_base64_from(response->base64, response->length,
			 &talk->said, &talk->length),
	    GSASL_OK);
	talk->said = realloc(talk->said, talk->length + 1);
	talk->said[talk->length] = '\0';
}

static inline enum pop3_status talk_open(struct talk *talk)
{
	struct p3_response response;
	enum pop3_status status =
	    p3_sasl_open(talk->sasl, &talk->error, &response);

	if (status == POP3_OK)
		talk_keep(talk, &response);
	return status;
}

/* A challenge in base64. */
static inline enum pop3_status talk_hear_base64(
    struct talk *talk, const char *base64, size_t length)
{
	struct p3_response response;
	enum pop3_status status =
	    p3_sasl_step(talk->sasl, base64, length, &talk->error, &response);

	if (status == POP3_OK)
		talk_keep(talk, &response);
	else
		cr_assert_eq(talk->error.status, status);
	return status;
}

/* A challenge in plain octets. */
static inline enum pop3_status talk_hear_octets(
    struct talk *talk, const char *octets, size_t length)
{
	enum pop3_status status;
	char *base64;
	size_t base64_length;

	gsasl_base64_to(octets, length, &base64, &base64_length);
	status = talk_hear_base64(talk, base64, base64_length);
	gsasl_free(base64);
	return status;
}

static inline enum pop3_status talk_hear(
    struct talk *talk, const char *challenge)
{
	return talk_hear_octets(talk, challenge, strlen(challenge));
}

static inline void talk_end(struct talk *talk)
{
	p3_sasl_free(talk->sasl);
	gsasl_free(talk->said);
}

#define assert_said(talk, text)                                                \
	do {                                                                   \
		cr_assert_str_eq((talk)->said, text);                          \
		cr_assert_eq((talk)->length, strlen(text));                    \
	} while (0)

#define assert_failed(talk, call, wanted_status, wanted_text)                  \
	do {                                                                   \
		cr_assert_eq((call), wanted_status);                           \
		cr_assert_str_eq((talk)->error.text, wanted_text);             \
	} while (0)

#endif
