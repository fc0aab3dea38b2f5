/*
 * Which mechanisms are tried, in which order.
 */
#include <string.h>

#include <criterion/criterion.h>

#include "libpop3/sasl/choice.h"

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

Test(choice, is_the_strongest_both_know)
{
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct p3_choice choice = {.in_tls = cases[i].in_tls,
		    .can_bind = cases[i].can_bind,
		    .announced = cases[i].announced};
		const struct p3_mechanism *chosen[P3_MECHANISMS];
		char names[512] = "";
		size_t count = p3_choose(&choice, chosen);

		for (size_t j = 0; j < count; j++) {
			strcat(names, chosen[j]->name);
			strcat(names, " ");
		}
		cr_assert_str_eq(
		    names, cases[i].chosen, "case %zu: %s", i, names);
	}
}

/* The user's own is not what was asked for. */
Test(choice, is_for_another_what_can_say_whose_maildrop_it_is)
{
	struct p3_choice choice = {
	    .in_tls = true, .for_another = true, .announced = ALL};
	const struct p3_mechanism *chosen[P3_MECHANISMS];

	cr_assert_eq(p3_choose(&choice, chosen), 3);
	cr_assert_str_eq(chosen[2]->name, "PLAIN");
	choice.in_tls = false;
	cr_assert_eq(p3_choose(&choice, chosen), 3);
	cr_assert_str_eq(chosen[2]->name, "DIGEST-MD5");
	choice.announced = " LOGIN CRAM-MD5 NTLM ";
	cr_assert_eq(p3_choose(&choice, chosen), 0);
	choice.announced = NULL;
	cr_assert_eq(p3_choose(&choice, chosen), 0);
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

Test(mechanism, none_that_shows_the_secret_is_chosen_in_the_clear_but_user)
{
	for (size_t i = 0; i < P3_MECHANISMS; i++) {
		const struct p3_mechanism *mechanism = p3_mechanism_at(i);

		if (mechanism->plain && strcmp(mechanism->name, "USER") != 0)
			cr_assert_not(mechanism->in_clear);
	}
}
