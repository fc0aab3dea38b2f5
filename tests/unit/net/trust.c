/*
 * Whom TLS trusts, and what it says when it does not.
 */
#include <stdlib.h>
#include <time.h>

#include "server.h"

TestSuite(trust, .init = set_up, .fini = tear_down);

static void expect_trusted(const char *names, const char *host)
{
	struct recipe recipe = {.common_name = "x", .names = names};
	struct server server;
	struct pop3_error error =
	    try_recipe(&recipe, &authority, host, &server);

	cr_assert_eq(error.status, POP3_OK, "%s: %s", host, error.text);
	cr_assert_eq(server.got, 13);
}

static void expect_refused(const struct recipe *recipe,
    const struct identity *issuer, const char *host, const char *words)
{
	struct server server;
	struct pop3_error error = try_recipe(recipe, issuer, host, &server);

	cr_assert_eq(error.status, POP3_E_CERTIFICATE, "%s", error.text);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
	/* It got a ClientHello and an alert. */
	cr_assert_not(server.is_up);
	cr_assert_geq(server.reason, SSL_AD_REASON_OFFSET);
	cr_assert_eq(server.got, 0);
}

Test(trust, the_right_name_is_trusted)
{
	expect_trusted("DNS:pop.example.org", "pop.example.org");
	expect_trusted("DNS:a.example,DNS:pop.example.org", "POP.Example.ORG");
	expect_trusted("DNS:pop.example.org", "pop.example.org.");
}

Test(trust, another_name_is_refused_and_told)
{
	struct recipe recipe = {.common_name = "pop.example.org",
	    .names = "DNS:www.example.org,DNS:example.org"};

	expect_refused(&recipe, &authority, "pop.example.org",
	    "the certificate of 'pop.example.org' is not trusted: it is for "
	    "'www.example.org', 'example.org'");
}

Test(trust, a_wildcard_stands_for_one_label)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:*.example.org"};

	expect_trusted("DNS:*.example.org", "pop.example.org");
	expect_refused(&recipe, &authority, "a.pop.example.org",
	    "it is for '*.example.org'");
	expect_refused(
	    &recipe, &authority, "example.org", "it is for '*.example.org'");
}

Test(trust, a_part_of_a_label_is_no_wildcard)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:p*.example.org"};

	expect_refused(&recipe, &authority, "pop.example.org",
	    "it is for 'p*.example.org'");
}

Test(trust, the_common_name_does_not_count)
{
	struct recipe recipe = {.common_name = "pop.example.org"};

	expect_refused(&recipe, &authority, "pop.example.org",
	    "its common name 'pop.example.org' does not count");
}

Test(trust, a_name_with_a_nul_is_not_what_stands_before_it)
{
	struct recipe recipe = {.common_name = "x",
	    .raw_name = "pop.example.org\0.evil.example",
	    .raw_length = 29};

	expect_refused(&recipe, &authority, "pop.example.org",
	    "it is for 'pop.example.org?.evil.example'");
}

Test(trust, an_address_matches_an_address_only)
{
	struct recipe recipe = {
	    .common_name = "127.0.0.1", .names = "DNS:127.0.0.1,IP:127.0.0.2"};

	expect_trusted("IP:127.0.0.1", "127.0.0.1");
	expect_trusted("IP:::1", "::1");
	expect_trusted("IP:FE80::1", "fe80::1%lo");
	expect_refused(&recipe, &authority, "127.0.0.1",
	    "it is for '127.0.0.1', '127.0.0.2'");
}

Test(trust, an_internationalised_name_is_verified_as_a_labels)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:xn--bcher-kva.example"};

	expect_trusted("DNS:xn--bcher-kva.example", "b\u00fccher.example");
	expect_refused(&recipe, &authority, "bucher.example",
	    "it is for 'xn--bcher-kva.example'");
}

Test(trust, a_host_that_would_match_whole_domains_is_refused)
{
	struct p3_tls_options options = {
	    .host = ".example.org", .ca_file = authority_file};
	struct server server;
	struct pop3_error error = try_identity(&good, &options, &server);

	cr_assert_eq(error.status, POP3_E_CERTIFICATE);
	cr_assert_not(server.is_up);
}

Test(trust, an_expired_certificate_is_told_with_its_date)
{
	struct recipe recipe = {.common_name = "x",
	    .names = "DNS:pop.example.org",
	    .from_s = -9 * DAY_S,
	    .until_s = -8 * DAY_S};
	time_t end = time(NULL) - 8 * DAY_S;
	char words[64];

	strftime(words, sizeof words, "it expired on %Y-%m-%d ", gmtime(&end));
	expect_refused(&recipe, &authority, "pop.example.org", words);
}

Test(trust, a_certificate_of_the_future_casts_doubt_on_the_clock)
{
	struct recipe recipe = {.common_name = "x",
	    .names = "DNS:pop.example.org",
	    .from_s = 8 * DAY_S,
	    .until_s = 9 * DAY_S};

	expect_refused(
	    &recipe, &authority, "pop.example.org", "it is not valid before 2");
}

Test(trust, a_self_signed_certificate_is_refused)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org"};

	expect_refused(
	    &recipe, NULL, "pop.example.org", "it is self-signed; if you");
}

Test(trust, an_unknown_authority_is_named)
{
	struct recipe root = {.common_name = "Unknown Root", .is_authority = 1};
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org"};
	struct identity unknown = identity_make(&root, NULL);

	expect_refused(&recipe, &unknown, "pop.example.org",
	    "its authority 'Unknown Root' is not known here");
	identity_free(&unknown);
}

Test(trust, an_unknown_authority_that_comes_along_is_named_too)
{
	struct recipe root = {.common_name = "Unknown Root", .is_authority = 1};
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org"};
	struct identity unknown = identity_make(&root, NULL);
	struct identity leaf = identity_make(&recipe, &unknown);
	struct pop3_error error = {.text = ""};
	struct p3_transport *transport;
	struct server server;

	server_prepare(&server, &leaf);
	SSL_CTX_add1_chain_cert(server.context, unknown.certificate);
	server_start(&server, NULL);
	transport = client(server.peer.port);
	cr_assert_eq(
	    start(transport, "pop.example.org", &error), POP3_E_CERTIFICATE);
	cr_assert_not_null(
	    strstr(error.text, "its authority 'Unknown Root' is not known"),
	    "%s", error.text);
	p3_transport_free(transport);
	server_join(&server);
	identity_free(&leaf);
	identity_free(&unknown);
}

Test(trust, a_certificate_that_is_no_authority_signs_nothing)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org"};

	expect_refused(&recipe, &good, "pop.example.org", "the certificate of");
}

Test(trust, a_certificate_for_clients_is_none_for_a_server)
{
	struct recipe recipe = {.common_name = "x",
	    .names = "DNS:pop.example.org",
	    .usage = "clientAuth"};

	expect_refused(&recipe, &authority, "pop.example.org", "purpose");
}

Test(trust, the_system_does_not_know_an_authority_made_on_the_spot)
{
	struct p3_tls_options options = {.host = "pop.example.org"};
	struct server server;
	struct pop3_error error = try_identity(&good, &options, &server);

	cr_assert_eq(error.status, POP3_E_CERTIFICATE);
	cr_assert_not_null(strstr(error.text, "'Test Root'"));
	cr_assert_eq(server.got, 0);
}

Test(trust, a_servers_own_certificate_may_be_named_as_authority)
{
	struct recipe recipe = {
	    .common_name = "x", .names = "DNS:pop.example.org"};
	struct identity alone = identity_make(&recipe, NULL);
	struct p3_tls_options options = {.host = "pop.example.org"};
	struct server server;
	char path[64];

	options.ca_file = path;
	write_pem(alone.certificate, path);
	cr_assert_eq(try_identity(&alone, &options, &server).status, POP3_OK);
	unlink(path);
	/* One that another has signed, too. */
	write_pem(good.certificate, path);
	cr_assert_eq(try_identity(&good, &options, &server).status, POP3_OK);
	unlink(path);
	identity_free(&alone);
}

Test(trust, a_directory_of_authorities)
{
	char dir[] = "/tmp/net-test-XXXXXX", path[128],
	     empty[] = "/tmp/net-test-XXXXXX";
	struct p3_tls_options options = {.host = "pop.example.org"};
	struct server server;

	cr_assert_not_null(mkdtemp(dir));
	cr_assert_not_null(mkdtemp(empty));
	snprintf(path, sizeof path, "%s/%08lx.0", dir,
	    X509_NAME_hash_ex(X509_get_subject_name(authority.certificate),
		NULL, NULL, NULL));
	cr_assert_eq(symlink(authority_file, path), 0);
	options.ca_dir = dir;
	cr_assert_eq(try_identity(&good, &options, &server).status, POP3_OK);
	options.ca_dir = empty;
	cr_assert_eq(
	    try_identity(&good, &options, &server).status, POP3_E_CERTIFICATE);
	unlink(path);
	rmdir(dir);
	rmdir(empty);
}

static void expect_file_error(
    const struct p3_tls_options *options, const char *words)
{
	struct server server;
	struct pop3_error error = try_identity(&good, options, &server);

	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
	cr_assert_not(server.is_up);
}

Test(trust, authorities_that_cannot_be_read_are_a_file_error)
{
	struct p3_tls_options options = {
	    .host = "pop.example.org", .ca_file = "/nowhere/at-all.pem"};

	expect_file_error(&options,
	    "cannot read certificate authorities from '/nowhere/at-all.pem': "
	    "no such file or directory");
	options.ca_file = "/dev/null";
	expect_file_error(&options, "'/dev/null': no certificate in PEM");
	options.ca_file = NULL;
	options.ca_dir = "/nowhere/at-all";
	expect_file_error(&options, "'/nowhere/at-all': no such file");
	options.ca_dir = "/dev/null";
	expect_file_error(&options, "'/dev/null': not a directory");
}

Test(trust, insecure_takes_anything)
{
	struct p3_tls_options options = {
	    .host = "other.example", .insecure = true};
	struct server server;

	cr_assert_eq(try_identity(&good, &options, &server).status, POP3_OK);
	cr_assert_eq(server.got, 13);
}
