/*
 * login-delay.c - the pause that a server wants between two logins.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/visit/login-delay.h"

TestSuite(
    login_delay, .init = visiting_begin, .fini = visiting_end, .timeout = 60);

/* The last login was so long ago. */
static void logged_in_before(int64_t ago_s, uint32_t delay_s)
{
	struct pop3_state *state = visiting_state();

	cr_assert_eq(
	    pop3_state_set_login(state, state_file_now() - ago_s, delay_s),
	    POP3_OK);
	cr_assert_eq(pop3_state_close(state, NULL), POP3_OK);
}

static bool remembered(uint32_t *out_delay_s)
{
	struct pop3_state *state = state_file_glance(&settings);
	int64_t since;
	bool is = state != NULL && pop3_state_login(state, &since, out_delay_s);

	pop3_state_close(state, NULL);
	return is;
}

Test(login_delay, too_soon_is_tried_later_without_asking_the_server)
{
	logged_in_before(0, 3600);
	cr_expect_eq(visit_login(&visit), EXIT_TRY_LATER);
	cr_expect_null(visit.session);
	cr_expect_not_null(strstr(scene_said(),
	    "too soon after the last login: the server wants 3600 seconds "
	    "between logins, wait 3"));
}

Test(login_delay, late_enough_is_fine)
{
	logged_in_before(3601, 3600);
	cr_expect_eq(login_delay_check(&visit), EXIT_DONE);
	cr_expect_str_eq(scene_said(), "");
}

Test(login_delay, nothing_is_known_of_a_first_login)
{
	cr_expect_eq(login_delay_check(&visit), EXIT_DONE);
	cr_expect(login_delay_wait(&visit));
}

/* Recorded by a clock that ran ahead. */
Test(login_delay, a_login_of_the_future_keeps_nobody_waiting)
{
	logged_in_before(-100000, 3600);
	cr_expect_eq(login_delay_check(&visit), EXIT_DONE);
	cr_expect(login_delay_wait(&visit));
}

/* A server that wants more is broken, or wants no mail to be fetched. */
Test(login_delay, nobody_waits_longer_than_a_day)
{
	logged_in_before(86400, UINT32_MAX);
	cr_expect_eq(login_delay_check(&visit), EXIT_DONE);
	logged_in_before(86000, UINT32_MAX);
	cr_expect_eq(login_delay_check(&visit), EXIT_TRY_LATER);
}

/* Behind login there is CAPA once more, and it may come with the listing. */
Test(login_delay, is_that_which_comes_with_the_first_listing)
{
	struct visit_listing listing;

	visiting_prepare("< +OK\n"
			 "> CAPA\n< +OK\n< PIPELINING\n< LOGIN-DELAY 60\n< .\n"
			 "> USER jim\n> PASS s3cret\n< +OK\n< +OK\n"
			 "> CAPA\n> LIST\n> UIDL\n"
			 "< +OK\n< LOGIN-DELAY 3600\n< .\n"
			 "< +OK\n< .\n< +OK\n< .\n");
	visit.state = visiting_state();
	cr_assert_eq(visit_login(&visit), EXIT_DONE, "%s", scene_said());
	cr_expect_eq(visit_list(&visit, POP3_LISTING_OCTETS | POP3_LISTING_UIDS,
			 &listing),
	    EXIT_DONE);
	pop3_state_close(visit.state, NULL);
	visit.state = NULL;
	cr_expect_eq(login_delay_check(&visit), EXIT_TRY_LATER);
	cr_expect_not_null(strstr(scene_said(), "wants 3600 seconds"));
	visit_end(&visit);
	peer_end(&peer);
}

/* Whoever has the state locked cannot get it once more. */
Test(login_delay, is_remembered_in_a_state_that_is_in_hand)
{
	visit.state = visiting_state();
	login_delay_remember(&visit, 3600);
	cr_expect_eq(login_delay_check(&visit), EXIT_TRY_LATER);
	pop3_state_close(visit.state, NULL);
	visit.state = NULL;
}

/* ---- Remembered ---------------------------------------------------------- */

Test(login_delay, a_login_is_remembered_where_it_matters)
{
	uint32_t delay_s = 0;

	login_delay_remember(&visit, 0);
	cr_expect_not(remembered(&delay_s));
	login_delay_remember(&visit, 60);
	cr_expect(remembered(&delay_s));
	cr_expect_eq(delay_s, 60);
}

Test(login_delay, a_rehearsal_is_not_remembered)
{
	uint32_t delay_s;

	settings.dry_run = true;
	login_delay_remember(&visit, 60);
	cr_expect_not(remembered(&delay_s));
}

/* Another run has the state: that is a detail. */
Test(login_delay, what_cannot_be_remembered_is_no_failure)
{
	struct pop3_state *state = visiting_state();

	login_delay_remember(&visit, 60);
	cr_expect_str_eq(scene_said(), "");
	visit.talk.verbose = true;
	login_delay_remember(&visit, 60);
	cr_expect_not_null(strstr(scene_said(), "is not remembered"));
	pop3_state_close(state, NULL);
}

/* ---- Announced ----------------------------------------------------------- */

Test(login_delay, is_what_the_server_announces)
{
	struct pop3_capabilities capabilities = {
	    .flags = POP3_CAPA_LOGIN_DELAY, .login_delay_s = 90};

	cr_expect_eq(login_delay_announced(&capabilities, 7), 90);
	capabilities.login_delay_s = 0;
	cr_expect_eq(login_delay_announced(&capabilities, 7), 0);
	capabilities.login_delay_s = UINT32_MAX;
	cr_expect_eq(login_delay_announced(&capabilities, 7), 86400);
	capabilities.flags = 0;
	cr_expect_eq(login_delay_announced(&capabilities, 7), 7);
	cr_expect_eq(login_delay_announced(NULL, 7), 7);
}

#define CAPA "> CAPA\n< +OK\n< USER\n< LOGIN-DELAY 900\n< .\n"

Test(login_delay, a_login_to_such_a_server_is_remembered)
{
	uint32_t delay_s = 0;

	visiting_prepare("< +OK\n" CAPA "> USER jim\n< +OK\n> PASS s3cret\n"
			 "< +OK\n" CAPA QUIT);
	cr_expect_eq(visit_login(&visit), EXIT_DONE);
	visiting_over();
	cr_expect(remembered(&delay_s));
	cr_expect_eq(delay_s, 900);
}

/* ---- Between two sessions of a run --------------------------------------- */

Test(login_delay, longer_than_patience_is_for_the_next_run)
{
	visit.talk.verbose = true;
	settings.timeout_s = 60;
	logged_in_before(0, 900);
	cr_expect_not(login_delay_wait(&visit));
	cr_expect_not_null(strstr(scene_said(), "the next run looks for more"));
	settings.deadline_s = 10;
	logged_in_before(0, 30);
	cr_expect_not(login_delay_wait(&visit));
}

Test(login_delay, a_signal_ends_the_wait)
{
	visit.talk.verbose = true;
	logged_in_before(0, 20);
	pop3_cancel_fire(visit.cancel);
	cr_expect_not(login_delay_wait(&visit));
	cr_expect_not_null(strstr(scene_said(), "waiting 2"));
}

Test(login_delay, that_has_passed_is_not_waited_for)
{
	logged_in_before(30, 20);
	pop3_cancel_fire(visit.cancel);
	cr_expect(login_delay_wait(&visit));
}
