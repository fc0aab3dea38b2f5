/*
 * An exchange as whoever drives an engine has it: the initial response, where
 * it goes, when all is said, and what an exchange is refused for.
 */
#include "talk.h"

/* The engine takes as much for a line. */
#include <pop3/engine.h>

static void begin(struct talk *talk, const char *mechanism)
{
	const struct pop3_sasl_options options = talk_options("jim", "s3cret");

	cr_assert_eq(talk_begin(talk, mechanism, &options), POP3_OK);
}

static void begin_unannounced(struct talk *talk, const char *mechanism,
    const struct pop3_capabilities *capabilities)
{
	struct pop3_sasl_options options = talk_options("jim", "s3cret");

	options.capabilities = capabilities;
	cr_assert_eq(talk_begin(talk, mechanism, &options), POP3_OK);
}

#define PLAIN_JIM "AGppbQBzM2NyZXQ="

/* ---- The initial response ------------------------------------------------ */

Test(initial, goes_into_the_line_once)
{
	struct talk talk;

	begin(&talk, "plain");
	cr_assert_str_eq(pop3_sasl_mechanism(talk.sasl), "PLAIN");
	cr_assert_not(pop3_sasl_is_complete(talk.sasl));
	cr_assert_not(pop3_sasl_has_revealed(talk.sasl));
	cr_assert_str_eq(pop3_sasl_initial(talk.sasl), PLAIN_JIM);
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	cr_assert(pop3_sasl_has_revealed(talk.sasl));
	cr_assert_null(pop3_sasl_initial(talk.sasl));
	talk_end(&talk);
}

/* Where it is not asked for it waits, too. */
Test(initial, waits_for_the_first_challenge_whatever_that_says)
{
	struct talk talk;

	begin(&talk, "PLAIN");
	cr_assert_eq(talk_hear_base64(&talk, "go ahead!", 9), POP3_OK);
	cr_assert_eq(talk.length, 11);
	cr_assert_arr_eq(talk.said, "\0jim\0s3cret", 11);
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	cr_assert_null(pop3_sasl_initial(talk.sasl));
	talk_end(&talk);
}

/* RFC 5034, section 3: it may be a server of RFC 1734. */
Test(initial, waits_where_no_sasl_is_announced)
{
	static const struct pop3_capabilities without = {
	    .flags = POP3_CAPA_USER};
	const struct pop3_capabilities *const cases[] = {NULL, &without};
	struct talk talk;

	for (size_t i = 0; i < 2; i++) {
		begin_unannounced(&talk, "PLAIN", cases[i]);
		cr_assert_null(pop3_sasl_initial(talk.sasl));
		cr_assert_not(pop3_sasl_is_complete(talk.sasl));
		cr_assert_not(pop3_sasl_has_revealed(talk.sasl));
		cr_assert_eq(talk_hear_base64(&talk, "", 0), POP3_OK);
		cr_assert(pop3_sasl_is_complete(talk.sasl));
		cr_assert(pop3_sasl_has_revealed(talk.sasl));
		talk_end(&talk);
	}
}

/* The octets of the line with its CRLF; whether the response is in it is as
 * they say. */
static size_t line_of(const char *mechanism, const char *user)
{
	const struct pop3_sasl_options options = talk_options(user, "s3cret");
	struct talk talk;
	const char *initial, *held;
	size_t line = strlen("AUTH  \r\n") + strlen(mechanism), length;

	cr_assert_eq(talk_begin(&talk, mechanism, &options), POP3_OK);
	initial = pop3_sasl_initial(talk.sasl);
	if (initial != NULL) {
		line += strlen(initial);
	} else {
		cr_assert_eq(pop3_sasl_answer(talk.sasl, "", 0, &held, &length),
		    POP3_OK);
		line += length;
	}
	cr_assert_eq(initial != NULL, line <= POP3_COMMAND_MAX, "%s: %zu",
	    mechanism, line);
	talk_end(&talk);
	return line;
}

/* RFC 5034, section 4: 255 octets with the CRLF. */
Test(initial, waits_where_the_line_would_be_too_long)
{
	static const char *const mechanisms[] = {
	    "PLAIN", "EXTERNAL", "OAUTHBEARER"};
	bool longest = false, shortest = false;
	char user[256];

	for (size_t i = 0; i < 3; i++)
		for (size_t length = 90; length <= 190; length++) {
			size_t line;

			memset(user, 'x', length);
			user[length] = '\0';
			line = line_of(mechanisms[i], user);
			longest |= line == POP3_COMMAND_MAX;
			shortest |= line == POP3_COMMAND_MAX + 1;
		}
	cr_assert(longest && shortest);
}

Test(initial, empty_one_is_an_equals_sign)
{
	struct pop3_sasl_options options = talk_options(NULL, NULL);
	struct talk talk;

	cr_assert_eq(talk_begin(&talk, "EXTERNAL", &options), POP3_OK);
	cr_assert_str_eq(pop3_sasl_initial(talk.sasl), "=");
	talk_end(&talk);
	options.capabilities = NULL;
	cr_assert_eq(talk_begin(&talk, "EXTERNAL", &options), POP3_OK);
	cr_assert_null(pop3_sasl_initial(talk.sasl));
	cr_assert_eq(talk_hear_base64(&talk, "", 0), POP3_OK);
	assert_said(&talk, "");
	talk_end(&talk);
}

Test(initial, is_none_where_the_server_has_the_first_word)
{
	struct talk talk;

	begin(&talk, "CRAM-MD5");
	cr_assert_null(pop3_sasl_initial(talk.sasl));
	cr_assert_not(pop3_sasl_is_complete(talk.sasl));
	talk_end(&talk);
}

/* [MS-POP3], and one large provider. */
Test(initial, never_goes_into_the_line_of_some)
{
	struct talk talk;

	begin(&talk, "NTLM");
	cr_assert_null(pop3_sasl_initial(talk.sasl));
	talk_end(&talk);
	begin(&talk, "XOAUTH2");
	cr_assert_null(pop3_sasl_initial(talk.sasl));
	cr_assert_eq(talk_hear_base64(&talk, "", 0), POP3_OK);
	assert_said(&talk, "user=jim\001auth=Bearer s3cret\001\001");
	talk_end(&talk);
}

/* ---- Failures ------------------------------------------------------------ */

Test(failure, is_final)
{
	struct talk talk;

	begin(&talk, "LOGIN");
	cr_assert_eq(pop3_sasl_error(talk.sasl)->status, POP3_OK);
	cr_assert_str_eq(pop3_sasl_error(talk.sasl)->text, "");
	cr_assert_eq(talk_hear(&talk, "Username:"), POP3_OK);
	cr_assert_eq(talk_hear(&talk, "Password:"), POP3_OK);
	cr_assert(pop3_sasl_is_complete(talk.sasl));
	cr_assert_eq(talk_hear(&talk, "Once more:"), POP3_E_PROTOCOL);
	cr_assert_not(pop3_sasl_is_complete(talk.sasl));
	cr_assert(pop3_sasl_has_revealed(talk.sasl));
	cr_assert_eq(talk_hear(&talk, "Username:"), POP3_E_PROTOCOL);
	talk_end(&talk);
}

Test(failure, empty_challenge_may_be_null)
{
	struct talk talk;

	begin(&talk, "CRAM-MD5");
	assert_failed(&talk, talk_hear_base64(&talk, NULL, 0), POP3_E_PROTOCOL,
	    "a challenge is empty");
	talk_end(&talk);
	begin(&talk, "LOGIN");
	cr_assert_eq(talk_hear_base64(&talk, NULL, 0), POP3_OK);
	assert_said(&talk, "jim");
	talk_end(&talk);
}

/* What a server that is not ours gets to hear: nothing to guess at. */
Test(failure, before_any_secret_has_revealed_none)
{
	struct talk talk;

	begin(&talk, "SCRAM-SHA-256");
	cr_assert_eq(talk_open(&talk), POP3_OK);
	cr_assert_eq(
	    talk_hear(&talk, "r=other,s=QSXCR+Q6,i=4096"), POP3_E_PROTOCOL);
	cr_assert_not(pop3_sasl_has_revealed(talk.sasl));
	talk_end(&talk);
}

/* ---- Beginning ----------------------------------------------------------- */

Test(options, what_no_exchange_can_begin_with_is_told)
{
	static const char long_text[] = "0123456789abcdef0123456789abcdef";
	char text[1026];
	const struct {
		const char *mechanism, *user, *authzid, *host;
		size_t binding_length;
		enum pop3_status status;
		const char *text;
	} cases[] = {
	    {NULL, "jim", NULL, "h", 0, POP3_E_MISUSE, "no mechanism is named"},
	    {"PLAIN", "jim", NULL, NULL, 0, POP3_E_MISUSE, "no host is named"},
	    {"PLAIN", "jim", NULL, "", 0, POP3_E_MISUSE, "no host is named"},
	    {"USER", "jim", NULL, "h", 0, POP3_E_MISUSE,
		"USER is a command, and no mechanism of SASL"},
	    {"apop", "jim", NULL, "h", 0, POP3_E_MISUSE,
		"APOP is a command, and no mechanism of SASL"},
	    {"ROT\03313", "jim", NULL, "h", 0, POP3_E_UNSUPPORTED,
		"mechanism 'ROT?13' is not known here"},
	    {"", "jim", NULL, "h", 0, POP3_E_UNSUPPORTED,
		"mechanism '' is not known here"},
	    {"LOGIN", "jim", "joe", "h", 0, POP3_E_UNSUPPORTED,
		"LOGIN cannot ask for the maildrop of another"},
	    {"PLAIN", NULL, NULL, "h", 0, POP3_E_MISUSE, "user name is empty"},
	    {"PLAIN", text, NULL, "h", 0, POP3_E_MISUSE,
		"user name is longer than 1024 octets"},
	    {"PLAIN", "jim", text, "h", 0, POP3_E_MISUSE,
		"authzid is longer than 1024 octets"},
	    {"EXTERNAL", text, NULL, "h", 0, POP3_E_MISUSE,
		"user name is longer than 1024 octets"},
	    {"PLAIN", "jim", NULL, text, 0, POP3_E_MISUSE,
		"host is longer than 1024 octets"},
	    {"OAUTHBEARER", "jim", NULL, "h\001auth=Bearer x", 0, POP3_E_MISUSE,
		"host holds a control character"},
	    {"SCRAM-SHA-256-PLUS", "jim", NULL, "h", POP3_BINDING_MAX + 1,
		POP3_E_MISUSE, "no channel binding of TLS is like this"},
	};

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pop3_sasl_options options =
		    talk_options(cases[i].user, "s3cret");
		struct talk talk;

		options.authzid = cases[i].authzid;
		options.host = cases[i].host;
		options.binding = long_text;
		options.binding_length = cases[i].binding_length;
		assert_failed(&talk,
		    talk_begin(&talk, cases[i].mechanism, &options),
		    cases[i].status, cases[i].text);
		cr_assert_null(talk.sasl);
	}
}

Test(options, of_the_greatest_length_do)
{
	struct pop3_sasl_options options;
	char text[1025], binding[POP3_BINDING_MAX] = "";
	struct talk talk;

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	options = talk_options(text, text);
	options.host = text;
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	talk_end(&talk);
	cr_assert_eq(talk_begin(&talk, "OAUTHBEARER", &options), POP3_OK);
	talk_end(&talk);
	options.authzid = "joe";
	options.binding = binding;
	options.binding_length = sizeof binding;
	options.binding_type = POP3_BINDING_TLS_UNIQUE;
	cr_assert_eq(talk_begin(&talk, "SCRAM-SHA-1-PLUS", &options), POP3_OK);
	talk_end(&talk);
}

Test(options, of_another_size_or_type_are_misuse)
{
	struct pop3_sasl_options options = talk_options("jim", "s3cret");
	struct talk talk;

	options.size++;
	assert_failed(&talk, talk_begin(&talk, "PLAIN", &options),
	    POP3_E_MISUSE, "options are of another size");
	options.size--;
	options.binding_type = (enum pop3_binding)2;
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_E_MISUSE);
}

Test(options, authzid_of_the_user_is_not_said)
{
	struct pop3_sasl_options options = talk_options("jim", "s3cret");
	struct talk talk;

	options.authzid = "jim";
	cr_assert_eq(talk_begin(&talk, "PLAIN", &options), POP3_OK);
	cr_assert_str_eq(pop3_sasl_initial(talk.sasl), PLAIN_JIM);
	talk_end(&talk);
	cr_assert_eq(talk_begin(&talk, "LOGIN", &options), POP3_OK);
	talk_end(&talk);
}

/* What is copied lives as long as the exchange. */
Test(options, are_not_looked_at_again)
{
	char user[] = "jim", secret[] = "s3cret", host[] = "pop.example.org";
	struct pop3_sasl_options options = talk_options(user, secret);
	struct talk talk;

	options.host = host;
	cr_assert_eq(talk_begin(&talk, "LOGIN", &options), POP3_OK);
	memset(user, 'x', 3);
	memset(secret, 'x', 6);
	memset(host, 'x', 15);
	cr_assert_eq(talk_hear(&talk, "Username:"), POP3_OK);
	assert_said(&talk, "jim");
	cr_assert_eq(talk_hear(&talk, "Password:"), POP3_OK);
	assert_said(&talk, "s3cret");
	talk_end(&talk);
}

Test(options, error_may_be_null)
{
	struct pop3_sasl_options options = talk_options("jim", NULL);
	struct pop3_sasl *sasl = NULL;

	options.mechanism = "PLAIN";
	cr_assert_eq(pop3_sasl_new(&options, NULL, &sasl), POP3_E_MISUSE);
	options.mechanism = "ROT13";
	cr_assert_eq(pop3_sasl_new(&options, NULL, &sasl), POP3_E_UNSUPPORTED);
	cr_assert_null(sasl);
	pop3_sasl_free(NULL);
}
