/*
 * SHA-256 in pieces.  The digests are those of FIPS 180-4's examples.
 */
#include <criterion/criterion.h>
#include <string.h>

#include <pop3/digest.h>

static const unsigned char OF_ABC[POP3_DIGEST_OCTETS] = {0xba, 0x78, 0x16, 0xbf,
    0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61,
    0xf2, 0x00, 0x15, 0xad};
static const unsigned char OF_NOTHING[POP3_DIGEST_OCTETS] = {0xe3, 0xb0, 0xc4,
    0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9,
    0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99,
    0x1b, 0x78, 0x52, 0xb8, 0x55};

static void finishes_as(
    struct pop3_digest *digest, const unsigned char *expected)
{
	unsigned char octets[POP3_DIGEST_OCTETS];

	cr_assert_eq(pop3_digest_finish(digest, octets), POP3_OK);
	cr_assert_arr_eq(octets, expected, sizeof octets);
}

Test(sha256, pieces_make_no_difference)
{
	struct pop3_digest *digest;

	cr_assert_eq(pop3_digest_new(&digest), POP3_OK);
	pop3_digest_add(digest, "abc", 3);
	finishes_as(digest, OF_ABC);
	pop3_digest_add(digest, "a", 1);
	pop3_digest_add(digest, "", 0);
	pop3_digest_add(digest, "bc", 2);
	finishes_as(digest, OF_ABC);
	pop3_digest_free(digest);
}

Test(sha256, begins_anew_at_its_end)
{
	struct pop3_digest *digest;

	cr_assert_eq(pop3_digest_new(&digest), POP3_OK);
	finishes_as(digest, OF_NOTHING);
	pop3_digest_add(digest, "abc", 3);
	finishes_as(digest, OF_ABC);
	finishes_as(digest, OF_NOTHING);
	pop3_digest_free(digest);
	pop3_digest_free(NULL);
}
