/*
 * Which versions and ciphers may be used.
 */
#include "reach.h"

TestSuite(ciphers, .init = set_up, .fini = tear_down);

/* Connects with a list to a server of at most this version; the cipher. */
static const char *cipher_with(const char *list, int version, char name[64])
{
	struct p3_tls_options options = usual_options();
	struct p3_transport *transport;
	struct pop3_error error;
	struct server server;

	options.ciphers = list;
	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, version);
	transport = reach(&server, &options, &error);
	snprintf(name, 64, "%s",
	    transport == NULL ? pop3_status_text(error.status)
			      : p3_transport_tls_info(transport)->cipher);
	leave(&server, transport);
	server_free(&server);
	return name;
}

Test(ciphers, of_both_kinds_are_told_by_their_names)
{
	static const char list[] = "TLS_CHACHA20_POLY1305_SHA256:"
				   "ECDHE-ECDSA-AES256-GCM-SHA384";
	char name[64];

	cr_assert_str_eq(cipher_with(list, TLS1_3_VERSION, name),
	    "TLS_CHACHA20_POLY1305_SHA256");
	cr_assert_str_eq(cipher_with(list, TLS1_2_VERSION, name),
	    "ECDHE-ECDSA-AES256-GCM-SHA384");
}

Test(ciphers, what_the_list_does_not_speak_of_stays)
{
	char name[64];

	cr_assert_str_eq(
	    cipher_with("TLS_AES_128_GCM_SHA256", TLS1_3_VERSION, name),
	    "TLS_AES_128_GCM_SHA256");
	cr_assert_neq(
	    *cipher_with("TLS_AES_128_GCM_SHA256", TLS1_2_VERSION, name), 'T');
	cr_assert_str_eq(
	    cipher_with("ECDHE-ECDSA-AES128-GCM-SHA256", TLS1_2_VERSION, name),
	    "ECDHE-ECDSA-AES128-GCM-SHA256");
	cr_assert_eq(strncmp(cipher_with("ECDHE-ECDSA-AES128-GCM-SHA256",
				 TLS1_3_VERSION, name),
			 "TLS_", 4),
	    0);
}

Test(ciphers, that_nobody_knows_are_misuse)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;

	options.ciphers = "TLS_NONE_SUCH";
	cr_assert_eq(p3_tls_check(&options, &error), POP3_E_MISUSE);
	cr_assert_not_null(strstr(error.text, "'TLS_NONE_SUCH'"));
	options.ciphers = "NONE-SUCH";
	cr_assert_eq(p3_tls_check(&options, &error), POP3_E_MISUSE);
	options.ciphers = "HIGH, TLS_AES_256_GCM_SHA384";
	cr_assert_eq(p3_tls_check(&options, &error), POP3_OK, "%s", error.text);
}

/* With one of these nobody knows who is at the other end. */
Test(ciphers, without_a_certificate_are_never_used)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;
	struct server server;

	options.ciphers = "ALL:aNULL:eNULL:@SECLEVEL=0";
	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, TLS1_2_VERSION);
	SSL_CTX_set_security_level(server.context, 0);
	cr_assert(SSL_CTX_set_cipher_list(server.context, "aNULL:eNULL"));
	error = try_options(&server, &options);
	cr_assert_eq(error.status, POP3_E_TLS, "%s", error.text);
}

Test(ciphers, a_least_version_is_kept_and_told)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;
	struct server server;

	options.min_version = POP3_TLS_1_3;
	server_prepare(&server, &good);
	SSL_CTX_set_max_proto_version(server.context, TLS1_2_VERSION);
	error = try_options(&server, &options);
	cr_assert_eq(error.status, POP3_E_TLS);
	cr_assert_str_eq(
	    error.text, "the server 'pop.example.org' offers no TLS 1.3");
	error = try_good(&options);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
}
