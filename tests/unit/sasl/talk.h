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

#include <pop3/sasl.h>

struct talk {
	struct pop3_sasl *sasl;
	struct pop3_error error;
	char *said; /* the response in plain octets, a NUL behind */
	size_t length;
};

static const struct pop3_capabilities announcing = {.flags = POP3_CAPA_SASL};

static inline struct pop3_sasl_options talk_options(
    const char *user, const char *secret)
{
	return (struct pop3_sasl_options){
	    .size = sizeof(struct pop3_sasl_options),
	    .user = user,
	    .secret = secret,
	    .host = "pop.example.org",
	    .port = 995,
	    .capabilities = &announcing,
	};
}

static inline enum pop3_status talk_begin(struct talk *talk,
    const char *mechanism, const struct pop3_sasl_options *options)
{
	struct pop3_sasl_options named = *options;

	named.mechanism = mechanism;
	*talk = (struct talk){0};
	return pop3_sasl_new(&named, &talk->error, &talk->sasl);
}

/* Keeps a response, decoded. */
static inline void talk_keep(
    struct talk *talk, const char *base64, size_t length)
{
	cr_assert_eq(strlen(base64), length);
	gsasl_free(talk->said);
	talk->said = NULL;
	cr_assert_eq(
	    gsasl_base64_from(base64, length, &talk->said, &talk->length),
	    GSASL_OK);
	talk->said = realloc(talk->said, talk->length + 1);
	talk->said[talk->length] = '\0';
}

/* A challenge in base64. */
static inline enum pop3_status talk_hear_base64(
    struct talk *talk, const char *challenge, size_t challenge_length)
{
	const char *base64 = NULL;
	size_t length = 0;
	enum pop3_status status = pop3_sasl_answer(
	    talk->sasl, challenge, challenge_length, &base64, &length);

	talk->error = *pop3_sasl_error(talk->sasl);
	cr_assert_eq(talk->error.status, status);
	if (status == POP3_OK)
		talk_keep(talk, base64, length);
	else
		cr_assert_null(base64);
	return status;
}

/* The initial response, in the AUTH line or for an empty challenge. */
static inline enum pop3_status talk_open(struct talk *talk)
{
	const char *initial = pop3_sasl_initial(talk->sasl);

	if (initial == NULL)
		return talk_hear_base64(talk, "", 0);
	if (strcmp(initial, "=") == 0)
		initial = "";
	talk_keep(talk, initial, strlen(initial));
	return POP3_OK;
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
	pop3_sasl_free(talk->sasl);
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
