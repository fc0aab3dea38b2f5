#include "driver.h"
#include "libpop3/engine/verb.h"

static struct pop3_engine *engine;

static void setup(void)
{
	engine = greeted(NULL);
}

static void teardown(void)
{
	pop3_engine_free(engine);
}

TestSuite(command, .init = setup, .fini = teardown);

/* Submitting goes well, and that is what goes out. */
#define SENDS(text, call)                                                      \
	do {                                                                   \
		cr_assert_eq(call, POP3_OK);                                   \
		cr_assert_str_eq(sent(engine), text);                          \
		pop3_engine_free(engine);                                      \
		setup();                                                       \
	} while (0)

Test(command, lines_are_as_in_the_rfcs)
{
	SENDS("USER mrose\r\n", pop3_engine_user(engine, "mrose", 0));
	SENDS("PASS secret\r\n", pop3_engine_pass(engine, "secret", 0));
	SENDS("APOP mrose c4c9334bac560ecc979e58001b3e22fb\r\n",
	    pop3_engine_apop(
		engine, "mrose", "c4c9334bac560ecc979e58001b3e22fb", 0));
	SENDS("AUTH PLAIN\r\n", pop3_engine_auth(engine, "PLAIN", NULL, 0));
	SENDS("AUTH EXTERNAL =\r\n",
	    pop3_engine_auth(engine, "EXTERNAL", "=", 0));
	SENDS("CAPA\r\n", pop3_engine_capa(engine, 0));
	SENDS("STLS\r\n", pop3_engine_stls(engine, 0));
	SENDS("UTF8\r\n", pop3_engine_utf8(engine, 0));
	SENDS("LANG\r\n", pop3_engine_lang(engine, NULL, 0));
	SENDS("LANG es\r\n", pop3_engine_lang(engine, "es", 0));
	SENDS("STAT\r\n", pop3_engine_stat(engine, 0));
	SENDS("LIST\r\n", pop3_engine_list(engine, 0));
	SENDS("LIST 2\r\n", pop3_engine_list_one(engine, 2, 0));
	SENDS("UIDL\r\n", pop3_engine_uidl(engine, 0));
	SENDS("UIDL 2\r\n", pop3_engine_uidl_one(engine, 2, 0));
	SENDS("RETR 4294967295\r\n", pop3_engine_retr(engine, 4294967295u, 0));
	SENDS("TOP 1 0\r\n", pop3_engine_top(engine, 1, 0, 0));
	SENDS("DELE 1\r\n", pop3_engine_dele(engine, 1, 0));
	SENDS("RSET\r\n", pop3_engine_rset(engine, 0));
	SENDS("NOOP\r\n", pop3_engine_noop(engine, 0));
	SENDS("LAST\r\n", pop3_engine_last(engine, 0));
	SENDS("QUIT\r\n", pop3_engine_quit(engine, 0));
}

Test(command, password_and_name_may_hold_blanks)
{
	SENDS("PASS a b  c\r\n", pop3_engine_pass(engine, "a b  c", 0));
	SENDS("USER a b\r\n", pop3_engine_user(engine, "a b", 0));
	SENDS("PASS \xC3\xA4\r\n", pop3_engine_pass(engine, "\xC3\xA4", 0));
}

#define IS_MISUSE(call) cr_assert_eq(call, POP3_E_MISUSE)

Test(command, line_ends_in_arguments_are_refused)
{
	IS_MISUSE(pop3_engine_user(engine, "x\r\nQUIT", 0));
	IS_MISUSE(pop3_engine_user(engine, "x\nQUIT", 0));
	IS_MISUSE(pop3_engine_pass(engine, "x\rQUIT", 0));
	IS_MISUSE(pop3_engine_auth(engine, "PLAIN\n", NULL, 0));
	IS_MISUSE(pop3_engine_auth(engine, "PLAIN", "AA==\n", 0));
	IS_MISUSE(pop3_engine_lang(engine, "es\r\n", 0));
	cr_assert_eq(pop3_engine_pending(engine), 0);
	cr_assert_str_eq(sent(engine), "");
}

Test(command, empty_and_missing_arguments_are_refused)
{
	IS_MISUSE(pop3_engine_user(engine, "", 0));
	IS_MISUSE(pop3_engine_user(engine, NULL, 0));
	IS_MISUSE(pop3_engine_pass(engine, "", 0));
	IS_MISUSE(pop3_engine_auth(engine, "", NULL, 0));
	IS_MISUSE(pop3_engine_auth(engine, "PLAIN", "", 0));
	IS_MISUSE(pop3_engine_lang(engine, "", 0));
	IS_MISUSE(pop3_engine_apop(
	    engine, "", "c4c9334bac560ecc979e58001b3e22fb", 0));
}

Test(command, blanks_inside_a_word_are_refused)
{
	IS_MISUSE(pop3_engine_auth(engine, "PLAIN =", NULL, 0));
	IS_MISUSE(pop3_engine_auth(engine, "PLAIN", "= =", 0));
	IS_MISUSE(pop3_engine_lang(engine, "es en", 0));
}

Test(command, digest_is_32_hexadecimal_digits)
{
	IS_MISUSE(pop3_engine_apop(engine, "mrose", "c4c9", 0));
	IS_MISUSE(pop3_engine_apop(
	    engine, "mrose", "c4c9334bac560ecc979e58001b3e22fbb", 0));
	IS_MISUSE(pop3_engine_apop(
	    engine, "mrose", "x4c9334bac560ecc979e58001b3e22fb", 0));
	IS_MISUSE(pop3_engine_apop(engine, "mrose", NULL, 0));
}

Test(command, message_number_zero_is_refused)
{
	IS_MISUSE(pop3_engine_retr(engine, 0, 0));
	IS_MISUSE(pop3_engine_dele(engine, 0, 0));
	IS_MISUSE(pop3_engine_top(engine, 0, 5, 0));
	IS_MISUSE(pop3_engine_list_one(engine, 0, 0));
	IS_MISUSE(pop3_engine_uidl_one(engine, 0, 0));
}

Test(command, line_of_255_octets_goes_and_256_does_not)
{
	char name[300];

	memset(name, 'n', sizeof name);
	name[POP3_COMMAND_MAX - strlen("USER \r\n") + 1] = '\0';
	IS_MISUSE(pop3_engine_user(engine, name, 0));
	name[POP3_COMMAND_MAX - strlen("USER \r\n")] = '\0';
	cr_assert_eq(pop3_engine_user(engine, name, 0), POP3_OK);
	cr_assert_eq(strlen(sent(engine)), POP3_COMMAND_MAX);
}

Test(command, nothing_follows_quit)
{
	cr_assert_eq(pop3_engine_quit(engine, 0), POP3_OK);
	IS_MISUSE(pop3_engine_quit(engine, 0));
	IS_MISUSE(pop3_engine_noop(engine, 0));
	answered(engine, "+OK\r\n");
	IS_MISUSE(pop3_engine_noop(engine, 0));
}

Test(command, failed_engine_takes_none)
{
	pop3_engine_received_eof(engine);
	fails(engine, POP3_E_CLOSED);
	cr_assert_eq(pop3_engine_noop(engine, 0), POP3_E_CLOSED);
	cr_assert_eq(pop3_engine_quit(engine, 0), POP3_E_CLOSED);
	pop3_engine_expect(engine, 100);
	cr_assert_eq(pop3_engine_withdraw(engine), 0);
}

Test(command, verbs_have_names)
{
	cr_assert_str_eq(pop3_verb_name(POP3_VERB_NONE), "");
	cr_assert_str_eq(pop3_verb_name(POP3_VERB_USER), "USER");
	cr_assert_str_eq(pop3_verb_name(POP3_VERB_LANG), "LANG");
	cr_assert_str_eq(pop3_verb_name((enum pop3_verb)99), "");
	cr_assert_str_eq(pop3_verb_name((enum pop3_verb) - 1), "");
}

Test(command, is_named_with_its_message_number)
{
	cr_assert_str_eq(p3_command_name(POP3_VERB_RETR, UINT32_MAX).text,
	    "RETR 4294967295");
	cr_assert_str_eq(p3_command_name(POP3_VERB_STAT, 0).text, "STAT");
}
