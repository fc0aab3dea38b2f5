/*
 * Digests where OpenSSL does not play along: a provider without the algorithm
 * (FIPS has no MD5), one that fails in the middle, and no memory.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <openssl/evp.h>
#include <string.h>

#include <criterion/criterion.h>

#include <pop3/digest.h>
#include <pop3/sasl.h>

/* How many calls do their work before one fails; negative: all do. */
static int contexts_left = -1;
static int inits_left = -1;
static int updates_left = -1;
static int finals_left = -1;

static bool fails(int *left)
{
	return *left >= 0 && (*left)-- == 0;
}

EVP_MD_CTX *EVP_MD_CTX_new(void)
{
	EVP_MD_CTX *(*real)(void);

	*(void **)&real = dlsym(RTLD_NEXT, "EVP_MD_CTX_new");
	return fails(&contexts_left) ? NULL : real();
}

int EVP_DigestInit_ex(EVP_MD_CTX *context, const EVP_MD *type, ENGINE *engine)
{
	int (*real)(EVP_MD_CTX *, const EVP_MD *, ENGINE *);

	*(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestInit_ex");
	return fails(&inits_left) ? 0 : real(context, type, engine);
}

int EVP_DigestUpdate(EVP_MD_CTX *context, const void *octets, size_t length)
{
	int (*real)(EVP_MD_CTX *, const void *, size_t);

	*(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestUpdate");
	return fails(&updates_left) ? 0 : real(context, octets, length);
}

int EVP_DigestFinal_ex(
    EVP_MD_CTX *context, unsigned char *octets, unsigned *length)
{
	int (*real)(EVP_MD_CTX *, unsigned char *, unsigned *);

	*(void **)&real = dlsym(RTLD_NEXT, "EVP_DigestFinal_ex");
	return fails(&finals_left) ? 0 : real(context, octets, length);
}

/* ---- APOP ---------------------------------------------------------------- */

static void apop_is(enum pop3_status status, const char *expected)
{
	char digest[POP3_APOP_DIGEST_MAX] = "as it was";

	cr_assert_eq(pop3_apop_digest("<1896.697170952@dbc.mtview.ca.us>",
			 "tanstaaf", digest),
	    status);
	cr_assert_str_eq(digest, expected);
}

Test(provider, apop_without_md5_is_unsupported)
{
	inits_left = 0;
	apop_is(POP3_E_UNSUPPORTED, "as it was");
	contexts_left = 0;
	apop_is(POP3_E_UNSUPPORTED, "as it was");
	apop_is(POP3_OK, "c4c9334bac560ecc979e58001b3e22fb");
}

/* It would be a digest of the half, which is no login and shows something. */
Test(provider, apop_says_no_digest_of_a_part)
{
	updates_left = 0;
	apop_is(POP3_E_UNSUPPORTED, "as it was");
	updates_left = 1;
	apop_is(POP3_E_UNSUPPORTED, "as it was");
	finals_left = 0;
	apop_is(POP3_E_UNSUPPORTED, "as it was");
	updates_left = 2;
	apop_is(POP3_OK, "c4c9334bac560ecc979e58001b3e22fb");
}

/* ---- SHA-256 ------------------------------------------------------------- */

static void new_fails(enum pop3_status status)
{
	struct pop3_digest *digest = NULL;

	cr_assert_eq(pop3_digest_new(&digest), status);
	cr_assert_null(digest);
}

Test(provider, sha256_that_is_not_there_is_told)
{
	struct pop3_digest *digest = NULL;

	inits_left = 0;
	new_fails(POP3_E_UNSUPPORTED);
	contexts_left = 0;
	new_fails(POP3_E_NO_MEMORY);
	cr_assert_eq(pop3_digest_new(&digest), POP3_OK);
	pop3_digest_free(digest);
}

static void digests_abc(struct pop3_digest *digest, enum pop3_status status)
{
	static const unsigned char begin[] = {0xba, 0x78, 0x16, 0xbf};
	unsigned char octets[POP3_DIGEST_OCTETS];

	for (const char *c = "abc"; *c != '\0'; c++)
		pop3_digest_add(digest, c, 1);
	cr_assert_eq(pop3_digest_finish(digest, octets), status);
	if (status == POP3_OK)
		cr_assert_arr_eq(octets, begin, sizeof begin);
}

/* What is taken for the digest of a message would be that of another. */
Test(provider, sha256_tells_at_its_end_what_failed_before)
{
	struct pop3_digest *digest = NULL;

	cr_assert_eq(pop3_digest_new(&digest), POP3_OK);
	for (int i = 0; i < 3; i++) {
		updates_left = i;
		digests_abc(digest, POP3_E_SYSTEM);
		digests_abc(digest, POP3_OK);
	}
	finals_left = 0;
	digests_abc(digest, POP3_E_SYSTEM);
	digests_abc(digest, POP3_OK);
	pop3_digest_free(digest);
}

Test(provider, sha256_that_cannot_begin_anew_tells_so_the_next_time)
{
	struct pop3_digest *digest = NULL;

	cr_assert_eq(pop3_digest_new(&digest), POP3_OK);
	inits_left = 0;
	digests_abc(digest, POP3_OK);
	digests_abc(digest, POP3_E_SYSTEM);
	digests_abc(digest, POP3_OK);
	pop3_digest_free(digest);
}
