/*
 * Tokens, what a server has against them, and secrets that cannot be said.
 */
#include <stdio.h>

#include "libpop3/sasl/mechanism.h"

#include "talk.h"

static void begin(struct talk *talk, const char *mechanism)
{
	const struct pop3_sasl_options options = talk_options("jim", "s3cret");

	cr_assert_eq(talk_begin(talk, mechanism, &options), POP3_OK);
	cr_assert_eq(talk_open(talk), POP3_OK);
}

/* ---- Tokens -------------------------------------------------------------- */

#define JSON "{\"status\":\"invalid_token\",\"scope\":\"pop\033\"}"

/* RFC 7628, section 3.2.2 and 3.2.3. */
Test(bearer, error_is_answered_and_kept_printable)
{
	struct talk talk;

	begin(&talk, "OAUTHBEARER");
	cr_assert_str_eq(pop3_sasl_words(talk.sasl), "");
	cr_assert_eq(talk_hear(&talk, JSON), POP3_OK);
	assert_said(&talk, "\001");
	cr_assert_str_eq(pop3_sasl_words(talk.sasl),
	    "{\"status\":\"invalid_token\",\"scope\":\"pop?\"}");
	cr_assert_eq(talk_hear(&talk, JSON), POP3_E_PROTOCOL);
	talk_end(&talk);
	begin(&talk, "XOAUTH2");
	cr_assert_eq(talk_hear(&talk, JSON), POP3_OK);
	assert_said(&talk, "");
	talk_end(&talk);
}

Test(bearer, large_token_is_said_and_a_larger_one_is_not)
{
	char *token = malloc(200001);
	struct pop3_sasl_options options = talk_options("jim", token);
	struct talk talk;

	memset(token, 't', 200000);
	token[200000] = '\0';
	assert_failed(&talk, talk_begin(&talk, "XOAUTH2", &options),
	    POP3_E_MISUSE, "the token is longer than a response can be");
	token[65536] = '\0';
	cr_assert_eq(talk_begin(&talk, "XOAUTH2", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(talk.length, 5 + 3 + 13 + 65536 + 2);
	talk_end(&talk);
	free(token);
}

Test(bearer, what_would_break_out_is_misuse)
{
	static const struct {
		const char *user, *token;
	} cases[] = {{"jim", ""}, {"jim", NULL}, {"jim", "a b"},
	    {"jim", "a\001b"}, {"jim", "a\nb"}, {"jim", "a\177b"},
	    {"jim", "\xc3\xa9"}, {"ji\001m", "t"}, {"ji\nm", "t"},
	    {"ji\177m", "t"}, {"", "t"}};
	struct talk talk;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct pop3_sasl_options options =
		    talk_options(cases[i].user, cases[i].token);

		cr_assert_eq(talk_begin(&talk, "OAUTHBEARER", &options),
		    POP3_E_MISUSE, "case %zu", i);
		cr_assert_eq(
		    talk_begin(&talk, "XOAUTH2", &options), POP3_E_MISUSE);
	}
}

Test(bearer, user_cannot_break_out_of_the_gs2_header)
{
	const struct pop3_sasl_options options = talk_options("a,b=c", "t");
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "OAUTHBEARER", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(strncmp(talk.said, "n,a=a=2Cb=3Dc,\001host=", 20), 0);
	talk_end(&talk);
}

static void says(const char *mechanism, const char *user, const char *authzid,
    const char *message)
{
	struct pop3_sasl_options options = talk_options(user, "t");
	struct talk talk;

	options.authzid = authzid;
	cr_assert_eq(talk_begin(&talk, mechanism, &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	assert_said(&talk, message);
	talk_end(&talk);
}

Test(bearer, token_is_revealed_when_it_is_given_out)
{
	static const char *const mechanisms[] = {"OAUTHBEARER", "XOAUTH2"};
	const struct pop3_sasl_options options = talk_options("jim", "t");
	struct talk talk;

	for (size_t i = 0; i < 2; i++) {
		cr_assert_eq(
		    talk_begin(&talk, mechanisms[i], &options), POP3_OK);
		cr_expect_not(pop3_sasl_has_revealed(talk.sasl));
		cr_assert_eq(talk_open(&talk), POP3_OK);
		cr_expect(pop3_sasl_has_revealed(talk.sasl));
		talk_end(&talk);
	}
}

#define OF_HOST "\001host=pop.example.org\001port=995\001auth=Bearer t\001\001"

/* A blank is no control character: names of people are users, too. */
Test(bearer, names_the_user_or_whose_maildrop_it_is_to_be)
{
	says("OAUTHBEARER", "jim doe", NULL, "n,a=jim doe," OF_HOST);
	says("OAUTHBEARER", "jim", "joe doe", "n,a=joe doe," OF_HOST);
	says("XOAUTH2", "jim doe", NULL,
	    "user=jim doe\001auth=Bearer t\001\001");
	says("XOAUTH2", "jim", "joe doe",
	    "user=joe doe\001auth=Bearer t\001\001");
}

Test(bearer, whose_maildrop_it_is_to_be_cannot_break_out)
{
	struct pop3_sasl_options options = talk_options("jim", "t");
	struct talk talk;

	options.user = NULL;
	assert_failed(&talk, talk_begin(&talk, "XOAUTH2", &options),
	    POP3_E_MISUSE, "user name is empty");
	options.user = "jim";
	options.authzid = "joe\001auth=Bearer x";
	assert_failed(&talk, talk_begin(&talk, "XOAUTH2", &options),
	    POP3_E_MISUSE, "user name holds a control character");
	assert_failed(&talk, talk_begin(&talk, "OAUTHBEARER", &options),
	    POP3_E_MISUSE, "user name holds a control character");
}

/* ---- Passwords ----------------------------------------------------------- */

Test(password, none_is_misuse)
{
	static const struct {
		const char *user, *password, *text;
	} cases[] = {{"jim", NULL, "password is empty"},
	    {"jim", "", "password is empty"}, {"", "x", "user name is empty"}};
	struct talk talk;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct pop3_sasl_options options =
		    talk_options(cases[i].user, cases[i].password);

		assert_failed(&talk, talk_begin(&talk, "PLAIN", &options),
		    POP3_E_MISUSE, cases[i].text);
	}
}

Test(password, of_one_octet_is_said)
{
	const struct pop3_sasl_options options = talk_options("j", "x");
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(talk.length, 4);
	cr_assert_arr_eq(talk.said, "\0j\0x", 4);
	talk_end(&talk);
}

Test(password, longer_than_any_is_misuse)
{
	char text[P3_TEXT_MAX + 2];
	const struct pop3_sasl_options options = talk_options("jim", text);
	struct talk talk;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	assert_failed(&talk, talk_begin(&talk, "PLAIN", &options),
	    POP3_E_MISUSE, "password is longer than 1024 octets");
	text[P3_TEXT_MAX] = '\0';
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	talk_end(&talk);
	assert_failed(&talk, talk_begin(&talk, "NTLM", &options), POP3_E_MISUSE,
	    "password is longer than 128 octets");
}

/* RFC 4013, section 2.3: a control character is prohibited. */
Test(password, that_cannot_be_prepared_is_misuse)
{
	static const char *const preparing[] = {"SCRAM-SHA-1", "SCRAM-SHA-256",
	    "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "CRAM-MD5"};
	struct pop3_sasl_options options = talk_options("jim", "a\x7f");
	struct talk talk;

	options.binding = "it";
	options.binding_length = 2;
	for (size_t i = 0; i < sizeof preparing / sizeof *preparing; i++) {
		char text[80];

		snprintf(text, sizeof text,
		    "user name or password holds what %s cannot say",
		    preparing[i]);
		assert_failed(&talk, talk_begin(&talk, preparing[i], &options),
		    POP3_E_MISUSE, text);
	}
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	talk_end(&talk);
}

/* Before the server has said anything, too. */
Test(password, goes_with_a_user_name_that_can_be_prepared)
{
	const struct pop3_sasl_options options =
	    talk_options("a\x7f", "s3cret");
	struct talk talk;

	assert_failed(&talk, talk_begin(&talk, "CRAM-MD5", &options),
	    POP3_E_MISUSE,
	    "user name or password holds what CRAM-MD5 cannot say");
	cr_assert_eq(talk_begin(&talk, "DIGEST-MD5", &options), POP3_OK);
	talk_end(&talk);
}

/* RFC 5802, section 2.2: it is a stored string, which has no characters that
 * Unicode 3.2 has not; U+1F600 came later. */
Test(password, of_later_characters_is_misuse)
{
	const struct pop3_sasl_options options =
	    talk_options("jim", "\xF0\x9F\x98\x80");
	struct talk talk;

	assert_failed(&talk, talk_begin(&talk, "SCRAM-SHA-256", &options),
	    POP3_E_MISUSE,
	    "user name or password holds what SCRAM-SHA-256 cannot say");
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	talk_end(&talk);
}
