/*
 * The words for what is wrong with a certificate, where no handshake of
 * tls.c brings them about.
 */
#include "libpop3/net/certificate.h"

#include "authority.h"

static struct pop3_error explain(
    int code, int depth, const struct recipe *recipe)
{
	struct identity identity = identity_make(recipe, NULL);
	struct p3_certificate_fault fault = {
	    .code = code, .depth = depth, .certificate = identity.certificate};
	struct pop3_error error;

	cr_assert_eq(p3_certificate_explain(&fault, "pop.example.org", &error),
	    POP3_E_CERTIFICATE);
	cr_assert_eq(error.status, POP3_E_CERTIFICATE);
	identity_free(&identity);
	return error;
}

static void expect(const struct pop3_error *error, const char *words)
{
	cr_assert_not_null(strstr(error->text, words), "%s", error->text);
}

Test(certificate, a_revoked_one_is_said_to_be_revoked)
{
	struct recipe recipe = {.common_name = "x"};
	struct pop3_error error = explain(X509_V_ERR_CERT_REVOKED, 0, &recipe);

	cr_assert_str_eq(error.text,
	    "the certificate of 'pop.example.org' is not trusted: it was "
	    "revoked");
}

Test(certificate, a_fault_of_an_authority_names_the_authority)
{
	struct recipe recipe = {.common_name = "Old Root", .until_s = -60};
	struct pop3_error error =
	    explain(X509_V_ERR_CERT_HAS_EXPIRED, 1, &recipe);

	expect(&error, "that of its authority 'Old Root' expired on 2");
}

Test(certificate, many_names_are_counted)
{
	struct recipe recipe = {.common_name = "x",
	    .names = "DNS:a.example,DNS:b.example,email:me@c.example,"
		     "IP:192.0.2.1,IP:2001:db8::1,DNS:d.example,"
		     "DNS:e.example"};
	struct pop3_error error =
	    explain(X509_V_ERR_HOSTNAME_MISMATCH, 0, &recipe);

	expect(&error, "it is for 'a.example', 'b.example', '192.0.2.1', "
		       "'2001:db8::1' and 2 more");
}

Test(certificate, hostile_names_are_cut_and_made_printable)
{
	char name[3000];
	struct recipe recipe = {
	    .common_name = "x", .raw_name = name, .raw_length = sizeof name};
	struct pop3_error error;

	memset(name, 'a', sizeof name);
	memcpy(name, "evil\033]0;pwned\a\0\r\n", 18);
	error = explain(X509_V_ERR_HOSTNAME_MISMATCH, 0, &recipe);
	expect(&error, "it is for 'evil?]0;pwned????");
	expect(&error, "a...'");
}

Test(certificate, a_common_name_alone_is_told_not_to_count)
{
	struct recipe recipe = {.common_name = "pop.example.org"};
	struct pop3_error error =
	    explain(X509_V_ERR_HOSTNAME_MISMATCH, 0, &recipe);

	expect(&error, "its common name 'pop.example.org' does not count");
}

Test(certificate, a_rare_fault_gets_openssls_words)
{
	struct recipe recipe = {.common_name = "x"};
	struct pop3_error error =
	    explain(X509_V_ERR_INVALID_PURPOSE, 0, &recipe);

	expect(&error, "purpose");
}

Test(certificate, a_fault_without_a_certificate_is_told_all_the_same)
{
	struct p3_certificate_fault fault = {
	    .code = X509_V_ERR_HOSTNAME_MISMATCH};
	struct pop3_error error;

	p3_certificate_explain(&fault, "h", &error);
	expect(&error, "the certificate of 'h' is not trusted: ");
}

Test(certificate, what_is_wrong_can_be_told_by_a_program)
{
	static const struct {
		int code;
		enum pop3_fault fault;
	} rows[] = {
	    {X509_V_ERR_HOSTNAME_MISMATCH, POP3_FAULT_NAME},
	    {X509_V_ERR_IP_ADDRESS_MISMATCH, POP3_FAULT_NAME},
	    {X509_V_ERR_CERT_HAS_EXPIRED, POP3_FAULT_DATE},
	    {X509_V_ERR_CERT_NOT_YET_VALID, POP3_FAULT_DATE},
	    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, POP3_FAULT_AUTHORITY},
	    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
		POP3_FAULT_AUTHORITY},
	    {X509_V_ERR_CERT_REVOKED, POP3_FAULT_REVOKED},
	    {X509_V_ERR_CRL_HAS_EXPIRED, POP3_FAULT_REVOKED},
	    {P3_FAULT_FINGERPRINT, POP3_FAULT_FINGERPRINT},
	    {X509_V_ERR_INVALID_PURPOSE, POP3_FAULT_OTHER},
	};
	struct recipe recipe = {.common_name = "x"};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		cr_expect_eq(explain(rows[i].code, 0, &recipe).fault,
		    rows[i].fault, "%d", rows[i].code);
}
