/*
 * Which mechanisms are tried, in which order.
 */
#include <string.h>

#include <criterion/criterion.h>

#include <pop3/credentials.h>
#include <pop3/sasl.h>

#include "libpop3/sasl/choice.h"
#include "libpop3/sasl/mechanism.h"

#define ALL                                                                    \
	" LOGIN PLAIN CRAM-MD5 DIGEST-MD5 NTLM SCRAM-SHA-1 SCRAM-SHA-256 "     \
	"SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS GSSAPI EXTERNAL XOAUTH2 "         \
	"OAUTHBEARER ANONYMOUS "

static const struct {
	bool in_tls;
	bool can_bind;
	const char *announced;
	const char *chosen;
} cases[] = {
    /* Inside TLS. */
    {true, true, ALL,
	"SCRAM-SHA-256-PLUS SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-1 "
	"PLAIN LOGIN USER "},
    {true, false, ALL, "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN LOGIN USER "},
    {true, true, " SCRAM-SHA-256-PLUS ", "SCRAM-SHA-256-PLUS USER "},
    {true, true, " PLAIN LOGIN CRAM-MD5 ", "PLAIN LOGIN USER "},
    {true, true, " CRAM-MD5 DIGEST-MD5 NTLM ", "USER "},
    {true, true, " XOAUTH2 OAUTHBEARER GSSAPI EXTERNAL ", "USER "},
    {true, true, NULL, "USER "},
    {true, true, "", "USER "},
    {true, true, " APOP ", "USER "},
    /* In the clear: no secret in plain but by USER. */
    {false, false, ALL,
	"SCRAM-SHA-256 SCRAM-SHA-1 CRAM-MD5 DIGEST-MD5 NTLM USER "},
    {false, false, " PLAIN LOGIN ", "USER "},
    {false, false, " CRAM-MD5 PLAIN ", "CRAM-MD5 USER "},
    {false, false, NULL, "USER "},
    /* Only whole words count. */
    {true, true, " SCRAM-SHA-256-PLUSSED XPLAIN PLAINER ", "USER "},
    {true, true, " PLAINER PLAIN ", "PLAIN USER "},
};

/* What is tried if each is refused, a blank behind each. */
static void choose_all(const struct pop3_sasl_options *options, char names[512])
{
	const char *name = NULL;

	names[0] = '\0';
	while ((name = pop3_sasl_choose(options, name)) != NULL) {
		strcat(names, name);
		strcat(names, " ");
	}
}

static struct pop3_capabilities announcing(const char *mechanisms)
{
	struct pop3_capabilities capabilities = {.flags = POP3_CAPA_SASL};

	strcpy(capabilities.sasl, mechanisms);
	return capabilities;
}

Test(choice, is_the_strongest_both_know)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *announced = cases[i].announced;
		const struct pop3_capabilities capabilities =
		    announcing(announced != NULL ? announced : "");
		const struct pop3_sasl_options options = {
		    .size = sizeof options,
		    .in_tls = cases[i].in_tls,
		    .binding_length = cases[i].can_bind ? 32 : 0,
		    .capabilities = announced != NULL ? &capabilities : NULL};
		char names[512];

		choose_all(&options, names);
		cr_assert_str_eq(
		    names, cases[i].chosen, "case %zu: %s", i, names);
	}
}

/* The user's own is not what was asked for. */
Test(choice, is_for_another_what_can_say_whose_maildrop_it_is)
{
	static const struct {
		bool in_tls;
		const char *announced, *chosen;
	} of_another[] = {
	    {true, ALL, "SCRAM-SHA-256 SCRAM-SHA-1 PLAIN "},
	    {false, ALL, "SCRAM-SHA-256 SCRAM-SHA-1 DIGEST-MD5 "},
	    {true, " LOGIN CRAM-MD5 NTLM ", ""},
	    {false, " LOGIN CRAM-MD5 NTLM ", ""},
	    {true, "", ""},
	};
	char names[512];

	for (size_t i = 0; i < sizeof of_another / sizeof *of_another; i++) {
		const struct pop3_capabilities capabilities =
		    announcing(of_another[i].announced);
		const struct pop3_sasl_options options = {
		    .size = sizeof options,
		    .user = "jim",
		    .authzid = "joe",
		    .in_tls = of_another[i].in_tls,
		    .capabilities = &capabilities};

		choose_all(&options, names);
		cr_assert_str_eq(
		    names, of_another[i].chosen, "case %zu: %s", i, names);
	}
}

Test(choice, authzid_of_the_user_or_empty_is_no_other)
{
	struct pop3_sasl_options options = {
	    .size = sizeof options, .user = "jim", .authzid = "jim"};

	cr_assert_str_eq(pop3_sasl_choose(&options, NULL), "USER");
	options.authzid = "";
	cr_assert_str_eq(pop3_sasl_choose(&options, NULL), "USER");
	options.authzid = "Jim";
	cr_assert_null(pop3_sasl_choose(&options, NULL));
	options.user = NULL;
	cr_assert_null(pop3_sasl_choose(&options, NULL));
	options.authzid = NULL;
	cr_assert_str_eq(pop3_sasl_choose(&options, NULL), "USER");
}

Test(choice, goes_on_behind_any_mechanism_and_behind_no_other_name)
{
	const struct pop3_capabilities capabilities = announcing(ALL);
	struct pop3_sasl_options options = {.size = sizeof options,
	    .in_tls = true,
	    .capabilities = &capabilities};

	cr_assert_str_eq(pop3_sasl_choose(&options, "scram-sha-1"), "PLAIN");
	cr_assert_str_eq(pop3_sasl_choose(&options, "NTLM"), "PLAIN");
	cr_assert_null(pop3_sasl_choose(&options, "USER"));
	cr_assert_null(pop3_sasl_choose(&options, "XOAUTH2"));
	cr_assert_null(pop3_sasl_choose(&options, "ROT13"));
	options.size--;
	cr_assert_null(pop3_sasl_choose(&options, NULL));
}

static bool prefers(bool in_tls, const char *one, const char *other)
{
	const struct pop3_sasl_options options = {
	    .size = sizeof options, .in_tls = in_tls};

	return p3_prefers(
	    &options, p3_mechanism_find(one), p3_mechanism_find(other));
}

Test(choice, prefers_the_stronger_of_what_is_tried_there)
{
	cr_expect(prefers(true, "SCRAM-SHA-1", "PLAIN"));
	cr_expect_not(prefers(true, "PLAIN", "SCRAM-SHA-1"));
	cr_expect_not(prefers(true, "PLAIN", "PLAIN"));
	cr_expect(prefers(false, "CRAM-MD5", "USER"));
	cr_expect_not(prefers(true, "CRAM-MD5", "USER"));
	cr_expect(prefers(true, "PLAIN", "USER"));
	cr_expect_not(prefers(false, "PLAIN", "USER"));
}

Test(mechanism, is_found_by_name_in_any_case)
{
	cr_assert_str_eq(
	    p3_mechanism_find("scram-sha-256")->name, "SCRAM-SHA-256");
	cr_assert_str_eq(p3_mechanism_find("XOAuth2")->name, "XOAUTH2");
	cr_assert_null(p3_mechanism_find("PLAI"));
	cr_assert_null(p3_mechanism_find("PLAINS"));
	cr_assert_null(p3_mechanism_find(""));
}

Test(mechanism, says_what_it_wants)
{
	cr_assert_eq(pop3_mechanism_secret(NULL), POP3_SECRET_PASSWORD);
	cr_assert_eq(pop3_mechanism_secret("plain"), POP3_SECRET_PASSWORD);
	cr_assert_eq(pop3_mechanism_secret("nonsense"), POP3_SECRET_PASSWORD);
	cr_assert_eq(pop3_mechanism_secret("xoauth2"), POP3_SECRET_TOKEN);
	cr_assert_eq(pop3_mechanism_secret("OAUTHBEARER"), POP3_SECRET_TOKEN);
	cr_assert_eq(pop3_mechanism_secret("gssapi"), POP3_SECRET_NONE);
	cr_assert_eq(pop3_mechanism_secret("EXTERNAL"), POP3_SECRET_NONE);
}
