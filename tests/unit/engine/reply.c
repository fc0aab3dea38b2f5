#include <criterion/criterion.h>

#include "guard.h"
#include "libpop3/engine/reply.h"

static bool is(struct pop3_span span, const char *text)
{
	return span.length == strlen(text) &&
	       memcmp(span.octets, text, span.length) == 0;
}

static struct pop3_reply read_line(const char *line)
{
	struct pop3_reply reply = {0};

	cr_assert(p3_reply_read(guarded_line(line), &reply), "%s", line);
	return reply;
}

static void is_no_reply(const char *line)
{
	struct pop3_reply reply;

	cr_assert_not(p3_reply_read(guarded_line(line), &reply), "%s", line);
}

Test(reply, indicator_alone_is_enough)
{
	cr_assert(read_line("+OK").ok);
	cr_assert_eq(read_line("+OK").text.length, 0);
	cr_assert_not(read_line("-ERR").ok);
	cr_assert_eq(read_line("+OK ").text.length, 0);
}

Test(reply, indicator_is_taken_in_any_case)
{
	cr_assert(read_line("+ok fine").ok);
	cr_assert_not(read_line("-Err no").ok);
}

Test(reply, indicator_ends_at_a_blank_or_tab)
{
	cr_assert(is(read_line("+OK\t2 200").text, "2 200"));
	cr_assert(is(read_line("+OK   2 200").text, "2 200"));
}

Test(reply, other_words_are_no_indicator)
{
	is_no_reply("+OKAY");
	is_no_reply("-ERROR no");
	is_no_reply("+O");
	is_no_reply("");
	is_no_reply(" +OK");
	is_no_reply("+");
	is_no_reply("220 smtp.example.org ESMTP");
	is_no_reply("* OK IMAP4rev1");
}

Test(reply, known_codes_in_any_case)
{
	cr_assert_eq(read_line("-ERR [IN-USE] locked").code, POP3_CODE_IN_USE);
	cr_assert_eq(read_line("-ERR [in-use]").code, POP3_CODE_IN_USE);
	cr_assert_eq(
	    read_line("-ERR [LOGIN-DELAY] wait").code, POP3_CODE_LOGIN_DELAY);
	cr_assert_eq(read_line("-ERR [SYS/TEMP] x").code, POP3_CODE_SYS_TEMP);
	cr_assert_eq(read_line("-ERR [SYS/PERM] x").code, POP3_CODE_SYS_PERM);
	cr_assert_eq(read_line("-ERR [AUTH] x").code, POP3_CODE_AUTH);
	cr_assert_eq(read_line("-ERR [UTF8] x").code, POP3_CODE_UTF8);
}

Test(reply, what_the_text_does_not_begin_with_is_no_code)
{
	struct pop3_reply reply = read_line("-ERR x[AUTH] y");

	cr_assert_eq(reply.code, POP3_CODE_NONE);
	cr_assert(is(reply.text, "x[AUTH] y"));
	reply = read_line("-ERR xAUTH] y");
	cr_assert_eq(reply.code, POP3_CODE_NONE);
	cr_assert(is(reply.text, "xAUTH] y"));
}

Test(reply, text_follows_the_code)
{
	cr_assert(
	    is(read_line("-ERR [AUTH] no such user").text, "no such user"));
	cr_assert_eq(read_line("-ERR [AUTH]").text.length, 0);
}

Test(reply, further_levels_refine_a_code)
{
	cr_assert_eq(
	    read_line("-ERR [SYS/TEMP/disk] x").code, POP3_CODE_SYS_TEMP);
	cr_assert_eq(read_line("-ERR [AUTH/expired]").code, POP3_CODE_AUTH);
}

Test(reply, part_of_a_level_is_another_code)
{
	cr_assert_eq(read_line("-ERR [AUTHX] x").code, POP3_CODE_UNKNOWN);
	cr_assert_eq(read_line("-ERR [AUT] x").code, POP3_CODE_UNKNOWN);
	cr_assert_eq(read_line("-ERR [SYS] x").code, POP3_CODE_UNKNOWN);
	cr_assert_eq(read_line("-ERR [SYS/TEMPX]").code, POP3_CODE_UNKNOWN);
}

Test(reply, unknown_code_is_unknown_and_not_text)
{
	struct pop3_reply reply = read_line("+OK [X-FOO/1] hello");

	cr_assert_eq(reply.code, POP3_CODE_UNKNOWN);
	cr_assert(is(reply.text, "hello"));
}

Test(reply, brackets_elsewhere_are_text)
{
	struct pop3_reply reply = read_line("-ERR mailbox [IN-USE]");

	cr_assert_eq(reply.code, POP3_CODE_NONE);
	cr_assert(is(reply.text, "mailbox [IN-USE]"));
}

Test(reply, brackets_that_are_no_code_are_text)
{
	cr_assert(is(read_line("-ERR [IN-USE").text, "[IN-USE"));
	cr_assert(is(read_line("-ERR [] x").text, "[] x"));
	cr_assert(is(read_line("-ERR [two words] x").text, "[two words] x"));
	cr_assert_eq(read_line("-ERR [two words] x").code, POP3_CODE_NONE);
}

Test(challenge, blank_behind_plus_may_be_missing)
{
	struct pop3_span base64;

	cr_assert(p3_challenge_read(guarded_line("+ PDE+"), &base64));
	cr_assert(is(base64, "PDE+"));
	cr_assert(p3_challenge_read(guarded_line("+PDE+"), &base64));
	cr_assert(is(base64, "PDE+"));
	cr_assert(p3_challenge_read(guarded_line("+"), &base64));
	cr_assert_eq(base64.length, 0);
	cr_assert(p3_challenge_read(guarded_line("+ "), &base64));
	cr_assert_eq(base64.length, 0);
}

Test(challenge, status_line_is_none)
{
	struct pop3_span base64;

	cr_assert_not(p3_challenge_read(guarded_line("+OK"), &base64));
	cr_assert_not(p3_challenge_read(guarded_line("+ok done"), &base64));
	cr_assert_not(p3_challenge_read(guarded_line("-ERR"), &base64));
	cr_assert_not(p3_challenge_read(guarded_line(""), &base64));
}

Test(challenge, base64_that_begins_with_ok_is_base64)
{
	struct pop3_span base64;

	cr_assert(p3_challenge_read(guarded_line("+OKab"), &base64));
	cr_assert(is(base64, "OKab"));
}
