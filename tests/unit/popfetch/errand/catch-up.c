/*
 * catch-up.c - all there is is taken for seen, and nothing else happens.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/errand/catch-up.h"

TestSuite(
    catch_up, .init = visiting_begin, .fini = visiting_end, .timeout = 60);

#define TWO                                                                    \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"                               \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< .\n"

/* What the state has of it: "passed", "delivered", or something else. */
static const char *life_of(const char *uid)
{
	struct pop3_state *state = visiting_state();
	const struct pop3_state_key key = key_of(uid);
	struct pop3_state_entry entry;
	const char *life = "unknown";

	if (pop3_state_find(state, &key, &entry))
		life = entry.phase != POP3_PHASE_PLACED ? "unseen"
		       : entry.retrieved == 0		? "passed"
							: "delivered";
	pop3_state_close(state, NULL);
	return life;
}

/* The script sees to it that nothing is retrieved and nothing deleted. */
Test(catch_up, all_is_passed_over)
{
	visit.talk.verbose = true;
	visiting_prepare(PEER_LOGIN TWO QUIT);
	cr_expect_eq(catch_up_run(&visit), EXIT_DONE);
	visiting_over();
	cr_expect_str_eq(life_of("one"), "passed");
	cr_expect_str_eq(life_of("two"), "passed");
	cr_expect_not_null(
	    strstr(scene_said(), "2 of 2 messages are now taken for seen\n"));
}

/* What was delivered may be deleted by a later run; it stays that. */
Test(catch_up, what_was_delivered_stays_so)
{
	const struct pop3_state_key key = key_of("one");
	struct pop3_state *state;

	visit.talk.verbose = true;
	visiting_prepare(PEER_LOGIN TWO QUIT);
	state = visiting_state();
	cr_assert_eq(pop3_state_place(state, &key, 1700000000), POP3_OK);
	pop3_state_close(state, NULL);
	cr_expect_eq(catch_up_run(&visit), EXIT_DONE);
	visiting_over();
	cr_expect_str_eq(life_of("one"), "delivered");
	cr_expect_str_eq(life_of("two"), "passed");
	cr_expect_not_null(
	    strstr(scene_said(), "1 of 2 messages are now taken for seen\n"));
}

Test(catch_up, what_failed_so_far_is_given_up)
{
	const struct pop3_state_key key = key_of("one");
	struct pop3_state *state;

	visiting_prepare(PEER_LOGIN TWO QUIT);
	state = visiting_state();
	cr_assert_eq(
	    pop3_state_trouble(state, &key, 1700000000, "why"), POP3_OK);
	pop3_state_close(state, NULL);
	cr_expect_eq(catch_up_run(&visit), EXIT_DONE);
	visiting_over();
	cr_expect_str_eq(life_of("one"), "passed");
}

Test(catch_up, a_message_without_unique_id_will_be_new_for_ever)
{
	visiting_prepare(PEER_LOGIN "> LIST\n< +OK\n< 1 100\n< 2 200\n< .\n"
				    "> UIDL\n< +OK\n< 2 two\n< .\n" QUIT);
	cr_expect_eq(catch_up_run(&visit), EXIT_DATA);
	visiting_over();
	cr_expect_str_eq(life_of("two"), "passed");
	cr_expect_not_null(strstr(scene_said(),
	    "not all messages have a unique-id that can be remembered"));
}

Test(catch_up, without_uidl_and_top_nothing_is_remembered)
{
	struct pop3_state *state;

	visiting_prepare(PEER_LOGIN "> LIST\n< +OK\n< 1 100\n< .\n"
				    "> UIDL\n< -ERR no\n"
				    "> LIST\n< +OK\n< 1 100\n< .\n"
				    "> TOP 1 0\n< -ERR no\n" QUIT);
	cr_expect_eq(catch_up_run(&visit), EXIT_UNAVAILABLE);
	visiting_over();
	state = visiting_state();
	cr_expect_eq(pop3_state_count(state), 0);
	pop3_state_close(state, NULL);
	cr_expect_not_null(strstr(scene_said(), "cannot be remembered"));
}

Test(catch_up, beside_another_run_is_tried_later)
{
	struct pop3_state *state = visiting_state();

	cr_expect_eq(catch_up_run(&visit), EXIT_TRY_LATER);
	cr_expect_null(visit.session);
	pop3_state_close(state, NULL);
}
