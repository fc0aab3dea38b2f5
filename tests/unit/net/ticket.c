/*
 * Resuming TLS with a ticket: when, and when not.
 */
#include "libpop3/net/ticket.h"

#include <time.h>

#include "reach.h"

TestSuite(ticket, .init = set_up, .fini = tear_down);

/* A server that lives for several connections, and a ticket of the first. */
struct story {
	struct server server;
	void *ticket;
	size_t length;
	struct p3_tls_options first;
};

static void begin_with(
    struct story *story, const struct p3_tls_options *options)
{
	struct p3_transport *transport;
	struct pop3_error error;

	transport = reach(&story->server, options, &error);
	cr_assert_not_null(transport, "%s", error.text);
	cr_assert_not(p3_transport_tls_info(transport)->resumed);
	story->first = *options;
	story->ticket = p3_transport_tls_ticket(transport, &story->length);
	leave(&story->server, transport);
}

static void begin(struct story *story, int version)
{
	struct p3_tls_options options = usual_options();

	options.port = 995;
	server_prepare(&story->server, &good);
	SSL_CTX_set_max_proto_version(story->server.context, version);
	begin_with(story, &options);
	cr_assert_not_null(story->ticket);
}

static void end(struct story *story)
{
	free(story->ticket);
	server_free(&story->server);
}

/* Connects once more, with these options and the ticket; whether the
 * connection was a resumed one.  It must succeed. */
static bool resumes_with(struct story *story, struct p3_tls_options options)
{
	struct p3_transport *transport;
	struct pop3_error error;
	bool resumed;

	options.ticket = story->ticket;
	options.ticket_length = story->length;
	transport = reach(&story->server, &options, &error);
	cr_assert_not_null(transport, "%s", error.text);
	resumed = p3_transport_tls_info(transport)->resumed;
	leave(&story->server, transport);
	return resumed;
}

static bool resumes(struct story *story)
{
	return resumes_with(story, story->first);
}

Test(ticket, resumes_tls_1_3)
{
	struct story story;

	begin(&story, TLS1_3_VERSION);
	cr_assert(resumes(&story));
	end(&story);
}

Test(ticket, resumes_tls_1_2)
{
	struct story story;

	begin(&story, TLS1_2_VERSION);
	cr_assert(resumes(&story));
	end(&story);
}

Test(ticket, a_resumed_connection_still_knows_the_certificate)
{
	struct p3_tls_options options;
	struct p3_transport *transport;
	const struct pop3_tls_info *info;
	struct pop3_error error;
	struct story story;

	begin(&story, TLS1_3_VERSION);
	options = story.first;
	options.ticket = story.ticket;
	options.ticket_length = story.length;
	transport = reach(&story.server, &options, &error);
	info = p3_transport_tls_info(transport);
	cr_assert(info->resumed);
	cr_assert_eq(info->name_count, 1);
	cr_assert_str_eq(info->names[0], "pop.example.org");
	leave(&story.server, transport);
	end(&story);
}

/* ---- Other terms --------------------------------------------------------- */

Test(ticket, is_not_used_when_an_option_differs)
{
	struct p3_tls_options other;
	struct story story;

	begin(&story, TLS1_3_VERSION);
	other = story.first;
	other.port = 1995;
	cr_assert_not(resumes_with(&story, other), "port");
	other = story.first;
	other.peer = "elsewhere.example";
	cr_assert_not(resumes_with(&story, other), "peer");
	other = story.first;
	other.min_version = POP3_TLS_1_3;
	cr_assert_not(resumes_with(&story, other), "version");
	other = story.first;
	other.ciphers = "TLS_AES_256_GCM_SHA384";
	cr_assert_not(resumes_with(&story, other), "ciphers");
	other = story.first;
	other.ca_dir = "/etc";
	cr_assert_not(resumes_with(&story, other), "directory");
	/* The other way round it is the same. */
	cr_assert(resumes(&story));
	end(&story);
}

Test(ticket, is_not_used_when_a_file_says_something_else)
{
	struct recipe recipe = {.common_name = "More", .is_authority = 1};
	struct identity more = identity_make(&recipe, NULL);
	struct story story;
	FILE *file;

	begin(&story, TLS1_3_VERSION);
	cr_assert(resumes(&story));
	file = fopen(authority_file, "a");
	PEM_write_X509(file, more.certificate);
	fclose(file);
	cr_assert_not(resumes(&story));
	identity_free(&more);
	end(&story);
}

Test(ticket, of_another_name_does_not_resume)
{
	struct recipe recipe = {.common_name = "x",
	    .names = "DNS:pop.example.org,DNS:other.example.org"};
	struct identity both = identity_make(&recipe, &authority);
	struct p3_tls_options options = usual_options();
	struct story story;

	server_prepare(&story.server, &both);
	begin_with(&story, &options);
	options.host = "other.example.org";
	cr_assert_not(resumes_with(&story, options));
	identity_free(&both);
	end(&story);
}

Test(ticket, of_an_address_resumes_too)
{
	struct recipe recipe = {.common_name = "x", .names = "IP:192.0.2.1"};
	struct identity address = identity_make(&recipe, &authority);
	struct p3_tls_options options = usual_options();
	struct story story;

	options.host = "192.0.2.1";
	server_prepare(&story.server, &address);
	begin_with(&story, &options);
	cr_assert(resumes(&story));
	identity_free(&address);
	end(&story);
}

Test(ticket, with_a_fingerprint_resumes_under_the_same_one_only)
{
	struct p3_tls_options options = {.host = "pop.example.org"};
	char own[P3_FINGERPRINT_TEXT], keys[P3_FINGERPRINT_TEXT];
	struct p3_fingerprint fingerprint;
	struct story story;

	p3_fingerprint_of(good.certificate, &fingerprint);
	options.fingerprint = p3_fingerprint_write(own, &fingerprint);
	server_prepare(&story.server, &good);
	begin_with(&story, &options);
	cr_assert(resumes(&story));
	p3_fingerprint_of_key(good.certificate, &fingerprint);
	options.fingerprint = p3_fingerprint_write(keys, &fingerprint);
	cr_assert_not(resumes_with(&story, options));
	end(&story);
}

/* ---- Without verification ------------------------------------------------ */

Test(ticket, without_verification_none_is_given)
{
	struct p3_tls_options options = usual_options();
	struct story story;

	options.insecure = true;
	server_prepare(&story.server, &good);
	begin_with(&story, &options);
	cr_assert_null(story.ticket);
	end(&story);
}

Test(ticket, without_verification_none_is_taken)
{
	struct p3_tls_options options;
	struct story story;

	begin(&story, TLS1_3_VERSION);
	options = story.first;
	options.insecure = true;
	cr_assert_not(resumes_with(&story, options));
	end(&story);
}

/* ---- Time ---------------------------------------------------------------- */

/* Where the time of the verification stands. */
#define TIME_AT 40

static void set_age(struct story *story, int64_t seconds)
{
	uint64_t at = (uint64_t)(time(NULL) - seconds);

	for (size_t i = 0; i < 8; i++)
		((unsigned char *)story->ticket)[TIME_AT + i] =
		    (unsigned char)(at >> (56 - 8 * i));
}

Test(ticket, of_the_day_before_is_void)
{
	struct story story;

	begin(&story, TLS1_3_VERSION);
	set_age(&story, P3_TICKET_SECONDS - 100);
	cr_assert(resumes(&story));
	set_age(&story, P3_TICKET_SECONDS);
	cr_assert_not(resumes(&story));
	set_age(&story, -1000);
	cr_assert_not(resumes(&story), "a time to come");
	end(&story);
}

/* Else one could follow another for ever. */
Test(ticket, of_a_resumed_connection_is_no_younger)
{
	struct p3_tls_options options;
	struct p3_transport *transport;
	struct pop3_error error;
	struct story story;
	size_t length;
	void *next;

	begin(&story, TLS1_3_VERSION);
	set_age(&story, 5000);
	options = story.first;
	options.ticket = story.ticket;
	options.ticket_length = story.length;
	transport = reach(&story.server, &options, &error);
	cr_assert(p3_transport_tls_info(transport)->resumed);
	next = p3_transport_tls_ticket(transport, &length);
	cr_assert_not_null(next);
	cr_assert_arr_eq(
	    (char *)next + TIME_AT, (char *)story.ticket + TIME_AT, 8);
	leave(&story.server, transport);
	free(next);
	end(&story);
}

Test(ticket, of_a_certificate_that_has_expired_is_void)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org", .until_s = 2};
	struct identity brief = identity_make(&recipe, &authority);
	struct p3_tls_options options = usual_options();
	struct p3_ticket_terms terms;
	struct p3_host host;
	SSL_SESSION *session;
	struct story story;
	int64_t at;

	server_prepare(&story.server, &brief);
	begin_with(&story, &options);
	cr_assert_not_null(story.ticket);
	p3_host_read(options.host, &host, NULL);
	p3_ticket_terms(&options, &host, &terms);
	session = p3_ticket_open(
	    story.ticket, story.length, &terms, &host, NULL, &at);
	/* A slow machine may be there already. */
	SSL_SESSION_free(session);
	while (X509_cmp_current_time(X509_get0_notAfter(brief.certificate)) > 0)
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
	cr_assert_null(p3_ticket_open(
	    story.ticket, story.length, &terms, &host, NULL, &at));
	identity_free(&brief);
	end(&story);
}

/* ---- Broken ones --------------------------------------------------------- */

Test(ticket, that_is_cut_or_bent_is_left_unused)
{
	struct p3_tls_options options = usual_options();
	struct p3_ticket_terms terms;
	SSL_SESSION *session;
	struct p3_host host;
	struct story story;
	int64_t at;

	begin(&story, TLS1_3_VERSION);
	options = story.first;
	p3_host_read(options.host, &host, NULL);
	cr_assert(p3_ticket_terms(&options, &host, &terms));
	for (size_t cut = 0; cut < story.length; cut++) {
		/* A place of its own, so that a read beyond is seen. */
		char *octets = malloc(cut > 0 ? cut : 1);

		memcpy(octets, story.ticket, cut);
		cr_assert_null(
		    p3_ticket_open(octets, cut, &terms, &host, NULL, &at),
		    "cut at %zu", cut);
		free(octets);
	}
	for (size_t bent = 0; bent < 8 + 32; bent++) {
		((unsigned char *)story.ticket)[bent] ^= 1;
		cr_assert_null(p3_ticket_open(
		    story.ticket, story.length, &terms, &host, NULL, &at));
		((unsigned char *)story.ticket)[bent] ^= 1;
	}
	session = p3_ticket_open(
	    story.ticket, story.length, &terms, &host, NULL, &at);
	cr_assert_not_null(session);
	SSL_SESSION_free(session);
	story.length /= 2;
	cr_assert_not(resumes(&story));
	end(&story);
}

/* It has other keys: a restart, or another machine of that name. */
Test(ticket, that_the_server_does_not_know_costs_a_full_handshake)
{
	struct story story, other;

	begin(&story, TLS1_3_VERSION);
	begin(&other, TLS1_3_VERSION);
	free(other.ticket);
	other.ticket = story.ticket;
	other.length = story.length;
	cr_assert_not(resumes(&other));
	story.ticket = NULL;
	end(&story);
	end(&other);
}

/* Another server with a certificate that is not trusted does not get in by a
 * ticket of the right one. */
Test(ticket, does_not_spare_an_impostor_the_verification)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org"};
	struct identity impostor = identity_make(&recipe, NULL);
	struct p3_tls_options options;
	struct server server;
	struct story story;

	begin(&story, TLS1_3_VERSION);
	options = story.first;
	options.ticket = story.ticket;
	options.ticket_length = story.length;
	server_prepare(&server, &impostor);
	cr_assert_eq(try_options(&server, &options).status, POP3_E_CERTIFICATE);
	identity_free(&impostor);
	end(&story);
}
