/*
 * APOP's digest (RFC 1939, section 7).
 */
#include <pop3/sasl.h>

#include <string.h>

#include <criterion/criterion.h>

/* The example of the RFC. */
Test(apop, digest_is_that_of_rfc_1939)
{
	char digest[POP3_APOP_DIGEST_MAX];

	cr_assert_eq(pop3_apop_digest("<1896.697170952@dbc.mtview.ca.us>",
			 "tanstaaf", digest),
	    POP3_OK);
	cr_assert_str_eq(digest, "c4c9334bac560ecc979e58001b3e22fb");
}

Test(apop, another_secret_has_another_digest)
{
	char digest[POP3_APOP_DIGEST_MAX];

	cr_assert_eq(pop3_apop_digest("<1896.697170952@dbc.mtview.ca.us>",
			 "tanstaag", digest),
	    POP3_OK);
	cr_assert_str_neq(digest, "c4c9334bac560ecc979e58001b3e22fb");
}

Test(apop, digest_fills_its_room_and_no_more)
{
	char room[POP3_APOP_DIGEST_MAX + 16];

	memset(room, 'x', sizeof room);
	cr_assert_eq(pop3_apop_digest("", "", room), POP3_OK);
	cr_assert_eq(strlen(room), POP3_APOP_DIGEST_MAX - 1);
	for (size_t i = POP3_APOP_DIGEST_MAX; i < sizeof room; i++)
		cr_assert_eq(room[i], 'x');
}

/* MD5 of nothing (RFC 1321, appendix A.5). */
Test(apop, empty_challenge_and_secret_digest_nothing)
{
	char digest[POP3_APOP_DIGEST_MAX];

	cr_assert_eq(pop3_apop_digest("", "", digest), POP3_OK);
	cr_assert_str_eq(digest, "d41d8cd98f00b204e9800998ecf8427e");
}

/* Most servers have none. */
Test(apop, no_timestamp_is_unsupported)
{
	char digest[POP3_APOP_DIGEST_MAX] = "as it was";

	cr_assert_eq(
	    pop3_apop_digest(NULL, "tanstaaf", digest), POP3_E_UNSUPPORTED);
	cr_assert_str_eq(digest, "as it was");
}
