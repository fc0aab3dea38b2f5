/*
 * advice.c - what to change, by the names of the options.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "popfetch/options/option-table.h"
#include "popfetch/visit/advice.h"

static const enum pop3_tls_mode modes[] = {
    POP3_TLS_IMPLICIT, POP3_TLS_STARTTLS, POP3_TLS_NONE};
#define MODES (sizeof modes / sizeof modes[0])

static const char *advice_on(enum pop3_status status, enum pop3_fault fault,
    const struct settings *settings)
{
	const struct pop3_error error = {.status = status, .fault = fault};

	return advice_for(&error, settings);
}

static const char *advice_of(
    enum pop3_status status, const struct settings *settings)
{
	return advice_on(status, POP3_FAULT_OTHER, settings);
}

/* Whoever follows advice must not be told that there is no such option. */
static void expect_options_to_exist(const char *advice)
{
	for (const char *at = advice; (at = strstr(at, "--")) != NULL;) {
		char name[64];
		size_t length;

		at += 2;
		length = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789-");
		cr_assert_lt(length, sizeof name);
		memcpy(name, at, length);
		name[length] = '\0';
		cr_expect_not_null(
		    option_by_name(name), "--%s in '%s'", name, advice);
	}
}

Test(advice, names_options_that_there_are)
{
	for (size_t mode = 0; mode < MODES; mode++)
		for (int status = 0; status <= 100; status++) {
			const struct settings settings = {.tls = modes[mode]};
			const char *advice =
			    advice_of((enum pop3_status)status, &settings);

			if (advice != NULL)
				expect_options_to_exist(advice);
		}
}

Test(advice, is_not_what_is_done_already)
{
	static const enum pop3_status failures[] = {POP3_E_CONNECT, POP3_E_TLS};

	for (size_t i = 0; i < 2; i++) {
		const struct settings implicit = {.tls = POP3_TLS_IMPLICIT},
				      starttls = {.tls = POP3_TLS_STARTTLS};
		const char *advice =
		    advice_on(failures[i], POP3_FAULT_NO_TLS, &implicit);

		cr_expect_not_null(strstr(advice, "try --tls starttls"));
		cr_expect_null(strstr(advice, "--tls implicit"));
		advice = advice_on(failures[i], POP3_FAULT_NO_TLS, &starttls);
		cr_expect_not_null(strstr(advice, "try --tls implicit"));
		cr_expect_null(strstr(advice, "--tls starttls"));
	}
}

/* mpop and others just seem to hang there. */
Test(advice, names_the_tls_that_a_silent_server_may_wait_for)
{
	const struct settings implicit = {.tls = POP3_TLS_IMPLICIT},
			      starttls = {.tls = POP3_TLS_STARTTLS};

	cr_expect_null(
	    strstr(advice_of(POP3_E_TIMEOUT, &implicit), "--tls implicit"));
	cr_expect_not_null(
	    strstr(advice_of(POP3_E_TIMEOUT, &starttls), "try --tls implicit"));
}

Test(advice, of_a_timeout_is_due_at_the_port_of_implicit_tls_alone)
{
	const struct settings implicit = {.port = 995},
			      none = {.tls = POP3_TLS_NONE, .port = 995},
			      starttls = {.tls = POP3_TLS_STARTTLS,
				  .port = 995},
			      usual = {.tls = POP3_TLS_STARTTLS};

	cr_expect(advice_is_due(POP3_E_TIMEOUT, &starttls));
	cr_expect(advice_is_due(POP3_E_TIMEOUT, &none));
	cr_expect_not(advice_is_due(POP3_E_TIMEOUT, &implicit));
	cr_expect_not(advice_is_due(POP3_E_TIMEOUT, &usual));
	cr_expect_not(advice_is_due(POP3_E_CLOSED, &starttls));
}

/* It greeted in the clear. */
Test(advice, of_a_server_that_has_greeted_is_to_wait_longer)
{
	const struct settings starttls = {.tls = POP3_TLS_STARTTLS};
	const struct pop3_error late = {.status = POP3_E_TIMEOUT},
				refused = {.status = POP3_E_AUTH};
	const char *advice = advice_once_greeted(&late, &starttls);

	expect_options_to_exist(advice);
	cr_expect_null(strstr(advice, "TLS"), "%s", advice);
	cr_expect_not_null(strstr(advice, "--timeout"), "%s", advice);
	cr_expect_str_eq(advice_once_greeted(&refused, &starttls),
	    advice_for(&refused, &starttls));
}

/* "--tls" beside a URL is refused. */
Test(advice, of_another_protection_is_another_url_where_one_was_given)
{
	static const enum pop3_status failures[] = {
	    POP3_E_CONNECT, POP3_E_TLS, POP3_E_TLS_UNAVAILABLE};
	char pops[] = "pops://jim@pop.example.org";
	char pop[] = "pop://jim@pop.example.org";
	const struct settings implicit = {.tls = POP3_TLS_IMPLICIT,
				  .account = pops},
			      starttls = {
				  .tls = POP3_TLS_STARTTLS, .account = pop};

	for (size_t i = 0; i < 3; i++) {
		const char *advice =
		    advice_on(failures[i], POP3_FAULT_NO_TLS, &starttls);

		cr_expect_not_null(strstr(advice, "try pops://"));
		cr_expect_null(strstr(advice, "--tls implicit"));
	}
	for (size_t i = 0; i < 2; i++) {
		const char *advice =
		    advice_on(failures[i], POP3_FAULT_NO_TLS, &implicit);

		cr_expect_not_null(strstr(advice, "try pop://"));
		cr_expect_null(strstr(advice, "--tls starttls"));
	}
}

Test(advice, of_tls_names_the_version_that_was_asked_for)
{
	const struct settings either = {.tls = POP3_TLS_IMPLICIT},
			      later = {.tls = POP3_TLS_STARTTLS,
				  .tls_min_version = POP3_TLS_1_3};
	const char *advice = advice_of(POP3_E_TLS, &later);

	expect_options_to_exist(advice);
	cr_expect_not_null(strstr(advice, "--tls-min-version 1.2"));
	cr_expect_null(
	    strstr(advice_of(POP3_E_TLS, &either), "--tls-min-version"));
}

/* What is told to whoever has what fails for another reason would mislead. */
Test(advice, of_tls_is_about_what_was_said)
{
	static char file[] = "me.pem";
	const struct settings none = {.tls = POP3_TLS_IMPLICIT},
			      own = {.tls_cert = file},
			      later = {.tls_min_version = POP3_TLS_1_3};
	const struct {
		enum pop3_fault fault;
		const struct settings *settings;
		const char *named;
	} rows[] = {
	    {POP3_FAULT_OWN_CERTIFICATE, &none,
		"certificate of yours: --tls-cert"},
	    {POP3_FAULT_OWN_CERTIFICATE, &own,
		"does not take the certificate of --tls-cert"},
	    {POP3_FAULT_OTHER, &none, "--tls-ciphers"},
	    {POP3_FAULT_OTHER, &later, "--tls-min-version 1.2"},
	    {POP3_FAULT_TLS_VERSION, &none, "administrator"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *advice =
		    advice_on(POP3_E_TLS, rows[i].fault, rows[i].settings);

		expect_options_to_exist(advice);
		cr_expect_not_null(strstr(advice, rows[i].named), "%s", advice);
		cr_expect_null(strstr(advice, "in the clear"), "%s", advice);
	}
}

Test(advice, of_a_certificate_is_about_what_is_wrong_with_it)
{
	static char file[] = "crl.pem";
	const struct settings settings = {.tls_crl_file = file};
	static const struct {
		enum pop3_fault fault;
		const char *named;
	} rows[] = {
	    {POP3_FAULT_DATE, "clock"},
	    {POP3_FAULT_NAME, "--tls-host"},
	    {POP3_FAULT_REVOKED, "--tls-crl-file"},
	};

	for (size_t i = 0; i < 3; i++) {
		const char *advice =
		    advice_on(POP3_E_CERTIFICATE, rows[i].fault, &settings);

		expect_options_to_exist(advice);
		cr_expect_not_null(strstr(advice, rows[i].named), "%s", advice);
		cr_expect((strstr(advice, "--tls-ca-file") != NULL) == (i == 2),
		    "%s", advice);
	}
}

Test(advice, looks_at_the_way_that_is_taken)
{
	static char set[] = "set";
	const struct {
		struct settings settings;
		enum pop3_status failure;
		const char *named;
	} rows[] = {
	    {{.socket = set}, POP3_E_CONNECT, "check --socket"},
	    {{.proxy = set}, POP3_E_CONNECT, "check --proxy"},
	    {{.source_ip = set}, POP3_E_CONNECT, "check --source-ip"},
	    {{.proxy = set}, POP3_E_HOST_NOT_FOUND, "spelling of --proxy"},
	    {{.proxy_command = set}, POP3_E_CLOSED, "--proxy-command"},
	    {{.ipv6_only = true}, POP3_E_HOST_NOT_FOUND, "without -4 and -6"},
	    {{.srv = true}, POP3_E_HOST_NOT_FOUND, "without --srv"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *advice =
		    advice_of(rows[i].failure, &rows[i].settings);

		cr_expect_not_null(strstr(advice, rows[i].named), "%s", advice);
		cr_expect_null(strstr(advice, "try --"), "%s", advice);
	}
}

Test(advice, of_a_refused_login_is_about_what_was_said)
{
	static char words[][16] = {"USER", "xoauth2", "GSSAPI", "EXTERNAL"};
	static const char *const named[] = {
	    "password", "access token", "ticket", "--tls-cert"};

	for (size_t i = 0; i < 4; i++) {
		const struct settings settings = {.auth = words[i]};
		const char *advice = advice_of(POP3_E_AUTH, &settings);

		expect_options_to_exist(advice);
		cr_expect_not_null(strstr(advice, named[i]), "%s", advice);
		cr_expect(i == 0 || strstr(advice, "password") == NULL);
	}
}

/* nginx: "invalid command", perdition: "Login Disabled". */
Test(advice, of_a_login_refused_in_the_clear_is_about_tls_too)
{
	const struct settings in_clear = {.tls = POP3_TLS_NONE};
	const struct settings in_tls = {.tls = POP3_TLS_STARTTLS};

	cr_expect_not_null(
	    strstr(advice_of(POP3_E_AUTH, &in_clear), "--tls none"));
	cr_expect_null(strstr(advice_of(POP3_E_AUTH, &in_tls), "--tls none"));
}

Test(advice, of_a_login_refused_for_want_of_a_certificate_is_to_have_one)
{
	const struct pop3_error error = {.status = POP3_E_AUTH,
	    .text = "login refused for 'jim' (PLAIN): Client didn't present "
		    "valid SSL certificate"};
	const struct settings settings = {0};

	cr_expect_not_null(strstr(advice_for(&error, &settings), "--tls-cert"));
}

Test(advice, is_there_for_whatever_a_user_can_mend_and_for_nothing_else)
{
	static const enum pop3_status mendable[] = {POP3_E_HOST_NOT_FOUND,
	    POP3_E_NAME_TEMPORARY, POP3_E_CONNECT, POP3_E_TIMEOUT, POP3_E_TLS,
	    POP3_E_TLS_UNAVAILABLE, POP3_E_CERTIFICATE, POP3_E_CLEARTEXT,
	    POP3_E_CLOSED, POP3_E_PROTOCOL, POP3_E_LIMIT, POP3_E_AUTH,
	    POP3_E_IN_USE, POP3_E_LOGIN_DELAY, POP3_E_TEMPORARY,
	    POP3_E_PERMANENT, POP3_E_UNSUPPORTED, POP3_E_REFUSED, POP3_E_FILE};
	static const enum pop3_status others[] = {POP3_OK, POP3_E_MISUSE,
	    POP3_E_FULL, POP3_E_NO_MEMORY, POP3_E_SYSTEM, POP3_E_CANCELLED};
	const struct settings settings = {.tls = POP3_TLS_IMPLICIT};

	for (size_t i = 0; i < sizeof mendable / sizeof mendable[0]; i++)
		cr_expect_not_null(advice_of(mendable[i], &settings), "%s",
		    pop3_status_text(mendable[i]));
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
		cr_expect_null(advice_of(others[i], &settings), "%s",
		    pop3_status_text(others[i]));
}

/* Nobody is led into the clear, or to trusting what he did not compare. */
Test(advice, never_gives_up_what_protects)
{
	for (size_t mode = 0; mode < MODES; mode++)
		for (int status = 0; status <= 100; status++) {
			const struct settings settings = {.tls = modes[mode]};
			const char *advice =
			    advice_of((enum pop3_status)status, &settings);

			if (advice == NULL)
				continue;
			cr_expect_null(
			    strstr(advice, "insecure"), "%s", advice);
			cr_expect_null(
			    strstr(advice, "try --tls none"), "%s", advice);
		}
}
