/*
 * Servers that mean no good.
 */
#include <stdio.h>

#include "libpop3/sasl/challenge.h"
#include "libpop3/sasl/mechanism.h"

#include "talk.h"

static void begin(struct talk *talk, const char *mechanism)
{
	const struct pop3_sasl_options options = talk_options("jim", "s3cret");

	cr_assert_eq(talk_begin(talk, mechanism, &options), POP3_OK);
	if (p3_mechanism_find(mechanism)->opening != P3_OPENING_CHALLENGE)
		cr_assert_eq(talk_open(talk), POP3_OK);
}

/* ---- Any mechanism ------------------------------------------------------- */

static const char *const listening[] = {
    "SCRAM-SHA-1", "SCRAM-SHA-256", "CRAM-MD5", "DIGEST-MD5", "NTLM"};
#define LISTENING (sizeof listening / sizeof *listening)

Test(hostile, challenge_of_a_megabyte_is_a_limit)
{
	size_t length = 1 << 20;
	char *base64 = malloc(length);
	struct talk talk;

	memset(base64, 'A', length);
	for (size_t i = 0; i < LISTENING; i++) {
		begin(&talk, listening[i]);
		assert_failed(&talk, talk_hear_base64(&talk, base64, length),
		    POP3_E_LIMIT, "a challenge is longer than 16384 octets");
		talk_end(&talk);
		begin(&talk, listening[i]);
		cr_assert_eq(
		    talk_hear_base64(&talk, base64, 16388), POP3_E_LIMIT);
		talk_end(&talk);
	}
	begin(&talk, "CRAM-MD5");
	memset(base64, 'e', length);
	cr_assert_eq(talk_hear_base64(&talk, base64, 16384), POP3_OK);
	talk_end(&talk);
	free(base64);
}

Test(hostile, bad_base64_is_protocol)
{
	static const char *const bad[] = {
	    "=", "abc", "not base64!", "-ERR", "Zm9v Zm9v", "\xff\xff\xff\xff"};
	struct talk talk;

	for (size_t i = 0; i < LISTENING; i++)
		for (size_t j = 0; j < sizeof bad / sizeof *bad; j++) {
			begin(&talk, listening[i]);
			assert_failed(&talk,
			    talk_hear_base64(&talk, bad[j], strlen(bad[j])),
			    POP3_E_PROTOCOL,
			    "a challenge of the server is no base64");
			talk_end(&talk);
		}
}

Test(hostile, empty_challenge_is_protocol)
{
	struct talk talk;

	for (size_t i = 0; i < LISTENING; i++) {
		begin(&talk, listening[i]);
		cr_assert_eq(talk_hear_base64(&talk, "", 0), POP3_E_PROTOCOL,
		    "%s", listening[i]);
		talk_end(&talk);
	}
}

Test(hostile, garbage_is_protocol)
{
	static const char garbage[] = "\0\1\2\3,=,\"\\\xff\xfe r=,s=,i=\0";
	struct talk talk;

	for (size_t i = 0; i < LISTENING; i++) {
		begin(&talk, listening[i]);
		cr_assert_eq(
		    talk_hear_octets(&talk, garbage, sizeof garbage - 1),
		    POP3_E_PROTOCOL, "%s", listening[i]);
		talk_end(&talk);
	}
}

Test(hostile, steps_without_end_are_a_limit)
{
	enum pop3_status status = POP3_OK;
	struct talk talk;
	int steps = 0;

	begin(&talk, "CRAM-MD5");
	while (status == POP3_OK && steps++ < 100)
		status = talk_hear(&talk, "<1@example.org>");
	cr_assert_eq(status, POP3_E_LIMIT);
	cr_assert_eq(steps, P3_CHALLENGES_MAX + 1);
	talk_end(&talk);
}

Test(hostile, challenge_behind_the_end_is_protocol)
{
	struct talk talk;

	begin(&talk, "LOGIN");
	cr_assert_eq(talk_hear(&talk, "Username:"), POP3_OK);
	assert_said(&talk, "jim");
	cr_assert_not(pop3_sasl_has_revealed(talk.sasl));
	cr_assert_eq(talk_hear(&talk, "Password:"), POP3_OK);
	assert_said(&talk, "s3cret");
	cr_assert(pop3_sasl_has_revealed(talk.sasl));
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	cr_assert_eq(talk_hear(&talk, "Once more:"), POP3_E_PROTOCOL);
	talk_end(&talk);
}

/* ---- Prompts ------------------------------------------------------------- */

Test(prompt, words_for_people_are_passed_over)
{
	struct talk talk;

	begin(&talk, "LOGIN");
	cr_assert_eq(talk_hear_base64(&talk, "who are you?", 12), POP3_OK);
	assert_said(&talk, "jim");
	cr_assert_eq(talk_hear_base64(&talk, "", 0), POP3_OK);
	assert_said(&talk, "s3cret");
	talk_end(&talk);
}

/* ---- SCRAM --------------------------------------------------------------- */

/* The server's first message for a client's, with rest behind its nonce. */
static enum pop3_status first(struct talk *talk, const char *rest)
{
	char message[512];

	snprintf(message, sizeof message, "%sxyz,%s", strstr(talk->said, "r="),
	    rest);
	return talk_hear(talk, message);
}

#define SALTED "s=QSXCR+Q6sek8bf92,i="

Test(scram, wrong_server_signature_is_protocol)
{
	struct talk talk;

	begin(&talk, "SCRAM-SHA-1");
	cr_assert_eq(first(&talk, SALTED "4096"), POP3_OK);
	cr_assert(pop3_sasl_has_revealed(talk.sasl));
	assert_failed(&talk, talk_hear(&talk, "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="),
	    POP3_E_PROTOCOL,
	    "the server does not prove that it knows the password");
	cr_assert_not(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

Test(scram, nonce_that_is_not_ours_is_protocol)
{
	struct talk talk;

	begin(&talk, "SCRAM-SHA-256");
	cr_assert_eq(talk_hear(&talk, "r=somebodyelses," SALTED "4096"),
	    POP3_E_PROTOCOL);
	cr_assert_not(pop3_sasl_has_revealed(talk.sasl));
	talk_end(&talk);
}

Test(scram, iterations_are_bounded_on_both_sides)
{
	static const struct {
		const char *rest;
		enum pop3_status status;
	} cases[] = {
	    {SALTED "4096", POP3_OK},
	    {SALTED "10000", POP3_OK},
	    {SALTED "4095", POP3_E_PROTOCOL},
	    {SALTED "1", POP3_E_PROTOCOL},
	    {SALTED "0", POP3_E_PROTOCOL},
	    {SALTED "2000001", POP3_E_PROTOCOL},
	    {SALTED "4294967295", POP3_E_PROTOCOL},
	    {SALTED "18446744073709555712", POP3_E_PROTOCOL},
	    {SALTED "-1", POP3_E_PROTOCOL},
	    {SALTED "4096x", POP3_E_PROTOCOL},
	    {SALTED "", POP3_E_PROTOCOL},
	    {"s=QSXCR+Q6sek8bf92", POP3_E_PROTOCOL},
	    {"i=4096", POP3_E_PROTOCOL},
	};
	struct talk talk;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		begin(&talk, "SCRAM-SHA-1");
		cr_assert_eq(first(&talk, cases[i].rest), cases[i].status, "%s",
		    cases[i].rest);
		talk_end(&talk);
	}
}

/* RFC 5802, section 7: server-error. */
Test(scram, error_of_the_server_is_auth_with_its_words)
{
	struct talk talk;

	begin(&talk, "SCRAM-SHA-1");
	cr_assert_eq(first(&talk, SALTED "4096"), POP3_OK);
	assert_failed(&talk, talk_hear(&talk, "e=invalid-proof\033[2J"),
	    POP3_E_AUTH, "invalid-proof?[2J");
	talk_end(&talk);
}

Test(scram, error_of_the_server_without_words_has_some)
{
	struct talk talk;

	begin(&talk, "SCRAM-SHA-1");
	cr_assert_eq(first(&talk, SALTED "4096"), POP3_OK);
	assert_failed(&talk, talk_hear(&talk, "e="), POP3_E_AUTH,
	    "the server gives no reason");
	talk_end(&talk);
}

/* ---- DIGEST-MD5 ---------------------------------------------------------- */

Test(digest_md5, wrong_proof_of_the_server_is_protocol)
{
	struct talk talk;

	begin(&talk, "DIGEST-MD5");
	cr_assert_eq(talk_hear(&talk, "nonce=\"abc\",algorithm=md5-sess,"
				      "charset=utf-8"),
	    POP3_OK);
	assert_failed(&talk,
	    talk_hear(&talk, "rspauth=ea40f60335c427b5527b84dbabcdfffd"),
	    POP3_E_PROTOCOL,
	    "the server does not prove that it knows the password");
	talk_end(&talk);
}

/* The shape of CVE-2013-0249. */
static enum pop3_status realm(struct talk *talk, size_t length)
{
	static const char rest[] = "\",nonce=\"abc\",algorithm=md5-sess";
	char challenge[12000] = "realm=\"";

	memset(challenge + 7, 'r', length);
	memcpy(challenge + 7 + length, rest, sizeof rest);
	return talk_hear(talk, challenge);
}

Test(digest_md5, long_realm_is_said_and_a_longer_one_is_protocol)
{
	struct talk talk;

	begin(&talk, "DIGEST-MD5");
	cr_assert_eq(realm(&talk, 1500), POP3_OK);
	cr_assert_not_null(strstr(talk.said, "rrrrr"));
	talk_end(&talk);
	begin(&talk, "DIGEST-MD5");
	cr_assert_eq(realm(&talk, 11900), POP3_E_PROTOCOL);
	talk_end(&talk);
}

/* ---- NTLM ---------------------------------------------------------------- */

/* A CHALLENGE_MESSAGE, [MS-NLMP] section 2.2.1.2, with a target name. */
static const char ntlm[] = "NTLMSSP\0\2\0\0\0\6\0\6\0\x30\0\0\0\1\2\0\0"
			   "8bytes..\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			   "DOMAIN";
#define NTLM_LENGTH (sizeof ntlm - 1)

Test(ntlm, right_challenge_is_answered)
{
	struct talk talk;

	begin(&talk, "NTLM");
	cr_assert_arr_eq(talk.said, "NTLMSSP\0\1\0\0\0", 12);
	cr_assert_not(pop3_sasl_has_revealed(talk.sasl));
	cr_assert_eq(talk_hear_octets(&talk, ntlm, NTLM_LENGTH), POP3_OK);
	cr_assert_arr_eq(talk.said, "NTLMSSP\0\3\0\0\0", 12);
	cr_assert(pop3_sasl_has_revealed(talk.sasl));
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

/* The shape of CVE-2012-3482: fields that point beyond the challenge. */
Test(ntlm, field_beyond_the_challenge_is_protocol)
{
	static const struct {
		size_t at;
		const char *octets;
		size_t length;
	} cases[] = {
	    {12, "\7\0", 2},
	    {12, "\xff\xff", 2},
	    {16, "\x31\0\0\0", 4},
	    {16, "\xff\xff\xff\x7f", 4},
	    {16, "\xff\xff\xff\xff", 4},
	    {40, "\1\0\0\0\xff\0\0\0", 8},
	    {8, "\3", 1},
	    {0, "X", 1},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char challenge[NTLM_LENGTH];
		struct talk talk;

		memcpy(challenge, ntlm, NTLM_LENGTH);
		memcpy(
		    challenge + cases[i].at, cases[i].octets, cases[i].length);
		begin(&talk, "NTLM");
		assert_failed(&talk,
		    talk_hear_octets(&talk, challenge, NTLM_LENGTH),
		    POP3_E_PROTOCOL, "a challenge of NTLM makes no sense");
		talk_end(&talk);
	}
}

Test(ntlm, cut_challenge_is_protocol)
{
	struct talk talk;

	for (size_t length = 0; length < NTLM_LENGTH; length++) {
		begin(&talk, "NTLM");
		cr_assert_eq(
		    talk_hear_octets(&talk, ntlm, length), POP3_E_PROTOCOL);
		talk_end(&talk);
	}
}
