/*
 * Lists of revoked certificates.
 */
#include "reach.h"

TestSuite(revocation, .init = set_up, .fini = tear_down);

/* Appends a list of what issuer revoked: one certificate, or none. */
static void write_list(FILE *file, const struct identity *issuer,
    const struct identity *revoked, long until_s)
{
	X509_CRL *list = X509_CRL_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, -DAY_S);
	ASN1_TIME *next = X509_gmtime_adj(NULL, until_s);

	X509_CRL_set_version(list, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(
	    list, X509_get_subject_name(issuer->certificate));
	X509_CRL_set1_lastUpdate(list, now);
	X509_CRL_set1_nextUpdate(list, next);
	if (revoked != NULL) {
		X509_REVOKED *entry = X509_REVOKED_new();

		X509_REVOKED_set_serialNumber(
		    entry, X509_get_serialNumber(revoked->certificate));
		X509_REVOKED_set_revocationDate(entry, now);
		X509_CRL_add0_revoked(list, entry);
	}
	cr_assert(X509_CRL_sign(list, issuer->key, EVP_sha256()) > 0);
	PEM_write_X509_CRL(file, list);
	ASN1_TIME_free(now);
	ASN1_TIME_free(next);
	X509_CRL_free(list);
}

/* Connects to good's server with one list, of issuer. */
static struct pop3_error try_list(
    const struct identity *issuer, const struct identity *revoked, long until_s)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;
	char path[64];
	FILE *file;

	write_file("", path);
	file = fopen(path, "w");
	write_list(file, issuer, revoked, until_s);
	fclose(file);
	options.crl_file = path;
	error = try_good(&options);
	unlink(path);
	return error;
}

static void expect_refused(const struct pop3_error *error, const char *words)
{
	cr_assert_eq(error->status, POP3_E_CERTIFICATE, "%s", error->text);
	cr_assert_not_null(strstr(error->text, words), "%s", error->text);
}

Test(revocation, what_is_not_in_the_list_is_trusted)
{
	struct pop3_error error = try_list(&authority, NULL, DAY_S);

	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
}

Test(revocation, what_is_in_the_list_is_not_trusted)
{
	struct pop3_error error = try_list(&authority, &good, DAY_S);

	expect_refused(&error, "it was revoked");
}

Test(revocation, a_list_out_of_date_says_nothing)
{
	struct pop3_error error = try_list(&authority, NULL, -DAY_S / 2);

	expect_refused(&error,
	    "the list of what its authority 'Test Root' revoked is out of "
	    "date");
}

Test(revocation, the_list_of_somebody_else_says_nothing)
{
	struct recipe recipe = {.common_name = "Another", .is_authority = 1};
	struct identity another = identity_make(&recipe, NULL);
	struct pop3_error error = try_list(&another, NULL, DAY_S);

	expect_refused(&error, "revoked is not among those given");
	identity_free(&another);
}

Test(revocation, a_list_that_the_authority_did_not_sign_says_nothing)
{
	struct recipe recipe = {.common_name = "Test Root", .is_authority = 1};
	struct identity namesake = identity_make(&recipe, NULL);
	struct pop3_error error = try_list(&namesake, NULL, DAY_S);

	cr_assert_eq(error.status, POP3_E_CERTIFICATE);
	identity_free(&namesake);
}

/* root <- middle <- leaf, with lists of what root and middle revoked. */
static struct pop3_error try_chain(bool has_roots_list, bool middle_is_revoked)
{
	struct recipe between = {.common_name = "Middle", .is_authority = 1};
	struct recipe host = {
	    .common_name = "x", .names = "DNS:pop.example.org"};
	struct identity middle = identity_make(&between, &authority);
	struct identity leaf = identity_make(&host, &middle);
	struct p3_tls_options options = usual_options();
	struct pop3_error error;
	struct server server;
	char path[64];
	FILE *file;

	write_file("", path);
	file = fopen(path, "w");
	write_list(file, &middle, NULL, DAY_S);
	if (has_roots_list)
		write_list(file, &authority, middle_is_revoked ? &middle : NULL,
		    DAY_S);
	fclose(file);
	options.crl_file = path;
	server_prepare(&server, &leaf);
	X509_up_ref(middle.certificate);
	SSL_CTX_add_extra_chain_cert(server.context, middle.certificate);
	error = try_options(&server, &options);
	unlink(path);
	identity_free(&leaf);
	identity_free(&middle);
	return error;
}

Test(revocation, an_authority_between_can_be_revoked)
{
	struct pop3_error error = try_chain(true, true);

	expect_refused(&error, "that of its authority 'Middle' was revoked");
	cr_assert_eq(try_chain(true, false).status, POP3_OK);
}

Test(revocation, of_an_authority_between_no_list_is_needed)
{
	struct pop3_error error = try_chain(false, false);

	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
}

Test(revocation, a_file_without_a_list_is_a_file_error)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;

	options.crl_file = authority_file;
	error = try_good(&options);
	cr_assert_eq(error.status, POP3_E_FILE, "%s", error.text);
	cr_assert_not_null(strstr(error.text, "no list of them in PEM"));
	options.crl_file = "/nonexistent";
	error = try_good(&options);
	cr_assert_eq(error.status, POP3_E_FILE, "%s", error.text);
	cr_assert_not_null(
	    strstr(error.text, "no such file"), "%s", error.text);
}
