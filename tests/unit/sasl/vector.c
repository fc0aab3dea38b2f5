/*
 * The examples of the RFCs.  Where libgsasl makes a client nonce of another
 * length than an RFC's example has, the calculation is done here once more,
 * held against the example, and then against libgsasl.
 */
#define _GNU_SOURCE
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "talk.h"

/* ---- A nonce that is known ----------------------------------------------- */

static const char *nonce_base64; /* NULL: as the system gives it */

/* libgsasl's, too, since it is found first. */
__attribute__((visibility("default"))) ssize_t getrandom(
    void *octets, size_t size, unsigned flags)
{
	char *nonce;
	size_t length;

	if (nonce_base64 == NULL)
		return syscall(SYS_getrandom, octets, size, flags);
	gsasl_base64_from(nonce_base64, strlen(nonce_base64), &nonce, &length);
	cr_assert_eq(length, size);
	memcpy(octets, nonce, size);
	gsasl_free(nonce);
	return (ssize_t)size;
}

/* ---- SCRAM --------------------------------------------------------------- */

/* RFC 5802, section 5. */
Test(scram, sha_1_is_the_example_of_rfc_5802)
{
	const struct pop3_sasl_options options = talk_options("user", "pencil");
	struct talk talk;

	nonce_base64 = "fyko+d2lbbFgONRv9qkxdawL";
	cr_assert_eq(talk_begin(&talk, "SCRAM-SHA-1", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	assert_said(&talk, "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL");
	cr_assert_eq(
	    talk_hear(&talk, "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
			     "s=QSXCR+Q6sek8bf92,i=4096"),
	    POP3_OK);
	assert_said(&talk,
	    "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	    "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=");
	cr_assert_not(pop3_sasl_is_complete(talk.sasl));
	cr_assert_eq(
	    talk_hear(&talk, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="), POP3_OK);
	assert_said(&talk, "");
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

static void hmac(const unsigned char *key, const char *text,
    unsigned char out[EVP_MAX_MD_SIZE])
{
	HMAC(EVP_sha256(), key, 32, (const unsigned char *)text, strlen(text),
	    out, NULL);
}

/* RFC 5802, section 3, with SHA-256 (RFC 7677): both in base64. */
static void scram_sha_256(const char *password, const char *salt_base64,
    const char *auth_message, char **proof, char **signature)
{
	unsigned char salted[32], client_key[EVP_MAX_MD_SIZE], stored_key[32],
	    server_key[EVP_MAX_MD_SIZE], made[EVP_MAX_MD_SIZE];
	char *salt;
	size_t salt_length;

	gsasl_base64_from(
	    salt_base64, strlen(salt_base64), &salt, &salt_length);
	PKCS5_PBKDF2_HMAC(password, (int)strlen(password),
	    (unsigned char *)salt, (int)salt_length, 4096, EVP_sha256(), 32,
	    salted);
	hmac(salted, "Client Key", client_key);
	EVP_Digest(client_key, 32, stored_key, NULL, EVP_sha256(), NULL);
	hmac(stored_key, auth_message, made);
	for (int i = 0; i < 32; i++)
		made[i] ^= client_key[i];
	gsasl_base64_to((char *)made, 32, proof, NULL);
	hmac(salted, "Server Key", server_key);
	hmac(server_key, auth_message, made);
	gsasl_base64_to((char *)made, 32, signature, NULL);
	gsasl_free(salt);
}

#define SALT_7677 "W22ZaJ0SNY7soEsUEjb6gQ=="

/* RFC 7677, section 3. */
Test(scram, calculation_is_the_example_of_rfc_7677)
{
	char *proof, *signature;

	scram_sha_256("pencil", SALT_7677,
	    "n=user,r=rOprNGfwEbeRWgbNEkqO,"
	    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	    "s=" SALT_7677 ",i=4096,"
	    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
	    &proof, &signature);
	cr_assert_str_eq(proof, "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
	cr_assert_str_eq(
	    signature, "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
	gsasl_free(proof);
	gsasl_free(signature);
}

Test(scram, sha_256_is_that_calculation)
{
	const struct pop3_sasl_options options = talk_options("user", "pencil");
	char first[512], message[1024], wanted[512];
	char *proof, *signature;
	const char *nonce;
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "SCRAM-SHA-256", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	nonce = strdup(strstr(talk.said, "r=") + 2);
	snprintf(first, sizeof first, "r=%s3rfc,s=" SALT_7677 ",i=4096", nonce);
	snprintf(message, sizeof message, "n=user,r=%s,%s,c=biws,r=%s3rfc",
	    nonce, first, nonce);
	scram_sha_256("pencil", SALT_7677, message, &proof, &signature);
	snprintf(wanted, sizeof wanted, "c=biws,r=%s3rfc,p=%s", nonce, proof);
	cr_assert_eq(talk_hear(&talk, first), POP3_OK);
	assert_said(&talk, wanted);
	snprintf(message, sizeof message, "v=%s", signature);
	cr_assert_eq(talk_hear(&talk, message), POP3_OK);
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	gsasl_free(proof);
	gsasl_free(signature);
	free((char *)nonce);
	talk_end(&talk);
}

/* ---- The older ones ------------------------------------------------------ */

/* RFC 2195, section 2. */
Test(cram_md5, is_the_example_of_rfc_2195)
{
	const struct pop3_sasl_options options =
	    talk_options("tim", "tanstaaftanstaaf");
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "CRAM-MD5", &options), POP3_OK);
	cr_assert_eq(
	    talk_hear(&talk, "<1896.697170952@postoffice.reston.mci.net>"),
	    POP3_OK);
	assert_said(&talk, "tim b913a602c7eda7a495b4e6e7334d3890");
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

static void md5_hex(const void *octets, size_t length, char hex[33])
{
	unsigned char digest[16];

	EVP_Digest(octets, length, digest, NULL, EVP_md5(), NULL);
	for (int i = 0; i < 16; i++)
		sprintf(hex + 2 * i, "%02x", digest[i]);
}

/* RFC 2831, section 2.1.2.1; a2 begins with "AUTHENTICATE:" or ":". */
static void digest_md5(const char *user_realm_password, const char *nonce,
    const char *cnonce, const char *a2, char response[33])
{
	unsigned char a1[1024];
	char ha1[33], ha2[33], text[1024];
	size_t length;

	EVP_Digest(user_realm_password, strlen(user_realm_password), a1, NULL,
	    EVP_md5(), NULL);
	length = 16 + (size_t)snprintf((char *)a1 + 16, sizeof a1 - 16,
			  ":%s:%s", nonce, cnonce);
	md5_hex(a1, length, ha1);
	md5_hex(a2, strlen(a2), ha2);
	snprintf(text, sizeof text, "%s:%s:00000001:%s:auth:%s", ha1, nonce,
	    cnonce, ha2);
	md5_hex(text, strlen(text), response);
}

/* RFC 2831, section 4. */
Test(digest_md5, calculation_is_the_example_of_rfc_2831)
{
	char response[33];

	digest_md5("chris:elwood.innosoft.com:secret", "OA6MG9tEQGm2hh",
	    "OA6MHXh6VqTrRk", "AUTHENTICATE:imap/elwood.innosoft.com",
	    response);
	cr_assert_str_eq(response, "d388dad90d4bbd760a152321f2143af7");
	digest_md5("chris:elwood.innosoft.com:secret", "OA6MG9tEQGm2hh",
	    "OA6MHXh6VqTrRk", ":imap/elwood.innosoft.com", response);
	cr_assert_str_eq(response, "ea40f60335c427b5527b84dbabcdfffd");
}

static char *between(const char *text, const char *before, const char *behind)
{
	const char *start = strstr(text, before);

	cr_assert_not_null(start, "%s", text);
	start += strlen(before);
	return strndup(start, strcspn(start, behind));
}

Test(digest_md5, is_that_calculation)
{
	const struct pop3_sasl_options options =
	    talk_options("chris", "secret");
	char *cnonce, *response, wanted[33], last[64];
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "DIGEST-MD5", &options), POP3_OK);
	cr_assert_eq(talk_hear(&talk,
			 "realm=\"elwood.innosoft.com\",nonce=\"OA6MG9tEQGm2hh"
			 "\",qop=\"auth\",algorithm=md5-sess,charset=utf-8"),
	    POP3_OK);
	cnonce = between(talk.said, "cnonce=\"", "\"");
	response = between(talk.said, "response=", ",");
	digest_md5("chris:elwood.innosoft.com:secret", "OA6MG9tEQGm2hh", cnonce,
	    "AUTHENTICATE:pop/pop.example.org", wanted);
	cr_assert_str_eq(response, wanted);
	cr_assert_not(pop3_sasl_is_complete(talk.sasl));
	digest_md5("chris:elwood.innosoft.com:secret", "OA6MG9tEQGm2hh", cnonce,
	    ":pop/pop.example.org", wanted);
	snprintf(last, sizeof last, "rspauth=%s", wanted);
	cr_assert_eq(talk_hear(&talk, last), POP3_OK);
	assert_said(&talk, "");
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	free(cnonce);
	free(response);
	talk_end(&talk);
}

/* [MS-NLMP], sections 4.2.1 and 4.2.2: NTLMv1. */
Test(ntlm, is_the_example_of_its_authors)
{
	static const char challenge[] =
	    "NTLMSSP\0\2\0\0\0\0\0\0\0\x30\0\0\0\1\2\0\0"
	    "\x01\x23\x45\x67\x89\xab\xcd\xef"
	    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	static const char lm_response[] =
	    "\x98\xde\xf7\xb8\x7f\x88\xaa\x5d\xaf\xe2\xdf\x77"
	    "\x96\x88\xa1\x72\xde\xf1\x1c\x7d\x5c\xcd\xef\x13";
	static const char nt_response[] =
	    "\x67\xc4\x30\x11\xf3\x02\x98\xa2\xad\x35\xec\xe6"
	    "\x4f\x16\x33\x1c\x44\xbd\xbe\xd9\x27\x84\x1f\x94";
	const struct pop3_sasl_options options =
	    talk_options("User", "Password");
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "NTLM", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(
	    talk_hear_octets(&talk, challenge, sizeof challenge - 1), POP3_OK);
	cr_assert_not_null(memmem(talk.said, talk.length, lm_response, 24));
	cr_assert_not_null(memmem(talk.said, talk.length, nt_response, 24));
	talk_end(&talk);
}

/* RFC 4616, section 4. */
Test(plain, is_the_example_of_rfc_4616)
{
	struct pop3_sasl_options options =
	    talk_options("tim", "tanstaaftanstaaf");
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(talk.length, 21);
	cr_assert_arr_eq(talk.said, "\0tim\0tanstaaftanstaaf", 21);
	talk_end(&talk);
	options = talk_options("Kurt", "xipj3plmq");
	options.authzid = "Ursel";
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(talk.length, 20);
	cr_assert_arr_eq(talk.said, "Ursel\0Kurt\0xipj3plmq", 20);
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

/* ---- Tokens -------------------------------------------------------------- */

/* RFC 7628, section 4.1. */
Test(oauthbearer, is_the_example_of_rfc_7628)
{
	struct pop3_sasl_options options = talk_options(
	    "user@example.com", "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==");
	struct talk talk;

	options.host = "server.example.com";
	options.port = 143;
	cr_assert_eq(talk_begin(&talk, "OAUTHBEARER", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	assert_said(&talk,
	    "n,a=user@example.com,\001host=server.example.com\001port=143"
	    "\001auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\001"
	    "\001");
	talk_end(&talk);
}

/* Google's, "XOAUTH2 Mechanism". */
Test(xoauth2, is_the_example_of_its_authors)
{
	const struct pop3_sasl_options options =
	    talk_options("someuser@example.com",
		"ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg");
	const char *response;
	struct talk talk;
	size_t length;

	cr_assert_eq(talk_begin(&talk, "XOAUTH2", &options), POP3_OK);
	cr_assert_eq(
	    pop3_sasl_answer(talk.sasl, "", 0, &response, &length), POP3_OK);
	cr_assert_str_eq(response,
	    "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRm"
	    "dDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==");
	talk_end(&talk);
}
