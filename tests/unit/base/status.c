#include <pop3/status.h>

#include <ctype.h>
#include <string.h>

#include <criterion/criterion.h>

static const enum pop3_status statuses[] = {POP3_OK, POP3_E_MISUSE, POP3_E_FULL,
    POP3_E_CANCELLED, POP3_E_UNSUPPORTED, POP3_E_NO_MEMORY, POP3_E_SYSTEM,
    POP3_E_HOST_NOT_FOUND, POP3_E_NAME_TEMPORARY, POP3_E_CONNECT,
    POP3_E_TIMEOUT, POP3_E_LOCKED, POP3_E_FILE, POP3_E_TLS,
    POP3_E_TLS_UNAVAILABLE, POP3_E_CERTIFICATE, POP3_E_CLEARTEXT,
    POP3_E_PROTOCOL, POP3_E_CLOSED, POP3_E_LIMIT, POP3_E_AUTH, POP3_E_IN_USE,
    POP3_E_LOGIN_DELAY, POP3_E_TEMPORARY, POP3_E_PERMANENT, POP3_E_REFUSED,
    POP3_E_SINK};
static const size_t count = sizeof statuses / sizeof statuses[0];

Test(status, each_has_a_phrase_of_its_own)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = pop3_status_text(statuses[i]);

		cr_expect_str_neq(text, "unknown status");
		for (size_t j = 0; j < i; j++)
			cr_expect_str_neq(text, pop3_status_text(statuses[j]));
	}
}

Test(status, phrases_are_lower_case_without_a_full_stop)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = pop3_status_text(statuses[i]);

		cr_expect_gt(strlen(text), 0);
		cr_expect_neq(text[strlen(text) - 1], '.');
		/* "TLS" may begin one, "Tls" may not. */
		cr_expect(!isupper((unsigned char)text[0]) ||
			  isupper((unsigned char)text[1]));
	}
}

Test(status, what_is_no_status_has_a_phrase)
{
	cr_expect_str_eq(
	    pop3_status_text((enum pop3_status)99), "unknown status");
}
