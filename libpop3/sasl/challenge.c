/*
 * sasl/challenge.c - hostile challenges.
 *
 * SCRAM lets the server say how often the password is hashed: one asks for
 * few rounds to guess at the password, or for thousands of millions to keep
 * us busy.  libgsasl takes any number.
 *
 * NTLM's challenge has fields with offsets and lengths.  A client that trusts
 * them sends what lies behind the challenge in its memory (CVE-2012-3482), or
 * writes beyond its response (CVE-2019-17455); so each must lie inside.
 * [MS-NLMP], section 2.2.1.2.
 *
 * DIGEST-MD5 has been overrun by long realms (CVE-2013-0249); libgsasl has no
 * fixed room, and challenges are bounded as a whole.
 */
#include "libpop3/sasl/challenge.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/base/number.h"

static enum pop3_status senseless(
    struct pop3_error *error, const char *mechanism)
{
	return p3_error(error, POP3_E_PROTOCOL, 0,
	    "a challenge of %s makes no sense", mechanism);
}

/* ---- SCRAM --------------------------------------------------------------- */

static enum pop3_status server_error(
    const char *octets, size_t length, struct pop3_error *error)
{
	char words[POP3_ERROR_TEXT_MAX / 2];

	pop3_printable(words, sizeof words, octets + 2, length - 2);
	return p3_error(error, POP3_E_AUTH, 0, "%s",
	    words[0] != '\0' ? words : "the server gives no reason");
}

static enum pop3_status check_iterations(
    const char *text, struct pop3_error *error)
{
	uint64_t iterations;
	size_t used;

	if (!p3_number_read(
		text, strlen(text), UINT64_MAX, &iterations, &used) ||
	    (text[used] != '\0' && text[used] != ','))
		return senseless(error, "SCRAM");
	if (iterations < P3_ITERATIONS_MIN)
		return p3_error(error, POP3_E_PROTOCOL, 0,
		    "the server asks for fewer than %d iterations, which "
		    "would not protect the password",
		    P3_ITERATIONS_MIN);
	if (iterations > P3_ITERATIONS_MAX)
		return p3_error(error, POP3_E_PROTOCOL, 0,
		    "the server asks for more than %d iterations",
		    P3_ITERATIONS_MAX);
	return POP3_OK;
}

enum pop3_status p3_challenge_scram(
    const char *octets, size_t length, struct pop3_error *error)
{
	const char *attribute;

	if (length < 2 || strlen(octets) != length)
		return senseless(error, "SCRAM");
	if (memcmp(octets, "e=", 2) == 0)
		return server_error(octets, length, error);
	attribute = strstr(octets, ",i=");
	return attribute != NULL ? check_iterations(attribute + 3, error)
				 : POP3_OK;
}

/* ---- CRAM-MD5 and DIGEST-MD5 --------------------------------------------- */

enum pop3_status p3_challenge_text(
    const char *octets, size_t length, struct pop3_error *error)
{
	if (length == 0 || strlen(octets) != length)
		return p3_error(error, POP3_E_PROTOCOL, 0, "a challenge is %s",
		    length == 0 ? "empty" : "no text");
	return POP3_OK;
}

/* ---- NTLM ---------------------------------------------------------------- */

/* Offsets in a CHALLENGE_MESSAGE. */
#define NTLM_TYPE	 8
#define NTLM_TARGET_NAME 12
#define NTLM_TARGET_INFO 40
#define NTLM_LEAST	 32
#define NTLM_WITH_INFO	 48
/* What libntlm has room for. */
#define NTLM_MOST 1024

static uint32_t little_endian(const char *octets, size_t count)
{
	uint32_t value = 0;

	while (count-- > 0)
		value = value << 8 | (unsigned char)octets[count];
	return value;
}

/* A length, a length that was allocated, an offset. */
static bool field_is_inside(const char *octets, size_t length, size_t field)
{
	size_t field_length = little_endian(octets + field, 2);
	size_t field_offset = little_endian(octets + field + 4, 4);

	return field_length == 0 || (field_offset <= length &&
					field_length <= length - field_offset);
}

enum pop3_status p3_challenge_ntlm(
    const char *octets, size_t length, struct pop3_error *error)
{
	if (length < NTLM_LEAST || length > NTLM_MOST ||
	    memcmp(octets, "NTLMSSP", 8) != 0 ||
	    little_endian(octets + NTLM_TYPE, 4) != 2 ||
	    !field_is_inside(octets, length, NTLM_TARGET_NAME) ||
	    (length >= NTLM_WITH_INFO &&
		!field_is_inside(octets, length, NTLM_TARGET_INFO)))
		return senseless(error, "NTLM");
	return POP3_OK;
}
