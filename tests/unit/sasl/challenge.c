/*
 * What a challenge is looked at for before libgsasl and libntlm see it, to
 * the octet: what lies on a bound passes, what lies beyond does not.
 */
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#include "libpop3/sasl/challenge.h"

/* ---- NTLM ---------------------------------------------------------------- */

#define TARGET_NAME 12
#define TARGET_INFO 40

/* A CHALLENGE_MESSAGE, [MS-NLMP] section 2.2.1.2, of whatever length: of its
 * own octets, so that reading beyond them is seen under a sanitizer. */
static char *message_of(size_t length)
{
	static const char begin[32] = "NTLMSSP\0\2\0\0";
	char *message = calloc(1, length + 1);

	cr_assert_not_null(message);
	memcpy(message, begin, length < sizeof begin ? length : sizeof begin);
	return message;
}

static void point(char *message, size_t field, unsigned length, unsigned offset)
{
	message[field] = (char)(length & 0xFF);
	message[field + 1] = (char)(length >> 8);
	for (size_t i = 0; i < 4; i++)
		message[field + 4 + i] = (char)(offset >> 8 * i & 0xFF);
}

static enum pop3_status hear(
    size_t size, size_t field, unsigned length, unsigned offset)
{
	struct pop3_error error = {.status = POP3_OK};
	char *message = message_of(size);
	enum pop3_status status;

	point(message, field, length, offset);
	status = p3_challenge_ntlm(message, size, &error);
	cr_assert_eq(status, error.status);
	free(message);
	return status;
}

Test(challenge_ntlm, field_may_end_where_the_challenge_does)
{
	static const size_t fields[] = {TARGET_NAME, TARGET_INFO};

	for (size_t i = 0; i < 2; i++) {
		size_t at = fields[i];

		cr_expect_eq(hear(648, at, 600, 48), POP3_OK);
		cr_expect_eq(hear(648, at, 601, 48), POP3_E_PROTOCOL);
		cr_expect_eq(hear(648, at, 600, 49), POP3_E_PROTOCOL);
		cr_expect_eq(hear(648, at, 48, 600), POP3_OK);
		cr_expect_eq(hear(648, at, 48, 601), POP3_E_PROTOCOL);
		cr_expect_eq(hear(648, at, 0x8000, 48), POP3_E_PROTOCOL);
		cr_expect_eq(hear(648, at, 8, 0x1000030), POP3_E_PROTOCOL);
		cr_expect_eq(hear(648, at, 8, 0xFFFFFFFF), POP3_E_PROTOCOL);
	}
}

/* An empty one has no place: servers write anything there. */
Test(challenge_ntlm, empty_field_may_point_anywhere)
{
	cr_expect_eq(hear(48, TARGET_NAME, 0, 0xFFFFFFFF), POP3_OK);
	cr_expect_eq(hear(48, TARGET_INFO, 0, 49), POP3_OK);
	cr_expect_eq(hear(48, TARGET_INFO, 1, 48), POP3_E_PROTOCOL);
}

/* Before NTLM's second version there was no target information. */
Test(challenge_ntlm, without_target_information_is_whole)
{
	cr_expect_eq(hear(32, TARGET_NAME, 0, 0), POP3_OK);
	cr_expect_eq(hear(31, TARGET_NAME, 0, 0), POP3_E_PROTOCOL);
	cr_expect_eq(hear(47, TARGET_NAME, 7, 40), POP3_OK);
	cr_expect_eq(hear(48, TARGET_NAME, 7, 40), POP3_OK);
	cr_expect_eq(hear(48, TARGET_INFO, 7, 42), POP3_E_PROTOCOL);
}

/* libntlm copies it into room of this size. */
Test(challenge_ntlm, is_no_longer_than_libntlm_has_room_for)
{
	cr_expect_eq(hear(1024, TARGET_NAME, 8, 48), POP3_OK);
	cr_expect_eq(hear(1025, TARGET_NAME, 8, 48), POP3_E_PROTOCOL);
}

Test(challenge_ntlm, signature_and_type_count_to_the_octet)
{
	for (size_t i = 0; i < 12; i++) {
		struct pop3_error error = {.status = POP3_OK};
		char *message = message_of(48);

		cr_expect_eq(p3_challenge_ntlm(message, 48, &error), POP3_OK);
		message[i] ^= 1;
		cr_expect_eq(p3_challenge_ntlm(message, 48, &error),
		    POP3_E_PROTOCOL, "octet %zu", i);
		free(message);
	}
}

/* ---- SCRAM --------------------------------------------------------------- */

static enum pop3_status scram_of(
    const char *octets, size_t length, const char *words)
{
	struct pop3_error error = {.status = POP3_OK};
	enum pop3_status status = p3_challenge_scram(octets, length, &error);

	cr_assert_eq(status, error.status);
	cr_expect_str_eq(error.text, words);
	return status;
}

#define SCRAM(literal, words) scram_of(literal, sizeof(literal) - 1, words)
#define SENSELESS	      "a challenge of SCRAM makes no sense"

Test(challenge_scram, iterations_are_counted_to_the_last)
{
	cr_expect_eq(SCRAM("r=x,s=y,i=4096", ""), POP3_OK);
	cr_expect_eq(SCRAM("r=x,s=y,i=2000000", ""), POP3_OK);
	cr_expect_eq(SCRAM("r=x,s=y,i=4095",
			 "the server asks for fewer than 4096 iterations, "
			 "which would not protect the password"),
	    POP3_E_PROTOCOL);
	cr_expect_eq(SCRAM("r=x,s=y,i=2000001",
			 "the server asks for more than 2000000 iterations"),
	    POP3_E_PROTOCOL);
}

/* RFC 5802, section 7: extensions may follow. */
Test(challenge_scram, iterations_end_with_the_text_or_at_a_comma)
{
	cr_expect_eq(SCRAM("r=x,s=y,i=4096,t=z", ""), POP3_OK);
	cr_expect_eq(SCRAM("r=x,s=y,i=4096;t=z", SENSELESS), POP3_E_PROTOCOL);
	cr_expect_eq(SCRAM("r=x,s=y,i=,t=z", SENSELESS), POP3_E_PROTOCOL);
	cr_expect_eq(SCRAM("r=x,s=y,i=+4096", SENSELESS), POP3_E_PROTOCOL);
}

/* What stands behind a NUL would be looked at by nobody. */
Test(challenge_scram, is_text_of_two_octets_at_least)
{
	cr_expect_eq(SCRAM("r=x,s=y,i=4096\0,i=1", SENSELESS), POP3_E_PROTOCOL);
	cr_expect_eq(SCRAM("", SENSELESS), POP3_E_PROTOCOL);
	cr_expect_eq(SCRAM("v", SENSELESS), POP3_E_PROTOCOL);
	cr_expect_eq(SCRAM("v=", ""), POP3_OK);
}

Test(challenge_scram, error_is_e_and_an_equals_sign)
{
	cr_expect_eq(SCRAM("e=x", "x"), POP3_E_AUTH);
	cr_expect_eq(SCRAM("e=", "the server gives no reason"), POP3_E_AUTH);
	cr_expect_eq(SCRAM("ex,r=y", ""), POP3_OK);
}

/* ---- CRAM-MD5 and DIGEST-MD5 --------------------------------------------- */

static enum pop3_status text_of(
    const char *octets, size_t length, const char *words)
{
	struct pop3_error error = {.status = POP3_OK};
	enum pop3_status status = p3_challenge_text(octets, length, &error);

	cr_assert_eq(status, error.status);
	cr_expect_str_eq(error.text, words);
	return status;
}

Test(challenge_text, is_not_empty_and_has_no_nul)
{
	cr_expect_eq(text_of("x", 1, ""), POP3_OK);
	cr_expect_eq(text_of("", 0, "a challenge is empty"), POP3_E_PROTOCOL);
	cr_expect_eq(
	    text_of("x\0y", 3, "a challenge is no text"), POP3_E_PROTOCOL);
	cr_expect_eq(
	    text_of("x\0", 2, "a challenge is no text"), POP3_E_PROTOCOL);
}
