/*
 * rehearse.c - the plan of a fetch, printed and not carried out.
 */
#include "tests/unit/popfetch/visiting.h"

#include "popfetch/errand/rehearse.h"

TestSuite(
    rehearse, .init = visiting_begin, .fini = visiting_end, .timeout = 60);

#define THREE                                                                  \
	"> LIST\n< +OK\n< 1 100\n< 2 200\n< 3 300\n< .\n"                      \
	"> UIDL\n< +OK\n< 1 one\n< 2 two\n< 3 three\n< .\n"

static enum exit_status rehearsed(
    const struct row_form *form, const char *script)
{
	enum exit_status status = EXIT_BUG;

	settings.dry_run = true;
	if (peer.port == 0)
		visiting_prepare(script);
	visit.row.form = form;
	visit.row.account = "work";
	scene_printed({
		visit.row.stream = stream;
		status = rehearse_run(&visit);
	});
	visiting_over();
	return status;
}

Test(rehearse, says_what_would_be_done_and_why)
{
	const struct pop3_state_key one = key_of("one"), two = key_of("two");
	struct pop3_state *state;

	settings.keep_s = 100000;
	visiting_prepare(PEER_LOGIN THREE QUIT);
	state = visiting_state();
	cr_assert_eq(pop3_state_place(state, &one, 1700000000), POP3_OK);
	cr_assert_eq(pop3_state_place(state, &two, state_file_now()), POP3_OK);
	pop3_state_close(state, NULL);
	cr_expect_eq(rehearsed(&row_tsv, NULL), EXIT_DONE);
	cr_expect_eq(strncmp(scene_text, "delete\t1\t100\tone\t", 17), 0);
	cr_expect_not_null(strstr(scene_text, "\nkeep\t2\t200\ttwo\t"));
	cr_expect_not_null(
	    strstr(scene_text, "\nretrieve\t3\t300\tthree\tnot seen yet\n"));
}

Test(rehearse, says_that_a_message_is_then_deleted)
{
	cr_expect_eq(rehearsed(&row_tsv, PEER_LOGIN THREE QUIT), EXIT_DONE);
	cr_expect_str_eq(scene_text,
	    "retrieve\t1\t100\tone\tnot seen yet, then deleted\n"
	    "retrieve\t2\t200\ttwo\tnot seen yet, then deleted\n"
	    "retrieve\t3\t300\tthree\tnot seen yet, then deleted\n");
}

/* Wherever: neither a directory nor a file is made. */
Test(rehearse, changes_nothing)
{
	cr_expect_eq(rehearsed(&row_tsv, PEER_LOGIN THREE QUIT), EXIT_DONE);
	cr_expect_neq(access(settings.state_dir, F_OK), 0);
}

Test(rehearse, tells_programs_in_members)
{
	cr_expect_eq(rehearsed(&row_json,
			 PEER_LOGIN "> LIST\n< +OK\n< 1 100\n< .\n"
				    "> UIDL\n< +OK\n< 1 one\n< .\n" QUIT),
	    EXIT_DONE);
	cr_expect_str_eq(scene_text,
	    "{\"v\":1,\"account\":\"work\",\"act\":\"retrieve\","
	    "\"number\":1,\"octets\":100,\"uid\":\"one\",\"why\":\"not seen "
	    "yet\","
	    "\"deleted\":true,\"seen\":false}\n");
}

Test(rehearse, works_beside_a_run)
{
	struct pop3_state *state;

	visiting_prepare(PEER_LOGIN THREE QUIT);
	state = visiting_state();
	cr_expect_eq(rehearsed(&row_tsv, NULL), EXIT_DONE);
	pop3_state_close(state, NULL);
}

Test(rehearse, a_refused_login_is_the_end)
{
	cr_expect_eq(
	    rehearsed(&row_tsv, "< +OK\n> CAPA\n< -ERR\n> USER jim\n< +OK\n"
				"> PASS s3cret\n< -ERR no\n" QUIT),
	    EXIT_REFUSED);
	cr_expect_str_eq(scene_text, "");
}

/* It is only asked whether there is TOP. */
Test(rehearse, a_header_without_end_is_given_up)
{
	settings.headers_only = true;
	peer = (struct peer){.play = play_endless,
	    .script = PEER_LOGIN THREE "> TOP 1 0\n< +OK\n"};
	peer_start(&peer);
	settings.port = peer.port;
	cr_expect_eq(rehearsed(&row_tsv, NULL), EXIT_PROTOCOL);
	cr_expect_str_eq(scene_text, "");
}
