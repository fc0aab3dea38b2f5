/*
 * base64.c - the test vectors of RFC 4648, section 10, and all octets.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/text/base64.h"

static void expect(const char *octets, size_t n, const char *expected)
{
	char out[BASE64_LENGTH(64)];

	cr_expect_eq(base64_write(octets, n, out), BASE64_LENGTH(n));
	cr_expect_eq(strlen(expected), BASE64_LENGTH(n));
	cr_expect_eq(memcmp(out, expected, BASE64_LENGTH(n)), 0);
}

Test(base64, is_that_of_the_rfc)
{
	expect("", 0, "");
	expect("f", 1, "Zg==");
	expect("fo", 2, "Zm8=");
	expect("foo", 3, "Zm9v");
	expect("foob", 4, "Zm9vYg==");
	expect("fooba", 5, "Zm9vYmE=");
	expect("foobar", 6, "Zm9vYmFy");
}

Test(base64, has_octets_of_any_value)
{
	expect("\0\xFF\xFE\x7F\x80\xFB", 6, "AP/+f4D7");
}
