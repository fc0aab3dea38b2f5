/*
 * STAT, LAST, NOOP, RSET, CAPA and QUIT.
 */
#include "peer.h"

static void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

Test(ask, stat_tells_the_drop_listing)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> STAT\n< +OK 2 18446744073709551615\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct pop3_drop_listing drop;

	assert_ok(session, pop3_session_stat(session, &drop));
	cr_assert_eq(drop.count, 2);
	cr_assert_eq(drop.octets, UINT64_MAX);
	end(session, &peer);
}

Test(ask, refused_stat_leaves_the_output_and_the_session)
{
	struct peer peer = {.script =
				PEER_LOGIN "> STAT\n< -ERR [SYS/TEMP] disk\n"
					   "> STAT\n< +OK 1 2\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct pop3_drop_listing drop = {7, 8};

	assert_failure(session, pop3_session_stat(session, &drop),
	    POP3_E_TEMPORARY, "server refused 'STAT': disk");
	cr_assert_eq(drop.count, 7);
	assert_ok(session, pop3_session_stat(session, &drop));
	cr_assert_eq(drop.count, 1);
	end(session, &peer);
}

Test(ask, stat_that_cannot_be_read_breaks_the_protocol)
{
	struct peer peer = {.script = PEER_LOGIN "> STAT\n< +OK -1 many\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct pop3_drop_listing drop = {7, 8};

	cr_assert_eq(pop3_session_stat(session, &drop), POP3_E_PROTOCOL);
	cr_assert_not_null(strstr(pop3_session_error(session)->text, "-1 many"),
	    "%s", pop3_session_error(session)->text);
	cr_assert_eq(drop.count, 7);
	cr_assert_eq(pop3_session_noop(session), POP3_E_PROTOCOL);
	end(session, &peer);
}

Test(ask, last_tells_its_number)
{
	struct peer peer = {.script = PEER_LOGIN "> LAST\n< +OK 0\n"
						 "> LAST\n< -ERR what\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	uint32_t msgno = 9;

	assert_ok(session, pop3_session_last(session, &msgno));
	cr_assert_eq(msgno, 0);
	msgno = 9;
	assert_failure(session, pop3_session_last(session, &msgno),
	    POP3_E_REFUSED, "server refused 'LAST': what");
	cr_assert_eq(msgno, 9);
	end(session, &peer);
}

Test(ask, noop_and_rset_are_sent)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"
						 "> RSET\n< +OK\n"
						 "> RSET\n< -ERR\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, pop3_session_noop(session));
	assert_ok(session, pop3_session_rset(session));
	assert_failure(session, pop3_session_rset(session), POP3_E_REFUSED,
	    "server refused 'RSET'");
	end(session, &peer);
}

static void gather(void *context, const char *line, size_t length)
{
	char *gathered = context;

	strncat(gathered, line, length);
	strcat(gathered, "|");
}

Test(ask, capa_gives_each_line_as_it_was_written)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> CAPA\n< +OK\n< uidl\n< X-ODD  Thing \n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	char gathered[64] = "";

	assert_ok(session, pop3_session_capa(session, gather, gathered));
	cr_assert_str_eq(gathered, "uidl|X-ODD  Thing |");
	cr_assert_eq(pop3_session_capabilities(session)->flags, POP3_CAPA_UIDL);
	end(session, &peer);
}

/* What it announces is asked for, and its words are not. */
Test(ask, capa_needs_nobody_to_hear_it)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> CAPA\n< +OK\n< UIDL\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, pop3_session_capa(session, NULL, NULL));
	cr_assert_eq(pop3_session_capabilities(session)->flags, POP3_CAPA_UIDL);
	end(session, &peer);
}

Test(ask, capa_refused_is_a_refusal)
{
	struct peer peer = {.script = PEER_LOGIN "> CAPA\n< -ERR what\n"
						 "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_failure(session, pop3_session_capa(session, NULL, NULL),
	    POP3_E_REFUSED, "server refused 'CAPA': what");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* ---- QUIT ---------------------------------------------------------------- */

Test(ask, quit_is_proven_by_ok)
{
	struct peer peer = {.script = PEER_LOGIN "> QUIT\n< +OK bye\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, pop3_session_quit(session));
	assert_failure(session, pop3_session_noop(session), POP3_E_MISUSE,
	    "session has ended");
	assert_failure(session, pop3_session_quit(session), POP3_E_MISUSE,
	    "session has ended");
	end(session, &peer);
}

Test(ask, refused_quit_proves_nothing_and_ends_all_the_same)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> QUIT\n< -ERR some deleted messages not "
			    "removed\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_failure(session, pop3_session_quit(session), POP3_E_REFUSED,
	    "server refused 'QUIT': some deleted messages not removed");
	assert_failure(session, pop3_session_noop(session), POP3_E_MISUSE,
	    "session has ended");
	end(session, &peer);
}

Test(ask, quit_without_an_answer_proves_nothing)
{
	struct peer peer = {.script = PEER_LOGIN "> QUIT\n= close\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	cr_assert_eq(pop3_session_quit(session), POP3_E_CLOSED);
	cr_assert_eq(pop3_session_quit(session), POP3_E_CLOSED);
	end(session, &peer);
}

/* PEER_LOGIN's. */
Test(ask, answers_that_say_the_secret_back_are_told_without)
{
	static const struct {
		const char *script, *words;
	} trials[] = {
	    {"> STAT\n< -ERR not for s3cret\n",
		"server refused 'STAT': not for ***"},
	    {"> STAT\n< +OK s3cret\n",
		"cannot read the answer to 'STAT': '***'"},
	    {"> STAT\n< what s3cret\n",
		"the answer to 'STAT' has no status indicator: 'what ***'"},
	};

	for (size_t i = 0; i < sizeof trials / sizeof *trials; i++) {
		char script[512] = PEER_LOGIN;
		struct peer peer = {.script = strcat(script, trials[i].script)};
		struct pop3_session *session = peer_logged_in(&peer);
		struct pop3_drop_listing drop;

		cr_expect_neq(pop3_session_stat(session, &drop), POP3_OK);
		cr_expect_str_eq(
		    pop3_session_error(session)->text, trials[i].words);
		end(session, &peer);
	}
}
