/*
 * From "-ERR" to a status.
 */
#include "libpop3/session/refusal.h"

#include <criterion/criterion.h>
#include <string.h>

static struct p3_refusal refusal_of(
    enum pop3_response_code code, const char *words)
{
	const struct pop3_span line = {words, strlen(words)};
	const struct pop3_event event = {
	    .line = line, .u.reply = {.code = code, .text = line}};
	struct p3_refusal refusal;

	p3_refusal_keep(&refusal, &event);
	return refusal;
}

static enum pop3_status login_status(const char *words)
{
	struct p3_refusal refusal = refusal_of(POP3_CODE_NONE, words);

	return p3_refusal_login_status(&refusal);
}

Test(refusal, words_of_a_lock_are_in_use)
{
	static const char *const words[] = {
	    "maildrop already locked",
	    "Unable to LOCK maildrop",
	    "/var/spool/pop/.jim.pop lock busy!  Is another session active?",
	    "mailbox in use",
	    "Mailbox is locked by another POP3 session.",
	    "jim is already logged in",
	    "can't get lock. Mailbox in use",
	    "account in use by another session",
	    "lock",
	    "server busy",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		cr_assert_eq(
		    login_status(words[i]), POP3_E_IN_USE, "%s", words[i]);
}

Test(refusal, words_of_a_passing_trouble_are_temporary)
{
	static const char *const words[] = {
	    "Temporary problem, please try again later",
	    "Temporary authentication failure.",
	    "Server Unavailable. 21",
	    "POP3 service temporarily unavailable",
	    "internal server error",
	    "failed: Could not connect to server",
	    "Temporary server problem, try again later",
	    "Too many connections from your address",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		cr_assert_eq(
		    login_status(words[i]), POP3_E_TEMPORARY, "%s", words[i]);
}

Test(refusal, other_words_are_auth)
{
	static const char *const words[] = {
	    "",
	    "Login failed.",
	    "blocked",		/* no lock */
	    "clock is wrong",	/* nor this */
	    "lockers are open", /* nor these */
	    "plain use is refused",
	    "business hours only",
	    "too many failures, try again later",
	    "temporary password expired",
	    "account temporarily locked, service unavailable",
	    "account locked",
	    "Your account has been locked",
	    "user locked out",
	    "Login fail. Account is abnormal, service is not open, password "
	    "is incorrect, login frequency limited, or system is busy.",
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		cr_assert_eq(
		    login_status(words[i]), POP3_E_AUTH, "%s", words[i]);
}

Test(refusal, words_of_a_lock_count_at_login_only)
{
	struct p3_refusal refusal = refusal_of(POP3_CODE_NONE, "locked");

	cr_assert_eq(p3_refusal_status(&refusal), POP3_E_REFUSED);
}

/* RFC 6856, section 5: not the credentials are wrong. */
Test(refusal, utf8_code_at_login_is_not_auth)
{
	struct p3_refusal refusal = refusal_of(POP3_CODE_UTF8, "say UTF8");

	cr_assert_eq(p3_refusal_login_status(&refusal), POP3_E_REFUSED);
}

Test(refusal, words_are_made_printable_and_cut)
{
	char words[2000];
	struct p3_refusal refusal;

	memset(words, '\033', sizeof words - 1);
	words[sizeof words - 1] = '\0';
	refusal = refusal_of(POP3_CODE_NONE, words);
	cr_assert_eq(strlen(refusal.words), P3_WORDS_MAX - 1);
	cr_assert_null(strchr(refusal.words, '\033'));
}
