/*
 * The certificate that we show, and its key.
 */
#include "reach.h"

#include <time.h>

/* Stands in for net/clock.c. */
static int64_t set_forward_ms;

int64_t p3_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 +
	       set_forward_ms;
}

static struct identity own;
static char cert_file[64], key_file[64], locked_file[64];

static void write_key(char path[64], const char *phrase)
{
	FILE *file;

	write_file("", path);
	file = fopen(path, "w");
	cr_assert(PEM_write_PKCS8PrivateKey(file, own.key,
	    phrase != NULL ? EVP_aes_256_cbc() : NULL, phrase,
	    phrase != NULL ? (int)strlen(phrase) : 0, NULL, NULL));
	fclose(file);
}

static void set_up_own(void)
{
	struct recipe recipe = {.common_name = "jim"};

	set_up();
	own = identity_make(&recipe, &authority);
	write_pem(own.certificate, cert_file);
	write_key(key_file, NULL);
	write_key(locked_file, "open sesame");
}

static void tear_down_own(void)
{
	identity_free(&own);
	unlink(cert_file);
	unlink(key_file);
	unlink(locked_file);
	tear_down();
}

TestSuite(own_certificate, .init = set_up_own, .fini = tear_down_own);

/* A server that lets nobody in without a certificate of the authority. */
static struct pop3_error try_asking(const struct p3_tls_options *options)
{
	struct server server;

	server_prepare(&server, &good);
	SSL_CTX_set_verify(server.context,
	    SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	X509_STORE_add_cert(
	    SSL_CTX_get_cert_store(server.context), authority.certificate);
	return try_options(&server, options);
}

Test(own_certificate, is_shown_to_a_server_that_asks)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;

	options.cert_file = cert_file;
	options.key_file = key_file;
	error = try_asking(&options);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
}

Test(own_certificate, without_it_such_a_server_refuses)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error = try_asking(&options);

	cr_assert_eq(error.status, POP3_E_TLS);
	cr_assert_not_null(
	    strstr(error.text, "certificate required"), "%s", error.text);
	cr_assert_eq(error.fault, POP3_FAULT_OWN_CERTIFICATE);
}

Test(own_certificate, may_stand_in_one_file_with_its_key)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;
	char path[64];
	FILE *file;

	write_key(path, NULL);
	file = fopen(path, "a");
	PEM_write_X509(file, own.certificate);
	fclose(file);
	options.cert_file = path;
	error = try_asking(&options);
	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
	unlink(path);
}

/* ---- Pass phrases -------------------------------------------------------- */

struct asked {
	const char *phrase; /* NULL: cancelled */
	int64_t takes_ms;   /* to be typed */
	int times;
	char file[64];
};

static enum pop3_status answer(
    void *context, const char *file, char *out_phrase, size_t size)
{
	struct asked *asked = context;

	asked->times++;
	set_forward_ms += asked->takes_ms;
	snprintf(asked->file, sizeof asked->file, "%s", file);
	if (asked->phrase == NULL)
		return POP3_E_CANCELLED;
	snprintf(out_phrase, size, "%s", asked->phrase);
	return POP3_OK;
}

static struct pop3_error try_phrase(struct asked *asked, const char *key)
{
	struct p3_tls_options options = usual_options();

	options.cert_file = cert_file;
	options.key_file = key;
	options.pass_phrase = asked != NULL ? answer : NULL;
	options.pass_phrase_context = asked;
	return try_asking(&options);
}

Test(own_certificate, an_encrypted_key_asks_once)
{
	struct asked asked = {.phrase = "open sesame"};
	struct pop3_error error = try_phrase(&asked, locked_file);

	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
	cr_assert_eq(asked.times, 1);
	cr_assert_str_eq(asked.file, locked_file);
}

Test(own_certificate, who_types_a_pass_phrase_takes_the_time_from_nobody)
{
	struct asked asked = {
	    .phrase = "open sesame", .takes_ms = 2 * AMPLE_MS};
	struct pop3_error error = try_phrase(&asked, locked_file);

	cr_assert_eq(error.status, POP3_OK, "%s", error.text);
}

Test(own_certificate, a_key_in_the_clear_does_not_ask)
{
	struct asked asked = {.phrase = "open sesame"};

	cr_assert_eq(try_phrase(&asked, key_file).status, POP3_OK);
	cr_assert_eq(asked.times, 0);
}

Test(own_certificate, a_wrong_pass_phrase_is_told)
{
	struct asked asked = {.phrase = "open barley"};
	struct pop3_error error = try_phrase(&asked, locked_file);

	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert_not_null(
	    strstr(error.text, "not decrypted"), "%s", error.text);
	cr_assert_null(strstr(error.text, "barley"));
	cr_assert_eq(asked.times, 1);
}

Test(own_certificate, who_asks_may_give_up)
{
	struct asked asked = {.phrase = NULL};
	struct pop3_error error = try_phrase(&asked, locked_file);

	cr_assert_eq(error.status, POP3_E_CANCELLED);
	cr_assert_not_null(
	    strstr(error.text, "no pass phrase"), "%s", error.text);
	cr_assert_eq(asked.times, 1);
}

/* OpenSSL would ask on the terminal. */
Test(own_certificate, with_nobody_to_ask_nobody_is_asked)
{
	struct pop3_error error = try_phrase(NULL, locked_file);

	cr_assert_eq(error.status, POP3_E_FILE);
	cr_assert_not_null(
	    strstr(error.text, "no pass phrase"), "%s", error.text);
}

/* ---- Files --------------------------------------------------------------- */

static void expect_file_error(
    const char *cert, const char *key, const char *words)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;

	options.cert_file = cert;
	options.key_file = key;
	error = try_good(&options);
	cr_assert_eq(error.status, POP3_E_FILE, "%s", error.text);
	cr_assert_not_null(strstr(error.text, words), "%s", error.text);
}

Test(own_certificate, files_that_are_none_are_told)
{
	expect_file_error("/nonexistent", NULL, "no such file");
	expect_file_error(key_file, key_file, "our certificate");
	expect_file_error(cert_file, "/nonexistent", "no such file");
	expect_file_error(cert_file, cert_file, "a private key");
	expect_file_error(authority_file, key_file, "is not that of");
}

Test(own_certificate, a_key_without_it_is_misuse)
{
	struct p3_tls_options options = usual_options();
	struct pop3_error error;

	options.key_file = key_file;
	cr_assert_eq(p3_tls_check(&options, &error), POP3_E_MISUSE);
}
