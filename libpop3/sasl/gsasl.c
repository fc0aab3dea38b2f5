/*
 * sasl/gsasl.c - the mechanisms that libgsasl knows.
 *
 * All that libgsasl may ask for is known before the exchange begins, so there
 * is no callback: properties are set once.  A library handle is made for each
 * exchange, since this library keeps no state of its own between calls.
 *
 * User names and passwords are prepared by libgsasl (SASLprep, RFC 4013,
 * through libidn) where the mechanism says so.
 *
 * A SCRAM client must make sure that the server knows the password, too (RFC
 * 5802, section 5): libgsasl verifies the signature and fails, and an exchange
 * that has not come so far is not complete.
 *
 * Channel binding data is given for the -PLUS mechanisms only.  With it set,
 * libgsasl 2.2 fails at the others in place of saying "y" (RFC 5802, section
 * 6: the client could, and thinks that the server cannot), so we say "n" and
 * rely on the certificate against whoever strips -PLUS from the announcement.
 *
 * libgsasl copies what it is given.  Its copies are overwritten in place
 * before it frees them; what it derives inside a step is beyond our reach.
 */
#include <gsasl.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/base/error.h"
#include "libpop3/base/secret.h"
#include "libpop3/sasl/backend.h"
#include "libpop3/sasl/base64.h"

/* The service of POP3 (RFC 5034, section 4). */
#define SERVICE "pop"

/* Room for channel binding data in base64, NUL counted. */
#define BINDING_BASE64_MAX ((POP3_BINDING_MAX + 2) / 3 * 4 + 1)

struct exchange {
	const struct p3_mechanism *mechanism;
	Gsasl *library;
	Gsasl_session *session;
};

/* ---- Failures ------------------------------------------------------------ */

static enum pop3_status status_of(int code)
{
	switch (code) {
	case GSASL_MALLOC_ERROR:
		return POP3_E_NO_MEMORY;
	case GSASL_UNKNOWN_MECHANISM:
	case GSASL_NO_CLIENT_CODE:
	case GSASL_CRYPTO_ERROR:
		return POP3_E_UNSUPPORTED;
	case GSASL_SASLPREP_ERROR:
		return POP3_E_MISUSE;
	case GSASL_GSSAPI_IMPORT_NAME_ERROR:
	case GSASL_GSSAPI_INIT_SEC_CONTEXT_ERROR:
	case GSASL_GSSAPI_ACQUIRE_CRED_ERROR:
		return POP3_E_AUTH;
	default:
		return POP3_E_PROTOCOL;
	}
}

static enum pop3_status failed(
    const struct p3_mechanism *mechanism, int code, struct pop3_error *error)
{
	enum pop3_status status = status_of(code);
	const char *name = mechanism->name;

	if (code == GSASL_AUTHENTICATION_ERROR)
		return p3_error(error, status, 0,
		    "the server does not prove that it knows the password");
	if (status == POP3_E_MISUSE)
		return p3_error(error, status, 0,
		    "user name or password holds what %s cannot say", name);
	if (status == POP3_E_AUTH)
		return p3_error(
		    error, status, 0, "no ticket of Kerberos for this server");
	if (status == POP3_E_UNSUPPORTED)
		return p3_error(
		    error, status, 0, "libgsasl does not offer %s here", name);
	if (status == POP3_E_NO_MEMORY)
		return p3_error_no_memory(error);
	return p3_error(
	    error, status, 0, "a challenge of %s makes no sense", name);
}

/* ---- Properties ---------------------------------------------------------- */

static enum pop3_status check_text(const struct p3_mechanism *mechanism,
    const char *text, const char *noun, struct pop3_error *error)
{
	size_t most =
	    mechanism->text_max > 0 ? mechanism->text_max : P3_TEXT_MAX;

	if (text == NULL || text[0] == '\0')
		return p3_error(error, POP3_E_MISUSE, 0, "%s is empty", noun);
	if (strlen(text) > most)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "%s is longer than %zu octets", noun, most);
	return POP3_OK;
}

/* libgsasl prepares them itself, but the password only in the middle of the
 * exchange, and leaks when it cannot: so whether it can is found out first, by
 * the flag that it has itself.  (In 2.2 that forbids what it is named to
 * allow, as RFC 5802, section 2.2, has it for passwords.) */
static enum pop3_status check_prepared(const struct p3_mechanism *mechanism,
    const char *text, struct pop3_error *error)
{
	char *prepared = NULL;
	int code =
	    gsasl_saslprep(text, GSASL_ALLOW_UNASSIGNED, &prepared, NULL);

	if (prepared != NULL)
		p3_wipe(prepared, strlen(prepared));
	gsasl_free(prepared);
	return code == GSASL_OK ? POP3_OK : failed(mechanism, code, error);
}

static enum pop3_status check_identity(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error)
{
	enum pop3_status status;

	if (mechanism->needs != P3_NEEDS_PASSWORD)
		return POP3_OK;
	status = check_text(mechanism, options->user, "user name", error);
	if (status == POP3_OK)
		status =
		    check_text(mechanism, options->secret, "password", error);
	if (status != POP3_OK || !mechanism->prepares)
		return status;
	status = check_prepared(mechanism, options->user, error);
	if (status == POP3_OK)
		status = check_prepared(mechanism, options->secret, error);
	return status;
}

/* "" is not set: for EXTERNAL the certificate says who it is. */
static int set(
    const struct exchange *exchange, Gsasl_property property, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return GSASL_OK;
	return gsasl_property_set(exchange->session, property, text);
}

static int set_binding(
    const struct exchange *exchange, const struct pop3_sasl_options *options)
{
	Gsasl_property property =
	    options->binding_type == POP3_BINDING_TLS_EXPORTER
		? GSASL_CB_TLS_EXPORTER
		: GSASL_CB_TLS_UNIQUE;
	struct p3_buf base64;
	int code = GSASL_MALLOC_ERROR;

	if (!exchange->mechanism->bound)
		return GSASL_OK;
	p3_buf_init(&base64, BINDING_BASE64_MAX);
	if (p3_base64_encode(
		&base64, options->binding, options->binding_length))
		code = set(exchange, property, p3_buf_octets(&base64));
	p3_buf_free(&base64);
	return code;
}

/* A ticket or a certificate says who somebody is; the user says whose
 * maildrop it is to be, so that the wrong ticket opens none. */
static const char *authzid_of(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options)
{
	if (options->authzid != NULL || mechanism->needs == P3_NEEDS_PASSWORD)
		return options->authzid;
	return options->user;
}

static int set_all(
    const struct exchange *exchange, const struct pop3_sasl_options *options)
{
	int code = set(exchange, GSASL_AUTHID, options->user);

	if (code == GSASL_OK)
		code = set(exchange, GSASL_AUTHZID,
		    authzid_of(exchange->mechanism, options));
	if (code == GSASL_OK && exchange->mechanism->needs == P3_NEEDS_PASSWORD)
		code = set(exchange, GSASL_PASSWORD, options->secret);
	if (code == GSASL_OK)
		code = set(exchange, GSASL_SERVICE, SERVICE);
	if (code == GSASL_OK)
		code = set(exchange, GSASL_HOSTNAME, options->host);
	if (code == GSASL_OK)
		code = set_binding(exchange, options);
	return code;
}

static void wipe_properties(Gsasl_session *session)
{
	static const Gsasl_property secrets[] = {
	    GSASL_PASSWORD,
	    GSASL_DIGEST_MD5_HASHED_PASSWORD,
	    GSASL_SCRAM_SALTED_PASSWORD,
	    GSASL_SCRAM_SERVERKEY,
	    GSASL_SCRAM_STOREDKEY,
	};

	for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
		const char *text = gsasl_property_fast(session, secrets[i]);

		if (text != NULL)
			p3_wipe((void *)text, strlen(text));
	}
}

/* ---- The backend --------------------------------------------------------- */

static void end(void *state)
{
	struct exchange *exchange = state;

	if (exchange->session != NULL) {
		wipe_properties(exchange->session);
		gsasl_finish(exchange->session);
	}
	if (exchange->library != NULL)
		gsasl_done(exchange->library);
	free(exchange);
}

static int start(
    struct exchange *exchange, const struct pop3_sasl_options *options)
{
	int code = gsasl_init(&exchange->library);

	/* It has freed what it points to. */
	if (code != GSASL_OK)
		exchange->library = NULL;
	else
		code = gsasl_client_start(exchange->library,
		    exchange->mechanism->name, &exchange->session);
	return code == GSASL_OK ? set_all(exchange, options) : code;
}

static enum pop3_status begin(const struct p3_mechanism *mechanism,
    const struct pop3_sasl_options *options, struct pop3_error *error,
    void **out_state)
{
	enum pop3_status status = check_identity(mechanism, options, error);
	struct exchange *exchange;
	int code;

	if (status != POP3_OK)
		return status;
	exchange = calloc(1, sizeof *exchange);
	if (exchange == NULL)
		return p3_error_no_memory(error);
	exchange->mechanism = mechanism;
	code = start(exchange, options);
	if (code == GSASL_OK) {
		*out_state = exchange;
		return POP3_OK;
	}
	status = failed(mechanism, code, error);
	end(exchange);
	return status;
}

static enum p3_progress step(void *state, const char *octets, size_t length,
    struct p3_buf *response, struct pop3_error *error)
{
	struct exchange *exchange = state;
	char *output = NULL;
	size_t output_length = 0;
	bool kept;
	int code = gsasl_step(
	    exchange->session, octets, length, &output, &output_length);

	/* Its LOGIN without memory: the length of nothing. */
	if (output == NULL && output_length > 0)
		code = GSASL_MALLOC_ERROR;
	if (code != GSASL_OK && code != GSASL_NEEDS_MORE) {
		failed(exchange->mechanism, code, error);
		return P3_PROGRESS_FAILED;
	}
	kept = p3_buf_append(response, output, output_length);
	p3_wipe(output, output_length);
	gsasl_free(output);
	if (kept)
		return code == GSASL_OK ? P3_PROGRESS_DONE : P3_PROGRESS_MORE;
	p3_error_no_memory(error);
	return P3_PROGRESS_FAILED;
}

const struct p3_backend p3_gsasl_backend = {
    .begin = begin,
    .step = step,
    .end = end,
};
