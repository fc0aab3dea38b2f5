/*
 * Fingerprints: how they are written, and what they are trusted for.
 */
#include "libpop3/net/fingerprint.h"

#include "reach.h"

TestSuite(fingerprint, .init = set_up, .fini = tear_down);

static const char digits[] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F";

static void fill(struct p3_fingerprint *fingerprint)
{
	for (size_t i = 0; i < sizeof fingerprint->octets; i++)
		fingerprint->octets[i] = (unsigned char)i;
}

static void expect_read(const char *text)
{
	struct p3_fingerprint expected, got = {{0}};

	fill(&expected);
	cr_assert(p3_fingerprint_read(text, &got), "%s", text);
	cr_assert_arr_eq(got.octets, expected.octets, sizeof got.octets);
}

Test(fingerprint, is_read_with_colons_without_and_in_base64)
{
	struct p3_fingerprint fingerprint;
	char text[P3_FINGERPRINT_TEXT];

	fill(&fingerprint);
	expect_read(digits);
	expect_read(p3_fingerprint_write(text, &fingerprint));
	cr_assert_eq(strlen(text), 95);
	expect_read("sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
}

Test(fingerprint, what_is_none_is_not_read)
{
	static const char *const none[] = {"", ":", "00",
	    "000102030405060708090a0b0c0d0e0f10111213", /* SHA-1 */
	    "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1",
	    "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F0",
	    "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1G",
	    "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1EGF",
	    "00:0102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F",
	    ("00:01:02:03:04:05:06:07:08:09:0a:0b:0c:0d:0e:0f:10:11:12:13:14:"
	     "15:"
	     "16:17:18:19:1a:1b:1c:1d:1e-1f"),
	    "sha256//", "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
	    "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
	    "sha256// AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
	    "sha256//AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBka*xwdHh8="};
	struct p3_fingerprint got;

	for (size_t i = 0; i < sizeof none / sizeof *none; i++)
		cr_assert_not(
		    p3_fingerprint_read(none[i], &got), "%s", none[i]);
}

/* A self-signed certificate of last year for somebody else. */
static struct identity untrusted(void)
{
	struct recipe recipe = {.common_name = "x",
	    .names = "DNS:other.example",
	    .from_s = -400 * DAY_S,
	    .until_s = -35 * DAY_S};

	return identity_make(&recipe, NULL);
}

static struct pop3_error try_fingerprint(
    const struct identity *identity, const char *text)
{
	struct p3_tls_options options = {
	    .host = "pop.example.org", .fingerprint = text};
	struct server server;

	return try_identity(identity, &options, &server);
}

Test(fingerprint, of_certificate_or_key_is_trusted_instead_of_all_else)
{
	struct identity identity = untrusted();
	struct p3_fingerprint fingerprint;
	char text[P3_FINGERPRINT_TEXT];
	struct pop3_error error;

	p3_fingerprint_of(identity.certificate, &fingerprint);
	p3_fingerprint_write(text, &fingerprint);
	error = try_fingerprint(&identity, text);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);

	p3_fingerprint_of_key(identity.certificate, &fingerprint);
	p3_fingerprint_write(text, &fingerprint);
	error = try_fingerprint(&identity, text);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
	identity_free(&identity);
}

Test(fingerprint, is_that_of_openssl)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct p3_fingerprint fingerprint;
	unsigned int length;

	X509_digest(good.certificate, EVP_sha256(), digest, &length);
	p3_fingerprint_of(good.certificate, &fingerprint);
	cr_assert_arr_eq(fingerprint.octets, digest, length);
}

/* A valid certificate of a known authority for the right host. */
Test(fingerprint, another_is_refused_and_the_real_ones_are_shown)
{
	struct pop3_error error = try_fingerprint(&good, digits);
	char own[P3_FINGERPRINT_TEXT], keys[P3_FINGERPRINT_TEXT];
	struct p3_fingerprint fingerprint;

	p3_fingerprint_of(good.certificate, &fingerprint);
	p3_fingerprint_write(own, &fingerprint);
	p3_fingerprint_of_key(good.certificate, &fingerprint);
	p3_fingerprint_write(keys, &fingerprint);
	cr_assert_eq(error.status, POP3_E_CERTIFICATE);
	cr_assert_not_null(strstr(error.text, own), "%s", error.text);
	cr_assert_not_null(strstr(error.text, keys), "%s", error.text);
}

/* The authority's, say, or that of a certificate the server only sends along:
 * the key in use must be the one. */
Test(fingerprint, only_the_servers_own_certificate_counts)
{
	struct p3_fingerprint fingerprint;
	char text[P3_FINGERPRINT_TEXT];
	struct p3_tls_options options = {
	    .host = "pop.example.org", .fingerprint = text};
	struct server server;
	struct pop3_error error;

	p3_fingerprint_of(authority.certificate, &fingerprint);
	p3_fingerprint_write(text, &fingerprint);
	server_prepare(&server, &good);
	X509_up_ref(authority.certificate);
	SSL_CTX_add_extra_chain_cert(server.context, authority.certificate);
	error = try_options(&server, &options);
	cr_assert_eq(error.status, POP3_E_CERTIFICATE);
}

Test(fingerprint, that_is_none_is_misuse_and_nothing_is_sent)
{
	struct p3_tls_options options = {
	    .host = "pop.example.org", .fingerprint = "12:34"};
	struct pop3_error error;

	cr_assert_eq(p3_tls_check(&options, &error), POP3_E_MISUSE);
	cr_assert_eq(try_good(&options).status, POP3_E_MISUSE);
	options.fingerprint = digits;
	cr_assert_eq(p3_tls_check(&options, &error), POP3_OK);
}
