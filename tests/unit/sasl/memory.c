/*
 * Memory that runs out: in a login by each mechanism each allocation of ours
 * fails once.  The call that met it says so, gives nothing out, and the
 * exchange can be freed.
 *
 * Only the room's own calls see our malloc(); what libgsasl makes of its own
 * failures is its affair.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <gsasl.h>
#include <string.h>

#include <criterion/criterion.h>

#include <pop3/digest.h>
#include <pop3/sasl.h>

#include "libpop3/sasl/mechanism.h"

#include "tests/unit/base/allocator.h"

#if ALLOCATOR_REPLACED

#define BINDING_BASE64 "b2N0ZXRzIHRvIGJpbmQgdG8="
static const unsigned char binding[] = "octets to bind to";

static long left; /* while the client is not at work */

/* libgsasl frees what it could not make whole, and still points to it. */
static bool dangling;

int gsasl_init(Gsasl **library)
{
	int (*real)(Gsasl **);

	*(void **)&real = dlsym(RTLD_NEXT, "gsasl_init");
	if (!dangling)
		return real(library);
	*library = (Gsasl *)1;
	return GSASL_MALLOC_ERROR;
}

/* It gives out what it could not copy, and its length. */
static bool voiceless;

int gsasl_step(Gsasl_session *session, const char *input, size_t input_length,
    char **output, size_t *output_length)
{
	int (*real)(Gsasl_session *, const char *, size_t, char **, size_t *);

	*(void **)&real = dlsym(RTLD_NEXT, "gsasl_step");
	if (!voiceless)
		return real(
		    session, input, input_length, output, output_length);
	*output = NULL;
	*output_length = strlen("jim");
	return GSASL_OK;
}

static void client_works(void)
{
	fail_after(left);
}

static void client_rests(void)
{
	left = allocations_left;
	allocations_left = -1;
}

/* ---- The server ---------------------------------------------------------- */

static int callback(
    Gsasl *library, Gsasl_session *session, Gsasl_property property)
{
	(void)library;
	switch (property) {
	case GSASL_PASSWORD:
		return gsasl_property_set(session, property, "s3cret");
	case GSASL_SERVICE:
		return gsasl_property_set(session, property, "pop");
	case GSASL_HOSTNAME:
		return gsasl_property_set(session, property, "pop.example.org");
	case GSASL_CB_TLS_EXPORTER:
		return gsasl_property_set(session, property, BINDING_BASE64);
	default:
		return GSASL_NO_CALLBACK;
	}
}

struct server {
	Gsasl *library;
	Gsasl_session *session;
	int code; /* GSASL_OK: it is content */
	char *says;
};

static void server_start(struct server *server, const char *mechanism)
{
	*server = (struct server){.code = GSASL_NEEDS_MORE};
	gsasl_init(&server->library);
	gsasl_callback_set(server->library, callback);
	cr_assert_eq(
	    gsasl_server_start(server->library, mechanism, &server->session),
	    GSASL_OK);
}

static void server_hear(struct server *server, const char *base64)
{
	gsasl_free(server->says);
	server->says = NULL;
	server->code = gsasl_step64(server->session, base64, &server->says);
}

static void server_end(struct server *server)
{
	gsasl_free(server->says);
	gsasl_finish(server->session);
	gsasl_done(server->library);
}

/* ---- The client ---------------------------------------------------------- */

static enum pop3_status begin(
    const char *mechanism, struct pop3_sasl **out_sasl)
{
	const struct pop3_sasl_options options = {
	    .size = sizeof options,
	    .mechanism = mechanism,
	    .user = "jim",
	    .secret = "s3cret",
	    .host = "pop.example.org",
	    .port = 995,
	    .binding_type = POP3_BINDING_TLS_EXPORTER,
	    .binding = binding,
	    .binding_length = sizeof binding - 1,
	};
	struct pop3_error error = {.status = POP3_OK};
	enum pop3_status status;

	client_works();
	status = pop3_sasl_new(&options, &error, out_sasl);
	client_rests();
	cr_assert_eq(status, error.status);
	cr_assert_eq(*out_sasl != NULL, status == POP3_OK);
	return status;
}

/* What failed once, fails again. */
static enum pop3_status answer(struct pop3_sasl *sasl, const char *challenge,
    const char **out_response, size_t *out_length)
{
	enum pop3_status status;

	client_works();
	status = pop3_sasl_answer(
	    sasl, challenge, strlen(challenge), out_response, out_length);
	client_rests();
	cr_assert_eq(status, pop3_sasl_error(sasl)->status);
	if (status != POP3_OK)
		cr_assert_eq(pop3_sasl_answer(sasl, challenge,
				 strlen(challenge), out_response, out_length),
		    status);
	return status;
}

static enum pop3_status exchange(struct pop3_sasl *sasl,
    const struct p3_mechanism *mechanism, struct server *server)
{
	const char *response = "";
	enum pop3_status status = POP3_OK;
	size_t length;

	if (mechanism->opening != P3_OPENING_CHALLENGE)
		status = answer(sasl, "", &response, &length);
	while (status == POP3_OK && server->code == GSASL_NEEDS_MORE) {
		server_hear(server, response);
		if (server->code == GSASL_NEEDS_MORE ||
		    (server->code == GSASL_OK && server->says[0] != '\0'))
			status = answer(sasl, server->says, &response, &length);
	}
	return status;
}

/* Whether there was an allocation after n others, which failed. */
static bool log_in_short_of_memory(const struct p3_mechanism *mechanism, long n)
{
	struct pop3_sasl *sasl = NULL;
	struct server server;
	enum pop3_status status;
	bool failed;

	server_start(&server, mechanism->name);
	left = n;
	status = begin(mechanism->name, &sasl);
	if (status == POP3_OK)
		status = exchange(sasl, mechanism, &server);
	failed = left < 0;
	cr_expect_eq(status, failed ? POP3_E_NO_MEMORY : POP3_OK, "%s, %ld: %d",
	    mechanism->name, n, (int)status);
	if (!failed) {
		cr_expect_eq(server.code, GSASL_OK, "%s", mechanism->name);
		cr_expect(pop3_sasl_is_complete(sasl));
	}
	pop3_sasl_free(sasl);
	server_end(&server);
	return failed;
}

static void each_allocation_fails(const char *name)
{
	const struct p3_mechanism *mechanism = p3_mechanism_find(name);
	long n = 0;

	while (log_in_short_of_memory(mechanism, n))
		n++;
	cr_expect_geq(n, 4, "%s: %ld", name, n);
}

Test(memory, without_it_libgsasl_is_not_ended_twice)
{
	struct pop3_sasl *sasl = NULL;

	dangling = true;
	left = -1;
	cr_expect_eq(begin("PLAIN", &sasl), POP3_E_NO_MEMORY);
	cr_expect_null(sasl);
}

Test(memory, without_it_nothing_is_made_of_what_libgsasl_has_not)
{
	const char *response = "";
	struct pop3_sasl *sasl = NULL;
	size_t length = 0;

	voiceless = true;
	left = -1;
	cr_assert_eq(begin("LOGIN", &sasl), POP3_OK);
	cr_expect_eq(answer(sasl, "VXNlciBOYW1lAA==", &response, &length),
	    POP3_E_NO_MEMORY);
	cr_expect_eq(length, 0);
	pop3_sasl_free(sasl);
}

Test(memory, each_allocation_may_fail_in_plain)
{
	each_allocation_fails("PLAIN");
}

Test(memory, each_allocation_may_fail_in_login)
{
	each_allocation_fails("LOGIN");
}

Test(memory, each_allocation_may_fail_in_cram_md5)
{
	each_allocation_fails("CRAM-MD5");
}

Test(memory, each_allocation_may_fail_in_digest_md5)
{
	each_allocation_fails("DIGEST-MD5");
}

Test(memory, each_allocation_may_fail_in_scram)
{
	each_allocation_fails("SCRAM-SHA-1");
	each_allocation_fails("SCRAM-SHA-256");
}

Test(memory, each_allocation_may_fail_in_scram_plus)
{
	each_allocation_fails("SCRAM-SHA-256-PLUS");
}

/* Of these there is no server in libgsasl; they have one thing to say. */
static void each_allocation_of_a_token_fails(const char *name)
{
	bool failed = true;
	long n = 0;

	for (; failed; n++) {
		const char *response = "";
		struct pop3_sasl *sasl = NULL;
		enum pop3_status status;
		size_t length = 0;

		left = n;
		status = begin(name, &sasl);
		if (status == POP3_OK)
			status = answer(sasl, "", &response, &length);
		failed = left < 0;
		cr_expect_eq(status, failed ? POP3_E_NO_MEMORY : POP3_OK,
		    "%s: %d", name, (int)status);
		cr_expect_eq(length > 0, !failed);
		pop3_sasl_free(sasl);
	}
	cr_expect_geq(n, 4);
}

Test(memory, each_allocation_may_fail_with_a_token)
{
	each_allocation_of_a_token_fails("XOAUTH2");
	each_allocation_of_a_token_fails("OAUTHBEARER");
}

Test(memory, without_it_there_is_no_digest)
{
	struct pop3_digest *digest = NULL;

	fail_after(0);
	cr_assert_eq(pop3_digest_new(&digest), POP3_E_NO_MEMORY);
	cr_assert_null(digest);
	cr_assert(fail_no_more());
	cr_assert_eq(pop3_digest_new(&digest), POP3_OK);
	pop3_digest_free(digest);
}

#else

Test(memory, cannot_be_made_to_fail_here)
{
	cr_skip_test("the allocator is not ours to replace");
}

#endif
