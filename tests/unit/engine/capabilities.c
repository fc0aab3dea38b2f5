#include <criterion/criterion.h>
#include <stdio.h>

#include "guard.h"
#include "libpop3/engine/capabilities.h"

static struct pop3_capabilities capabilities;

static void announce(const char *line)
{
	p3_capabilities_add(&capabilities, guarded_line(line));
}

Test(capabilities, keywords_set_flags)
{
	static const struct {
		const char *line;
		uint32_t flags;
	} known[] = {{"TOP", POP3_CAPA_TOP}, {"USER", POP3_CAPA_USER},
	    {"RESP-CODES", POP3_CAPA_RESP_CODES},
	    {"PIPELINING", POP3_CAPA_PIPELINING}, {"UIDL", POP3_CAPA_UIDL},
	    {"STLS", POP3_CAPA_STLS}, {"LANG", POP3_CAPA_LANG},
	    {"AUTH-RESP-CODE", POP3_CAPA_AUTH_RESP_CODE},
	    {"UTF8", POP3_CAPA_UTF8}, {"SASL PLAIN", POP3_CAPA_SASL},
	    {"UTF8 USER", POP3_CAPA_UTF8 | POP3_CAPA_UTF8_USER},
	    {"EXPIRE 1", POP3_CAPA_EXPIRE},
	    {"LOGIN-DELAY 1", POP3_CAPA_LOGIN_DELAY},
	    {"IMPLEMENTATION x", POP3_CAPA_IMPLEMENTATION}};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		capabilities = (struct pop3_capabilities){0};
		announce(known[i].line);
		cr_assert_eq(
		    capabilities.flags, known[i].flags, "%s", known[i].line);
	}
}

Test(capabilities, case_does_not_matter)
{
	announce("Top");
	announce("pipelining");
	cr_assert_eq(capabilities.flags, POP3_CAPA_TOP | POP3_CAPA_PIPELINING);
}

Test(capabilities, similar_words_are_others)
{
	announce("");
	announce("PIPELINE");
	announce("PIPELININGX");
	announce("CAPA");
	announce("TO");
	announce("AUTH=PLAIN");
	announce("X-TOP");
	cr_assert_eq(capabilities.flags, 0);
}

Test(capabilities, sasl_is_upper_case_between_blanks)
{
	announce("SASL plain  LOGIN Cram-MD5 ");
	cr_assert_str_eq(capabilities.sasl, " PLAIN LOGIN CRAM-MD5 ");
}

Test(capabilities, sasl_in_two_lines_is_one_list)
{
	announce("SASL PLAIN");
	announce("SASL XOAUTH2");
	cr_assert_str_eq(capabilities.sasl, " PLAIN XOAUTH2 ");
}

Test(capabilities, sasl_without_mechanisms_is_empty)
{
	announce("SASL");
	cr_assert_str_eq(capabilities.sasl, "");
	cr_assert(capabilities.flags & POP3_CAPA_SASL);
}

Test(capabilities, sasl_that_is_too_long_ends_with_a_whole_mechanism)
{
	char word[32];

	for (int i = 0; i < 1000; i++) {
		snprintf(word, sizeof word, "SASL MECHANISM-%03d", i);
		announce(word);
	}
	cr_assert_lt(strlen(capabilities.sasl), POP3_CAPA_TEXT_MAX);
	cr_assert_eq(strlen(capabilities.sasl) % 14, 1);
	cr_assert(pop3_capabilities_mechanism(&capabilities, "MECHANISM-035"));
	cr_assert_not(
	    pop3_capabilities_mechanism(&capabilities, "MECHANISM-036"));
}

Test(capabilities, sasl_words_that_are_no_text_are_left_out)
{
	announce("SASL PLAIN LOG\xC3\x84N \x1B[1m XOAUTH2");
	cr_assert_str_eq(capabilities.sasl, " PLAIN XOAUTH2 ");
}

Test(capabilities, mechanism_is_a_whole_word)
{
	announce("SASL SCRAM-SHA-1-PLUS PLAIN");
	cr_assert(pop3_capabilities_mechanism(&capabilities, "PLAIN"));
	cr_assert(pop3_capabilities_mechanism(&capabilities, "plain"));
	cr_assert(
	    pop3_capabilities_mechanism(&capabilities, "SCRAM-SHA-1-PLUS"));
	cr_assert_not(
	    pop3_capabilities_mechanism(&capabilities, "SCRAM-SHA-1"));
	cr_assert_not(pop3_capabilities_mechanism(&capabilities, "LAIN"));
	cr_assert_not(pop3_capabilities_mechanism(&capabilities, ""));
	cr_assert_not(pop3_capabilities_mechanism(&capabilities, " PLAIN "));
	cr_assert_not(pop3_capabilities_mechanism(NULL, "PLAIN"));
}

Test(capabilities, expire)
{
	announce("EXPIRE 5 USER");
	cr_assert_eq(capabilities.expire_days, 5);
	cr_assert(capabilities.expire_user);
	announce("EXPIRE 0");
	cr_assert_eq(capabilities.expire_days, 0);
	cr_assert_not(capabilities.expire_user);
	announce("EXPIRE NEVER");
	cr_assert_eq(capabilities.expire_days, POP3_EXPIRE_NEVER);
}

Test(capabilities, expire_in_one_word)
{
	announce("EXPIRENEVER");
	cr_assert_eq(capabilities.flags, POP3_CAPA_EXPIRE);
	cr_assert_eq(capabilities.expire_days, POP3_EXPIRE_NEVER);
}

Test(capabilities, login_delay)
{
	announce("LOGIN-DELAY 10");
	cr_assert_eq(capabilities.login_delay_s, 10);
	cr_assert_not(capabilities.login_delay_user);
	announce("LOGIN-DELAY 600 USER");
	cr_assert_eq(capabilities.login_delay_s, 600);
	cr_assert(capabilities.login_delay_user);
}

Test(capabilities, senseless_parameters_are_as_good_as_none)
{
	announce("EXPIRE");
	announce("EXPIRE soon");
	announce("EXPIRE 5d");
	announce("EXPIRE 4294967295");
	announce("LOGIN-DELAY");
	announce("LOGIN-DELAY -1");
	announce("LOGIN-DELAY 99999999999999999999");
	cr_assert_eq(capabilities.flags, 0);
}

Test(capabilities, implementation_is_raw_and_cut)
{
	char line[2000] = "IMPLEMENTATION ";

	announce("IMPLEMENTATION Cyrus POP3 3.6.1-Debian");
	cr_assert_str_eq(
	    capabilities.implementation, "Cyrus POP3 3.6.1-Debian");
	memset(line + 15, 'x', sizeof line - 16);
	announce(line);
	cr_assert_eq(
	    strlen(capabilities.implementation), POP3_CAPA_TEXT_MAX - 1);
	announce("IMPLEMENTATION");
	cr_assert_str_eq(capabilities.implementation, "");
}
