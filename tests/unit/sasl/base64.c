/*
 * Base64 (RFC 4648), strict.
 */
#include <string.h>

#include <criterion/criterion.h>

#include "libpop3/sasl/base64.h"

static bool decodes_to(const char *base64, const char *octets)
{
	char decoded[64];
	size_t length;

	return p3_base64_decode(base64, strlen(base64), decoded, &length) &&
	       length == strlen(octets) && memcmp(decoded, octets, length) == 0;
}

static bool decodes(const char *base64, size_t length)
{
	char decoded[64];
	size_t decoded_length;

	return p3_base64_decode(base64, length, decoded, &decoded_length);
}

/* RFC 4648, section 10. */
static const char *const vectors[][2] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
};

#define VECTORS (sizeof vectors / sizeof *vectors)

Test(base64, decodes_the_vectors_of_rfc_4648)
{
	for (size_t i = 0; i < VECTORS; i++)
		cr_assert(decodes_to(vectors[i][1], vectors[i][0]));
}

Test(base64, encodes_the_vectors_of_rfc_4648)
{
	for (size_t i = 0; i < VECTORS; i++) {
		struct p3_buf buf;

		p3_buf_init(&buf, 64);
		cr_assert(p3_base64_encode(
		    &buf, vectors[i][0], strlen(vectors[i][0])));
		cr_assert_str_eq(p3_buf_octets(&buf), vectors[i][1]);
		cr_assert_eq(p3_buf_length(&buf), strlen(vectors[i][1]) + 1);
		p3_buf_free(&buf);
	}
}

Test(base64, is_appended)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 64);
	cr_assert(p3_base64_encode(&buf, "foo", 3));
	cr_assert(p3_base64_encode(&buf, "bar", 3));
	cr_assert_eq(p3_buf_length(&buf), sizeof "Zm9v\0YmFy");
	cr_assert_arr_eq(
	    p3_buf_octets(&buf), "Zm9v\0YmFy", sizeof "Zm9v\0YmFy");
	p3_buf_free(&buf);
}

Test(base64, what_does_not_fit_is_not_encoded)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 8);
	cr_assert_not(p3_base64_encode(&buf, "foobar", 6));
	cr_assert_eq(p3_buf_length(&buf), 0);
	cr_assert(p3_base64_encode(&buf, "foo", 3));
	p3_buf_free(&buf);
}

Test(base64, anything_else_is_refused)
{
	static const char *const bad[] = {"Z", "Zg", "Zg=", "Zg===", "=",
	    "====", "Z===", "=Zg=", "Zg==Zg==", "Zm9v ", " Zm9", "Zm 9",
	    "Zm9v\n", "Zm-_", "Zm9\200", "Please log in", "+OK!"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		cr_assert_not(decodes(bad[i], strlen(bad[i])), "%s", bad[i]);
	cr_assert_not(decodes("Zm\0v", 4));
}
