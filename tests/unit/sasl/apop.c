/*
 * APOP's digest (RFC 1939, section 7).
 */
#include "libpop3/sasl/apop.h"

#include <criterion/criterion.h>

/* The example of the RFC. */
Test(apop, digest_is_that_of_rfc_1939)
{
	char digest[P3_APOP_DIGEST_MAX];

	cr_assert(p3_apop_digest(
	    "<1896.697170952@dbc.mtview.ca.us>", "tanstaaf", digest));
	cr_assert_str_eq(digest, "c4c9334bac560ecc979e58001b3e22fb");
}

Test(apop, another_secret_has_another_digest)
{
	char digest[P3_APOP_DIGEST_MAX];

	cr_assert(p3_apop_digest(
	    "<1896.697170952@dbc.mtview.ca.us>", "tanstaag", digest));
	cr_assert_str_neq(digest, "c4c9334bac560ecc979e58001b3e22fb");
}

/* MD5 of nothing (RFC 1321, appendix A.5). */
Test(apop, empty_challenge_and_secret_digest_nothing)
{
	char digest[P3_APOP_DIGEST_MAX];

	cr_assert(p3_apop_digest("", "", digest));
	cr_assert_str_eq(digest, "d41d8cd98f00b204e9800998ecf8427e");
}
