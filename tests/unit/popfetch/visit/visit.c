/*
 * visit.c - one account's turn: from settings to a session that is logged in.
 */
#include "tests/unit/popfetch/visiting.h"

TestSuite(visit, .init = visiting_begin, .fini = visiting_end, .timeout = 60);

Test(visit, logs_in_and_says_good_bye)
{
	visit.talk.verbose = true;
	visiting(QUIT);
	cr_expect_not_null(visit.session);
	visiting_over();
	cr_expect_null(visit.session);
	cr_expect_not_null(strstr(scene_said(), "in the clear\n"));
	cr_expect_not_null(strstr(scene_text, "logged in by USER"));
	cr_expect_null(strstr(scene_text, "s3cret"));
}

Test(visit, a_trace_has_the_dialogue_and_not_the_secret)
{
	settings.trace = true;
	visiting(QUIT);
	visiting_over();
	cr_expect_not_null(strstr(scene_said(), "S: +OK ready\n"));
	cr_expect_not_null(strstr(scene_text, "C: USER jim\n"));
	cr_expect_not_null(strstr(scene_text, "C: QUIT\n"));
	cr_expect_null(strstr(scene_text, "s3cret"));
}

Test(visit, a_refused_login_is_told)
{
	visiting_prepare("< +OK\n> CAPA\n< -ERR\n> USER jim\n< +OK\n"
			 "> PASS s3cret\n< -ERR [AUTH] no\n" QUIT);
	cr_expect_eq(visit_login(&visit), EXIT_REFUSED);
	visiting_over();
	cr_expect_str_neq(scene_said(), "");
}

Test(visit, a_server_that_is_not_there_is_told)
{
	visiting_prepare("= close\n");
	peer_end(&peer);
	cr_expect_eq(visit_login(&visit), EXIT_UNAVAILABLE);
	visit_end(&visit);
	cr_expect_not_null(strstr(scene_said(), "cannot connect to"));
}

/* Nobody is asked for a password that no server wants to hear. */
Test(visit, a_secret_that_is_missing_is_a_matter_of_the_configuration)
{
	free(settings.password_file);
	settings.password_file = strdup(scene_path("missing"));
	visiting_prepare("< +OK\n> CAPA\n< -ERR\n" QUIT);
	cr_expect_eq(visit_login(&visit), EXIT_NO_INPUT);
	visiting_over();
	scene_write("missing", 0644, "s3cret");
	visiting_prepare("< +OK\n> CAPA\n< -ERR\n" QUIT);
	cr_expect_eq(visit_login(&visit), EXIT_DATA);
	visiting_over();
}

/* A proxy's URL, say: whose mistake it was decides. */
Test(visit, a_setting_that_means_nothing_is_told_where_it_was_made)
{
	settings.proxy = strdup("gopher://proxy");
	cr_expect_eq(visit_login(&visit), EXIT_CONFIG);
	visit_end(&visit);
	settings.from_url = true;
	cr_expect_eq(visit_login(&visit), EXIT_USAGE);
	visit_end(&visit);
}

/* It may come from where it comes only once. */
Test(visit, a_secret_is_kept_for_the_next_session_of_the_run)
{
	settings.until_empty = true;
	visiting(QUIT);
	visit_pause(&visit);
	peer_end(&peer);
	unlink("password");
	visiting(QUIT);
	visiting_over();
	cr_expect_null(visit.secret);
}

Test(visit, a_secret_is_not_kept_without_need)
{
	visiting(QUIT);
	cr_expect_null(visit.secret);
	visiting_over();
}

/* QUIT could wait for an answer that never comes. */
Test(visit, a_signal_spares_the_last_words)
{
	visiting("");
	pop3_cancel_fire(visit.cancel);
	visiting_over();
	cr_expect_not(peer_saw(&peer, "QUIT"));
}

Test(visit, lines_of_a_listing_that_make_no_sense_are_told)
{
	struct visit_listing listing;

	visiting("> LIST\n< +OK\n< 1 100\n< x y\n< 2 200\n< .\n" QUIT);
	cr_expect_eq(
	    visit_list(&visit, POP3_LISTING_OCTETS, &listing), EXIT_DONE);
	cr_expect_eq(listing.count, 2);
	cr_expect_not(listing.has_uids);
	cr_expect_not_null(strstr(scene_said(),
	    "1 line of the server's listings cannot be read and is "
	    "left out"));
	visiting_over();
}

Test(visit, a_listing_without_uidl_is_one_without_unique_ids)
{
	struct visit_listing listing;

	visiting("> UIDL\n< -ERR no\n> LIST\n< +OK\n< 1 100\n< .\n" QUIT);
	cr_expect_eq(
	    visit_list(&visit, POP3_LISTING_UIDS, &listing), EXIT_DONE);
	cr_expect_eq(listing.count, 1);
	cr_expect_not(listing.has_uids);
	visiting_over();
}

/* ---- A maildrop in use --------------------------------------------------- */

#define IN_USE                                                                 \
	"< +OK\n> CAPA\n< -ERR\n> USER jim\n< +OK\n"                           \
	"> PASS s3cret\n< -ERR [IN-USE] later\n"

Test(visit, a_maildrop_in_use_is_tried_again)
{
	visiting_prepare(
	    IN_USE "> USER jim\n< +OK\n> PASS s3cret\n< +OK in\n" QUIT);
	cr_expect_eq(visit_login(&visit), EXIT_DONE);
	visiting_over();
}

/* The wait is that for a thousand seconds and more. */
static void play_and_fire(struct peer *server)
{
	peer_play_script(server);
	pop3_cancel_fire(visit.cancel);
}

Test(visit, a_signal_ends_the_wait_for_a_maildrop_in_use)
{
	peer = (struct peer){.play = play_and_fire, .script = IN_USE};
	peer_start(&peer);
	settings.port = peer.port;
	settings.timeout_s = 3000;
	cr_expect_eq(visit_login(&visit), EXIT_TRY_LATER);
	visiting_over();
}
