/*
 * What TLS came to, as it is shown.
 */
#include <time.h>

#include "libpop3/net/fingerprint.h"

#include "reach.h"

TestSuite(facts, .init = set_up, .fini = tear_down);

static struct p3_transport *reach_recipe(struct server *server,
    const struct recipe *recipe, const struct p3_tls_options *options)
{
	struct identity identity = identity_make(recipe, &authority);
	struct p3_transport *transport;
	struct pop3_error error;

	server_prepare(server, &identity);
	transport = reach(server, options, &error);
	cr_assert_not_null(transport, "%s", error.text);
	identity_free(&identity);
	return transport;
}

Test(facts, are_those_of_connection_and_certificate)
{
	struct recipe recipe = {.common_name = "Our Server",
	    .names = "email:x@example.org,DNS:pop.example.org,"
		     "DNS:*.example.net,IP:192.0.2.1",
	    .from_s = -3600,
	    .until_s = 7200};
	struct p3_tls_options options = usual_options();
	const struct pop3_tls_info *info;
	struct p3_transport *transport;
	int64_t now = (int64_t)time(NULL);
	struct server server;

	transport = reach_recipe(&server, &recipe, &options);
	info = p3_transport_tls_info(transport);
	cr_assert_str_eq(info->version, "TLSv1.3");
	cr_assert_eq(strncmp(info->cipher, "TLS_", 4), 0);
	cr_assert_not(info->resumed);
	cr_assert_str_eq(info->subject, "Our Server");
	cr_assert_str_eq(info->issuer, "Test Root");
	cr_assert_eq(info->name_count, 3);
	cr_assert_str_eq(info->names[0], "pop.example.org");
	cr_assert_str_eq(info->names[1], "*.example.net");
	cr_assert_str_eq(info->names[2], "192.0.2.1");
	cr_assert_leq(llabs(info->not_before - (now - 3600)), 60);
	cr_assert_leq(llabs(info->not_after - (now + 7200)), 60);
	leave(&server, transport);
	server_free(&server);
}

Test(facts, show_fingerprints_that_can_be_given_back)
{
	struct p3_tls_options options = usual_options();
	struct p3_transport *transport;
	char own[128], keys[128];
	struct pop3_error error;
	struct server server;

	server_prepare(&server, &good);
	transport = reach(&server, &options, &error);
	strcpy(own, p3_transport_tls_info(transport)->fingerprint);
	strcpy(keys, p3_transport_tls_info(transport)->key_fingerprint);
	leave(&server, transport);
	server_free(&server);
	cr_assert_str_neq(own, keys);
	options = (struct p3_tls_options){.host = "x", .fingerprint = own};
	cr_assert_eq(try_good(&options).status, POP3_OK);
	options.fingerprint = keys;
	cr_assert_eq(try_good(&options).status, POP3_OK);
}

Test(facts, a_certificate_says_are_printable)
{
	struct recipe recipe = {.common_name = "\033[2J\n",
	    .raw_name = "a\033\0b",
	    .raw_length = 4};
	struct p3_tls_options options = usual_options();
	const struct pop3_tls_info *info;
	struct p3_transport *transport;
	struct server server;

	options.insecure = true;
	transport = reach_recipe(&server, &recipe, &options);
	info = p3_transport_tls_info(transport);
	cr_assert_eq(info->name_count, 1);
	for (const char *at = info->subject; *at != '\0'; at++)
		cr_assert_geq(*at, ' ');
	for (const char *at = info->names[0]; *at != '\0'; at++)
		cr_assert_geq(*at, ' ');
	cr_assert_eq(info->names[0][strlen(info->names[0]) - 1], 'b');
	leave(&server, transport);
	server_free(&server);
}

Test(facts, without_names_there_are_none)
{
	struct recipe recipe = {.common_name = "bare"};
	struct p3_tls_options options = usual_options();
	struct p3_transport *transport;
	struct server server;

	options.insecure = true;
	transport = reach_recipe(&server, &recipe, &options);
	cr_assert_eq(p3_transport_tls_info(transport)->name_count, 0);
	leave(&server, transport);
	server_free(&server);
}
