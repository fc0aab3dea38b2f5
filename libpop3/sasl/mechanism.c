/*
 * sasl/mechanism.c - what there is, and what is thought of it.
 *
 * Inside TLS the order is that of how little a server learns and how sure we
 * are of it: SCRAM bound to the TLS connection (RFC 5802, 7677, 9266) shows
 * nothing and finds a man in the middle even where a certificate did not;
 * SCRAM shows nothing and makes the server prove that it knows the password;
 * PLAIN (RFC 4616), LOGIN and USER rely on TLS alone, which was verified.
 * CRAM-MD5 (RFC 2195), DIGEST-MD5 (RFC 2831, made historic by RFC 6331) and
 * NTLM are left out there: what they show can be tried against a dictionary,
 * servers must keep the password itself for them, and TLS does the rest.
 *
 * In the clear they are better than the password itself and are used: SCRAM,
 * which is slow to guess at; CRAM-MD5 before DIGEST-MD5, whose realms fail
 * people with right passwords, whom the server then locks out; NTLM, whose
 * old digests are guessed within hours, behind them; and last USER.
 *
 * Tokens, Kerberos and client certificates are something that somebody has
 * or has not, which is not ours to guess.  APOP's digest has been broken
 * (CVE-2007-1558).  They are used when named.
 *
 * Both orders agree where they meet, so that they are one: the table's.
 */
#include "libpop3/sasl/mechanism.h"

#include <string.h>

#include <pop3/credentials.h>

#include "libpop3/base/ascii.h"
#include "libpop3/sasl/backend.h"
#include "libpop3/sasl/challenge.h"

/* clang-format off */
static const struct p3_mechanism mechanisms[P3_MECHANISMS] = {
    {"SCRAM-SHA-256-PLUS", P3_NEEDS_PASSWORD, P3_OPENING_RESPONSE,
	.bound = true, .prepares = true, .authorizes = true, .revealed = 2,
	.in_tls = true,
	.backend = &p3_gsasl_backend, .check = p3_challenge_scram},
    {"SCRAM-SHA-1-PLUS", P3_NEEDS_PASSWORD, P3_OPENING_RESPONSE,
	.bound = true, .prepares = true, .authorizes = true, .revealed = 2,
	.in_tls = true,
	.backend = &p3_gsasl_backend, .check = p3_challenge_scram},
    {"SCRAM-SHA-256", P3_NEEDS_PASSWORD, P3_OPENING_RESPONSE,
	.prepares = true, .authorizes = true, .revealed = 2,
	.in_tls = true, .in_clear = true,
	.backend = &p3_gsasl_backend, .check = p3_challenge_scram},
    {"SCRAM-SHA-1", P3_NEEDS_PASSWORD, P3_OPENING_RESPONSE,
	.prepares = true, .authorizes = true, .revealed = 2,
	.in_tls = true, .in_clear = true,
	.backend = &p3_gsasl_backend, .check = p3_challenge_scram},
    {"CRAM-MD5", P3_NEEDS_PASSWORD, P3_OPENING_CHALLENGE,
	.prepares = true, .revealed = 1, .in_clear = true,
	.backend = &p3_gsasl_backend, .check = p3_challenge_text},
    {"DIGEST-MD5", P3_NEEDS_PASSWORD, P3_OPENING_CHALLENGE,
	.authorizes = true, .revealed = 1, .in_clear = true,
	.backend = &p3_gsasl_backend, .check = p3_challenge_text},
    /* [MS-POP3] has no initial response, and "+OK" in place of "+". */
    {"NTLM", P3_NEEDS_PASSWORD, P3_OPENING_TWO_STEPS,
	.revealed = 2, .in_clear = true, .text_max = 128,
	.backend = &p3_gsasl_backend, .check = p3_challenge_ntlm},
    {"PLAIN", P3_NEEDS_PASSWORD, P3_OPENING_RESPONSE,
	.authorizes = true, .revealed = 1, .in_tls = true,
	.backend = &p3_gsasl_backend},
    {"LOGIN", P3_NEEDS_PASSWORD, P3_OPENING_CHALLENGE,
	.deaf = true, .revealed = 2, .in_tls = true,
	.backend = &p3_gsasl_backend},
    {"USER", P3_NEEDS_PASSWORD, P3_OPENING_NONE,
	.revealed = 2, .in_tls = true, .in_clear = true},
    {"APOP", P3_NEEDS_PASSWORD, P3_OPENING_NONE, .revealed = 1},
    {"OAUTHBEARER", P3_NEEDS_TOKEN, P3_OPENING_RESPONSE,
	.authorizes = true, .revealed = 1, .backend = &p3_oauthbearer_backend},
    /* One large provider refuses it in one line. */
    {"XOAUTH2", P3_NEEDS_TOKEN, P3_OPENING_TWO_STEPS,
	.authorizes = true, .revealed = 1, .backend = &p3_xoauth2_backend},
    {"GSSAPI", P3_NEEDS_TICKET, P3_OPENING_RESPONSE,
	.authorizes = true, .revealed = 1, .backend = &p3_gsasl_backend},
    {"EXTERNAL", P3_NEEDS_CERTIFICATE, P3_OPENING_RESPONSE,
	.authorizes = true, .revealed = 1, .backend = &p3_gsasl_backend},
};
/* clang-format on */

const struct p3_mechanism *p3_mechanism_at(size_t place)
{
	return &mechanisms[place];
}

const struct p3_mechanism *p3_mechanism_find(const char *name)
{
	for (size_t i = 0; i < P3_MECHANISMS; i++)
		if (p3_same_name(name, strlen(name), mechanisms[i].name))
			return &mechanisms[i];
	return NULL;
}

enum pop3_secret pop3_mechanism_secret(const char *name)
{
	const struct p3_mechanism *mechanism =
	    name != NULL ? p3_mechanism_find(name) : NULL;

	if (mechanism == NULL || mechanism->needs == P3_NEEDS_PASSWORD)
		return POP3_SECRET_PASSWORD;
	return mechanism->needs == P3_NEEDS_TOKEN ? POP3_SECRET_TOKEN
						  : POP3_SECRET_NONE;
}
