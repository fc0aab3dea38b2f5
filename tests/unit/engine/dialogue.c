#include <stdio.h>

#include "driver.h"

Test(dialogue, greeting_moves_to_authorization_when_pulled)
{
	struct pop3_engine *engine = engine_new(NULL);
	struct pop3_event event;

	server_says(engine, "+OK ready\r\n");
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_GREETING);
	event = expected(engine, POP3_EVENT_GREETING);
	cr_assert(event.u.reply.ok);
	cr_assert_eq(event.verb, POP3_VERB_NONE);
	cr_assert(is(event.u.reply.text, "ready"));
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_AUTHORIZATION);
	cr_assert_null(pop3_engine_timestamp(engine));
	pop3_engine_free(engine);
}

Test(dialogue, timestamp_is_kept)
{
	struct pop3_engine *engine = greeted(NULL);

	cr_assert_str_eq(pop3_engine_timestamp(engine), "<9.1795393482@vm>");
	pop3_engine_free(engine);
}

Test(dialogue, refusing_greeting_is_an_event_and_then_a_failure)
{
	struct pop3_engine *engine = engine_new(NULL);
	struct pop3_event event;

	server_says(engine, "-ERR [SYS/TEMP] too \x1B[1mbusy\r\n");
	event = expected(engine, POP3_EVENT_GREETING);
	cr_assert_not(event.u.reply.ok);
	cr_assert_eq(event.u.reply.code, POP3_CODE_SYS_TEMP);
	cr_assert_str_eq(pop3_engine_error(engine)->text, "");
	fails(engine, POP3_E_REFUSED);
	cr_assert_str_eq(pop3_engine_error(engine)->text,
	    "the server refused the connection: 'too ?[1mbusy'");
	fails(engine, POP3_E_REFUSED);
	pop3_engine_free(engine);
}

Test(dialogue, commands_wait_for_the_greeting)
{
	struct pop3_engine *engine = engine_new(NULL);

	cr_assert_eq(pop3_engine_capa(engine, 5), POP3_OK);
	cr_assert_str_eq(sent(engine), "");
	cr_assert_eq(pop3_engine_wants(engine), POP3_WANTS_READ);
	server_says(engine, "+OK\r\n");
	cr_assert_eq(expected(engine, POP3_EVENT_GREETING).tag, 0);
	cr_assert_eq(
	    pop3_engine_wants(engine), POP3_WANTS_READ | POP3_WANTS_WRITE);
	cr_assert_str_eq(sent(engine), "CAPA\r\n");
	pop3_engine_free(engine);
}

Test(dialogue, event_carries_verb_number_and_tag)
{
	struct pop3_engine *engine = logged_in(NULL);
	struct pop3_event event;

	pop3_engine_top(engine, 7, 0, 4711);
	sent(engine);
	server_says(engine, "+OK\r\na\r\n.\r\n");
	for (int i = 0; i < 3; i++) {
		event = pulled(engine);
		cr_assert_eq(event.verb, POP3_VERB_TOP);
		cr_assert_eq(event.msgno, 7);
		cr_assert_eq(event.tag, 4711);
	}
	cr_assert_eq(event.type, POP3_EVENT_COMPLETE);
	cr_assert_eq(event.u.octets, 3);
	pop3_engine_free(engine);
}

Test(dialogue, event_has_the_line_it_was_read_from)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_list(engine, 0);
	sent(engine);
	server_says(engine, "+OK  two \r\n01 120 more\r\n..x\r\n.\r\n");
	cr_assert(is(expected(engine, POP3_EVENT_REPLY).line, "+OK  two "));
	cr_assert(is(expected(engine, POP3_EVENT_SCAN).line, "01 120 more"));
	cr_assert(is(expected(engine, POP3_EVENT_MALFORMED).line, ".x"));
	cr_assert_null(expected(engine, POP3_EVENT_COMPLETE).line.octets);
	pop3_engine_free(engine);
}

Test(dialogue, event_is_untouched_where_there_is_none)
{
	struct pop3_engine *engine = engine_new(NULL);
	struct pop3_event event;
	struct pop3_event before;

	server_says(engine, "+OK hi\r\n");
	pulled(engine);
	cr_assert_eq(pop3_engine_uidl(engine, 0), POP3_OK);
	cr_assert_neq(sent(engine), NULL);
	server_says(engine, "+OK\r\n1 uid\r\n2 ui");
	expected(engine, POP3_EVENT_REPLY);
	event = expected(engine, POP3_EVENT_UNIQUE_ID);
	before = event;
	cr_assert_eq(pop3_engine_next(engine, &event), 0);
	cr_assert_eq(memcmp(&event, &before, sizeof event), 0);
	pop3_engine_received_eof(engine);
	cr_assert_eq(pop3_engine_next(engine, &event), -1);
	cr_assert_eq(memcmp(&event, &before, sizeof event), 0);
	pop3_engine_free(engine);
}

Test(dialogue, no_line_is_shown_twice)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_list_one(engine, 2, 0);
	sent(engine);
	server_says(engine, "+OK 2 200\r\n");
	cr_assert(is(expected(engine, POP3_EVENT_REPLY).line, "+OK 2 200"));
	cr_assert_null(expected(engine, POP3_EVENT_SCAN).line.octets);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_free(engine);
}

Test(dialogue, state_moves_with_the_reply_that_moves_it)
{
	struct pop3_engine *engine = greeted(NULL);

	pop3_engine_pass(engine, "secret", 0);
	answered(engine, "-ERR [AUTH] no\r\n");
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_AUTHORIZATION);
	pop3_engine_pass(engine, "sesame", 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_AUTHORIZATION);
	expected(engine, POP3_EVENT_REPLY);
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_TRANSACTION);
	expected(engine, POP3_EVENT_COMPLETE);
	pop3_engine_quit(engine, 0);
	answered(engine, "+OK\r\n");
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_UPDATE);
	pop3_engine_free(engine);
}

Test(dialogue, after_quit_nothing_is_wanted_and_nothing_fails)
{
	struct pop3_engine *engine = logged_in(NULL);
	void *space;

	pop3_engine_quit(engine, 0);
	answered(engine, "-ERR some deleted messages not removed\r\nbye\r\n");
	cr_assert_eq(pop3_engine_state(engine), POP3_STATE_UPDATE);
	starved(engine);
	cr_assert_eq(pop3_engine_wants(engine), 0);
	cr_assert_eq(pop3_engine_input(engine, &space), 0);
	pop3_engine_received_eof(engine);
	starved(engine);
	cr_assert_eq(pop3_engine_error(engine)->status, POP3_OK);
	pop3_engine_free(engine);
}

/* Of a driver that takes a few events a turn, too. */
Test(dialogue, nothing_is_wanted_of_a_full_space_until_events_are_pulled)
{
	struct pop3_engine *engine = logged_in(NULL);

	pop3_engine_retr(engine, 1, 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	server_fills(engine);
	cr_assert_eq(pop3_engine_wants(engine), 0);
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_DATA);
	starved(engine);
	cr_assert_eq(pop3_engine_wants(engine), POP3_WANTS_READ);
	pop3_engine_free(engine);
}

Test(dialogue, line_of_a_message_may_be_endless)
{
	struct pop3_engine *engine = logged_in(NULL);
	uint64_t octets = 0;

	pop3_engine_retr(engine, 1, 0);
	sent(engine);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_REPLY);
	for (int i = 0; i < 100; i++) {
		server_fills(engine);
		octets += expected(engine, POP3_EVENT_DATA).u.data.length;
		starved(engine);
	}
	server_says(engine, "\r\n.\r\n");
	expected(engine, POP3_EVENT_DATA);
	cr_assert_eq(
	    expected(engine, POP3_EVENT_COMPLETE).u.octets, octets + 2);
	pop3_engine_free(engine);
}

Test(dialogue, spans_survive_until_input_is_asked_for)
{
	struct pop3_engine *engine = logged_in(NULL);
	struct pop3_event uid;

	pop3_engine_uidl_one(engine, 1, 0);
	sent(engine);
	server_says(engine, "+OK 1 abc\r\n");
	expected(engine, POP3_EVENT_REPLY);
	uid = expected(engine, POP3_EVENT_UNIQUE_ID);
	cr_assert(is(uid.u.uid.uid, "abc"));
	pop3_engine_free(engine);
}

Test(dialogue, item_survives_input_between_reply_and_item)
{
	struct pop3_engine *engine = logged_in(NULL);

	/* Often enough for the octets to be moved inside the input space. */
	for (int i = 0; i < 5000; i++) {
		char line[64], uid[40];

		snprintf(uid, sizeof uid, "%032d", i);
		snprintf(line, sizeof line, "+OK 1 %s\r\n", uid);
		pop3_engine_uidl_one(engine, 1, 0);
		sent(engine);
		server_says(engine, line);
		expected(engine, POP3_EVENT_REPLY);
		server_says(engine, "");
		cr_assert(
		    is(expected(engine, POP3_EVENT_UNIQUE_ID).u.uid.uid, uid));
		expected(engine, POP3_EVENT_COMPLETE);
	}
	pop3_engine_free(engine);
}

/* ---- Capabilities -------------------------------------------------------- */

Test(dialogue, capabilities_are_known_once_capa_is_complete)
{
	struct pop3_engine *engine = greeted(NULL);

	cr_assert_null(pop3_engine_capabilities(engine));
	pop3_engine_capa(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\nTOP\r\nSASL PLAIN\r\n.\r\n");
	expected(engine, POP3_EVENT_REPLY);
	cr_assert(is(expected(engine, POP3_EVENT_CAPABILITY).u.line, "TOP"));
	expected(engine, POP3_EVENT_CAPABILITY);
	cr_assert_null(pop3_engine_capabilities(engine));
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_eq(pop3_engine_capabilities(engine)->flags,
	    POP3_CAPA_TOP | POP3_CAPA_SASL);
	pop3_engine_capa(engine, 0);
	answered(engine, "-ERR\r\n");
	cr_assert_not_null(pop3_engine_capabilities(engine));
	pop3_engine_capa(engine, 0);
	sent(engine);
	server_says(engine, "+OK\r\n.\r\n");
	expected(engine, POP3_EVENT_REPLY);
	expected(engine, POP3_EVENT_COMPLETE);
	cr_assert_eq(pop3_engine_capabilities(engine)->flags, 0);
	pop3_engine_free(engine);
}

static enum pop3_status told(struct pop3_engine *engine, const char *lines)
{
	return pop3_engine_set_capabilities(engine, lines, strlen(lines));
}

Test(dialogue, capabilities_may_be_told_in_place_of_an_answer)
{
	struct pop3_engine *engine = greeted(NULL);

	cr_assert_eq(told(engine, "TOP\nSASL PLAIN\n"), POP3_OK);
	cr_assert_eq(pop3_engine_capabilities(engine)->flags,
	    POP3_CAPA_TOP | POP3_CAPA_SASL);
	cr_assert(pop3_capabilities_mechanism(
	    pop3_engine_capabilities(engine), "PLAIN"));
	cr_assert_str_eq(sent(engine), "");
	/* What is told next takes the place of all of it. */
	cr_assert_eq(told(engine, "UIDL\nTOP"), POP3_OK);
	cr_assert_eq(pop3_engine_capabilities(engine)->flags, POP3_CAPA_UIDL);
	cr_assert_str_eq(pop3_engine_capabilities(engine)->sasl, "");
	cr_assert_eq(told(engine, ""), POP3_OK);
	cr_assert_eq(pop3_engine_capabilities(engine)->flags, 0);
	cr_assert_eq(pop3_engine_set_capabilities(engine, NULL, 9), POP3_OK);
	cr_assert_null(pop3_engine_capabilities(engine));
	pop3_engine_free(engine);
}

Test(dialogue, capabilities_that_were_told_open_the_window)
{
	struct pop3_engine *engine = logged_in(NULL);

	cr_assert_eq(told(engine, "PIPELINING\n"), POP3_OK);
	pop3_engine_noop(engine, 0);
	pop3_engine_noop(engine, 0);
	cr_assert_str_eq(sent(engine), "NOOP\r\nNOOP\r\n");
	pop3_engine_free(engine);
}

Test(dialogue, capabilities_that_were_told_are_forgotten_at_login)
{
	struct pop3_engine *engine = greeted(NULL);

	cr_assert_eq(told(engine, "TOP\n"), POP3_OK);
	pop3_engine_auth(engine, "PLAIN", "AA==", 0);
	answered(engine, "+OK\r\n");
	cr_assert_null(pop3_engine_capabilities(engine));
	pop3_engine_free(engine);
}

Test(dialogue, capabilities_are_told_to_an_engine_at_rest)
{
	struct pop3_engine *engine = engine_new(NULL);

	cr_assert_eq(told(engine, "TOP\n"), POP3_E_MISUSE);
	server_says(engine, "+OK\r\n");
	expected(engine, POP3_EVENT_GREETING);
	pop3_engine_capa(engine, 0);
	cr_assert_eq(told(engine, "TOP\n"), POP3_E_MISUSE);
	cr_assert_null(pop3_engine_capabilities(engine));
	sent(engine);
	server_says(engine, "what\r\n");
	fails(engine, POP3_E_PROTOCOL);
	cr_assert_eq(told(engine, "TOP\n"), POP3_E_PROTOCOL);
	pop3_engine_free(engine);
}
