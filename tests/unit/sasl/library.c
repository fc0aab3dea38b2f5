/*
 * What libgsasl lacks, and what it fails at, in words for people: one that was
 * built without a mechanism, Kerberos behind it, and no memory for a property.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <stdio.h>

#include "talk.h"

/* GSASL_OK: libgsasl itself answers. */
static int code_of_start = GSASL_OK;
static int code_of_step = GSASL_OK;

/* How many properties are set before one is not; negative: all are. */
static int properties_left = -1;

int gsasl_client_start(
    Gsasl *library, const char *mechanism, Gsasl_session **session)
{
	int (*real)(Gsasl *, const char *, Gsasl_session **);

	*(void **)&real = dlsym(RTLD_NEXT, "gsasl_client_start");
	return code_of_start != GSASL_OK ? code_of_start
					 : real(library, mechanism, session);
}

int gsasl_step(Gsasl_session *session, const char *input, size_t input_length,
    char **output, size_t *output_length)
{
	int (*real)(Gsasl_session *, const char *, size_t, char **, size_t *);

	*(void **)&real = dlsym(RTLD_NEXT, "gsasl_step");
	return code_of_step != GSASL_OK
		   ? code_of_step
		   : real(session, input, input_length, output, output_length);
}

int gsasl_property_set(
    Gsasl_session *session, Gsasl_property property, const char *text)
{
	int (*real)(Gsasl_session *, Gsasl_property, const char *);

	*(void **)&real = dlsym(RTLD_NEXT, "gsasl_property_set");
	if (properties_left >= 0 && properties_left-- == 0)
		return GSASL_MALLOC_ERROR;
	return real(session, property, text);
}

static const Gsasl_property secrets[] = {GSASL_PASSWORD,
    GSASL_DIGEST_MD5_HASHED_PASSWORD, GSASL_SCRAM_SALTED_PASSWORD,
    GSASL_SCRAM_SERVERKEY, GSASL_SCRAM_STOREDKEY};
#define SECRETS (sizeof secrets / sizeof *secrets)

/* Of what libgsasl still has at the end of a session. */
static int finished, wiped, readable;

void gsasl_finish(Gsasl_session *session)
{
	void (*real)(Gsasl_session *);

	*(void **)&real = dlsym(RTLD_NEXT, "gsasl_finish");
	for (size_t i = 0; i < SECRETS; i++) {
		const char *text = gsasl_property_fast(session, secrets[i]);

		if (text != NULL)
			++*(text[0] == '\0' ? &wiped : &readable);
	}
	finished++;
	real(session);
}

/* ---- Failures ------------------------------------------------------------ */

static const struct {
	int code;
	enum pop3_status status;
	const char *text;
} failures[] = {
    {GSASL_UNKNOWN_MECHANISM, POP3_E_UNSUPPORTED,
	"libgsasl does not offer NTLM here"},
    {GSASL_NO_CLIENT_CODE, POP3_E_UNSUPPORTED,
	"libgsasl does not offer NTLM here"},
    {GSASL_CRYPTO_ERROR, POP3_E_UNSUPPORTED,
	"libgsasl does not offer NTLM here"},
    {GSASL_MALLOC_ERROR, POP3_E_NO_MEMORY, "out of memory"},
    {GSASL_SASLPREP_ERROR, POP3_E_MISUSE,
	"user name or password holds what NTLM cannot say"},
    {GSASL_GSSAPI_IMPORT_NAME_ERROR, POP3_E_AUTH,
	"no ticket of Kerberos for this server"},
    {GSASL_GSSAPI_INIT_SEC_CONTEXT_ERROR, POP3_E_AUTH,
	"no ticket of Kerberos for this server"},
    {GSASL_GSSAPI_ACQUIRE_CRED_ERROR, POP3_E_AUTH,
	"no ticket of Kerberos for this server"},
    {GSASL_AUTHENTICATION_ERROR, POP3_E_PROTOCOL,
	"the server does not prove that it knows the password"},
    {GSASL_MECHANISM_PARSE_ERROR, POP3_E_PROTOCOL,
	"a challenge of NTLM makes no sense"},
};
#define FAILURES (sizeof failures / sizeof *failures)

Test(library, failure_of_libgsasl_has_its_status_and_words)
{
	const struct pop3_sasl_options options = talk_options("jim", "s3cret");
	struct talk talk;

	for (size_t i = 0; i < FAILURES; i++) {
		code_of_start = failures[i].code;
		assert_failed(&talk, talk_begin(&talk, "NTLM", &options),
		    failures[i].status, failures[i].text);
		code_of_start = GSASL_OK;
		code_of_step = failures[i].code;
		assert_failed(&talk, talk_begin(&talk, "NTLM", &options),
		    failures[i].status, failures[i].text);
		code_of_step = GSASL_OK;
	}
	cr_assert_eq(talk_begin(&talk, "NTLM", &options), POP3_OK);
	talk_end(&talk);
}

/* An exchange that goes on without one may be for the wrong maildrop. */
Test(library, property_that_is_not_set_fails_the_exchange)
{
	struct pop3_sasl_options options = talk_options("jim", "s3cret");
	enum pop3_status status = POP3_E_NO_MEMORY;
	struct talk talk;
	int n = 0;

	options.authzid = "joe";
	options.binding = "it";
	options.binding_length = 2;
	for (; status != POP3_OK; n++) {
		properties_left = n;
		status = talk_begin(&talk, "SCRAM-SHA-256-PLUS", &options);
		if (status != POP3_OK)
			cr_assert_eq(status, POP3_E_NO_MEMORY, "%d", n);
	}
	/* User, whose maildrop, password, service, host, binding. */
	cr_expect_eq(n, 6 + 1);
	talk_end(&talk);
}

/* ---- Secrets ------------------------------------------------------------- */

/* All that SCRAM derives from the password opens the maildrop as well. */
Test(library, secret_is_wiped_before_libgsasl_frees_it)
{
	static const char *const mechanisms[] = {"PLAIN", "SCRAM-SHA-1"};
	const struct pop3_sasl_options options = talk_options("jim", "s3cret");
	char challenge[200];
	struct talk talk;

	for (size_t i = 0; i < 2; i++) {
		finished = wiped = readable = 0;
		cr_assert_eq(
		    talk_begin(&talk, mechanisms[i], &options), POP3_OK);
		cr_assert_eq(talk_open(&talk), POP3_OK);
		if (i == 1) {
			snprintf(challenge, sizeof challenge,
			    "%sxyz,s=QSXCR+Q6sek8bf92,i=4096",
			    strstr(talk.said, "r="));
			cr_assert_eq(talk_hear(&talk, challenge), POP3_OK);
		}
		cr_expect_eq(finished, 0);
		talk_end(&talk);
		cr_expect_eq(finished, 1);
		cr_expect_geq(wiped, 1);
		cr_expect_eq(readable, 0, "%s", mechanisms[i]);
	}
}
