/*
 * What a server announced the last time, believed in place of two CAPAs; and
 * leaving without waiting.
 */
#include "login.h"
#include "void-sink.h"

#define GREETING "< +OK ready\n"
#define BEFORE	 "> CAPA\n< +OK\n< SASL PLAIN\n< UIDL\n< .\n"
#define AFTER	 "> CAPA\n< +OK\n< UIDL\n< PIPELINING\n< .\n"
#define TEXT	 "none\nSASL PLAIN\nUIDL\n\nUIDL\nPIPELINING\n"

static struct pop3_session *connected_believing(
    struct peer *peer, enum pop3_tls_mode tls, const char *announced)
{
	struct pop3_session_options options = started(peer, tls);

	options.announced = announced;
	return connected_by(&options);
}

static void says(struct pop3_session *session, const char *text)
{
	const char *announced = pop3_session_announced(session);

	if (text == NULL) {
		cr_assert_null(announced);
		return;
	}
	cr_assert_not_null(announced);
	cr_assert_str_eq(announced, text);
}

/* ---- What is kept -------------------------------------------------------- */

Test(announced, is_both_answers_once_logged_in)
{
	struct peer peer = {.script = GREETING BEFORE USER_PASS AFTER};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, NULL);

	says(session, NULL);
	assert_ok(session, peer_login(session));
	says(session, TEXT);
	end(session, &peer);
}

Test(announced, is_nothing_where_there_is_no_capa)
{
	struct peer peer = {.script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);

	says(session, NULL);
	end(session, &peer);
}

Test(announced, has_no_implementation)
{
	struct peer peer = {.script = GREETING
			    "> CAPA\n< +OK\n< Implementation x\n< .\n" USER_PASS
			    "> CAPA\n< +OK\n< IMPLEMENTATION y\n< TOP\n< .\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, NULL);

	assert_ok(session, peer_login(session));
	says(session, "none\n\nTOP\n");
	end(session, &peer);
}

/* Cyrus binds TLS 1.3 by what is not its own. */
Test(announced, has_no_bound_mechanism_where_none_logged_in)
{
	struct peer peer = {
	    .script = "= tls\n" GREETING
		      "> CAPA\n< +OK\n< IMPLEMENTATION Cyrus POP3\n"
		      "< SASL scram-sha-1-plus PLAIN SCRAM-SHA-256-PLUS\n"
		      "< X-PLUS\n< SASL SCRAM-SHA-1-PLUS\n< .\n"
		      "> AUTH PLAIN AGppbQBzM2NyZXQ=\n< +OK\n" AFTER};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_IMPLICIT, NULL);

	assert_ok(session, peer_login(session));
	says(session,
	    "implicit\nSASL PLAIN\nX-PLUS\nSASL\n\nUIDL\nPIPELINING\n");
	end(session, &peer);
}

/* Each would be a failed login again, the next time. */
Test(announced, has_no_mechanism_that_was_refused)
{
	struct peer peer = {.script = GREETING
			    "> CAPA\n< +OK\n< SASL CRAM-MD5 DIGEST-MD5 X\n"
			    "< USER\n< .\n> AUTH CRAM-MD5\n< -ERR [AUTH] no\n"
			    "> AUTH DIGEST-MD5\n< -ERR no\n" USER_PASS AFTER};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, NULL);

	assert_ok(session, peer_login(session));
	says(session, "none\nSASL X\nUSER\n\nUIDL\nPIPELINING\n");
	end(session, &peer);
}

/* Nobody has tried them. */
Test(announced, has_all_mechanisms_where_one_was_named)
{
	const struct pop3_credentials credentials = jim("USER");
	struct peer peer = {.script = GREETING
			    "> CAPA\n< +OK\n< SASL CRAM-MD5\n"
			    "< .\n" USER_PASS "> CAPA\n< +OK\n< .\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, NULL);

	assert_ok(session, pop3_session_login(session, &credentials));
	says(session, "none\nSASL CRAM-MD5\n\n");
	end(session, &peer);
}

Test(announced, is_nothing_where_it_is_no_plain_text)
{
	struct peer peer = {.script = GREETING BEFORE USER_PASS
			    "> CAPA\n< +OK\n< TO\r\x01P\n< .\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, NULL);

	assert_ok(session, peer_login(session));
	says(session, NULL);
	end(session, &peer);
}

Test(announced, is_nothing_where_it_is_too_much)
{
	char script[4096] = GREETING "> CAPA\n< +OK\n";
	struct peer peer = {.script = script};
	struct pop3_session *session;

	for (int i = 0; i < 101; i++)
		strcat(script, "< X12345678\n");
	strcat(script, "< .\n" USER_PASS AFTER);
	session = connected_believing(&peer, POP3_TLS_NONE, NULL);
	assert_ok(session, peer_login(session));
	says(session, NULL);
	end(session, &peer);
}

/* ---- What is believed ---------------------------------------------------- */

Test(announced, spares_both_questions)
{
	struct peer peer = {.script = GREETING USER_PASS "> STAT\n< +OK 0 0\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, TEXT);
	struct pop3_drop_listing drop;

	cr_assert(pop3_capabilities_mechanism(
	    pop3_session_capabilities(session), "PLAIN"));
	assert_ok(session, peer_login(session));
	cr_assert_eq(pop3_session_capabilities(session)->flags,
	    POP3_CAPA_UIDL | POP3_CAPA_PIPELINING);
	says(session, TEXT);
	assert_ok(session, pop3_session_stat(session, &drop));
	end(session, &peer);
}

Test(announced, spares_them_inside_tls)
{
	struct peer peer = {
	    .script = GREETING
	    "> STLS\n< +OK\n= tls\n"
	    "> AUTH PLAIN AGppbQBzM2NyZXQ=\n< +OK\n> NOOP\n< +OK\n"};
	struct pop3_session *session = connected_believing(
	    &peer, POP3_TLS_STARTTLS, "starttls\nSASL PLAIN\n\n");

	assert_ok(session, peer_login(session));
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* What is said in the clear may be anybody's word. */
Test(announced, of_another_way_of_tls_is_not_believed)
{
	struct peer peer = {.script =
				"= tls\n" GREETING BEFORE
				"> AUTH PLAIN AGppbQBzM2NyZXQ=\n< +OK\n" AFTER};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_IMPLICIT, TEXT);

	assert_ok(session, peer_login(session));
	says(session, "implicit\nSASL PLAIN\nUIDL\n\nUIDL\nPIPELINING\n");
	end(session, &peer);
}

Test(announced, that_cannot_be_read_is_not_believed)
{
	static const char *const bad[] = {"", "none", "none\n", "none\nTOP\n",
	    "none\nTOP\n\nUIDL", "none TOP\n\n", "\n\n"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct peer peer = {.script = GREETING BEFORE USER_PASS AFTER};
		struct pop3_session *session =
		    connected_believing(&peer, POP3_TLS_NONE, bad[i]);

		assert_ok(session, peer_login(session));
		says(session, TEXT);
		end(session, &peer);
	}
}

Test(announced, may_be_empty)
{
	struct peer peer = {.script = GREETING USER_PASS "> NOOP\n< +OK\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, "none\n\n");

	assert_ok(session, peer_login(session));
	says(session, "none\n\n");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* ---- When it is no longer so --------------------------------------------- */

Test(announced, mechanism_that_is_gone_has_the_server_asked)
{
	struct peer peer = {
	    .script = "= tls\n" GREETING "> AUTH PLAIN AGppbQBzM2NyZXQ=\n"
		      "< -ERR unsupported mechanism\n"
		      "> CAPA\n< +OK\n< USER\n< .\n" USER_PASS AFTER};
	struct pop3_session *session = connected_believing(
	    &peer, POP3_TLS_IMPLICIT, "implicit\nSASL PLAIN LOGIN\n\nTOP\n");

	assert_ok(session, peer_login(session));
	says(session, "implicit\nUSER\n\nUIDL\nPIPELINING\n");
	end(session, &peer);
}

Test(announced, user_that_is_gone_has_the_server_asked)
{
	struct peer peer = {
	    .script = "= tls\n" GREETING "> USER jim\n< -ERR no\n" BEFORE
		      "> AUTH PLAIN AGppbQBzM2NyZXQ=\n< +OK\n" AFTER};
	struct pop3_session *session = connected_believing(
	    &peer, POP3_TLS_IMPLICIT, "implicit\nUSER\n\nTOP\n");

	assert_ok(session, peer_login(session));
	end(session, &peer);
}

Test(announced, that_has_none_for_the_maildrop_of_another_has_it_asked)
{
	const struct pop3_credentials credentials = {.size = sizeof credentials,
	    .user = "jim",
	    .password = "s3cret",
	    .authzid = "joe"};
	struct peer peer = {
	    .script = "= tls\n" GREETING BEFORE
		      "> AUTH PLAIN am9lAGppbQBzM2NyZXQ=\n< +OK\n" AFTER};
	struct pop3_session *session = connected_believing(
	    &peer, POP3_TLS_IMPLICIT, "implicit\nSASL LOGIN\n\nTOP\n");

	assert_ok(session, pop3_session_login(session, &credentials));
	end(session, &peer);
}

Test(announced, password_that_is_refused_is_not_said_again)
{
	struct peer peer = {
	    .script = GREETING "> USER jim\n< +OK\n> PASS s3cret\n< -ERR no\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, TEXT);

	cr_assert_eq(peer_login(session), POP3_E_AUTH);
	end(session, &peer);
}

Test(announced, stls_that_is_gone_ends_the_session)
{
	struct peer peer = {.script = GREETING "> STLS\n< -ERR what\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_STARTTLS;
	options.announced = "starttls\nUSER\n\n";
	session = peer_session(&options);
	cr_assert_eq(pop3_session_connect(session), POP3_E_TLS_UNAVAILABLE);
	end(session, &peer);
}

static void uidl_refused(
    const char *after, const char *capa, enum pop3_status status)
{
	char script[512];
	char announced[64];
	struct peer peer = {.script = script};
	struct pop3_session *session;
	const struct pop3_listed *listed;
	size_t count;

	snprintf(script, sizeof script,
	    GREETING USER_PASS
	    "> LIST\n< +OK\n< 1 1\n< .\n> UIDL\n< -ERR what\n%s"
	    "> NOOP\n< +OK\n",
	    capa);
	snprintf(announced, sizeof announced, "none\n\n%s", after);
	session = connected_believing(&peer, POP3_TLS_NONE, announced);
	assert_ok(session, peer_login(session));
	assert_failure(session,
	    pop3_session_listing(session,
		POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listed, &count, NULL),
	    status, "server refused 'UIDL': what");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* All mail would be taken for new. */
Test(announced, uidl_that_is_refused_has_the_server_asked)
{
	uidl_refused(
	    "UIDL\n", "> CAPA\n< +OK\n< TOP\n< .\n", POP3_E_UNSUPPORTED);
	uidl_refused("UIDL\n", "> CAPA\n< +OK\n< UIDL\n< .\n", POP3_E_REFUSED);
	uidl_refused("TOP\n", "> CAPA\n< +OK\n< UIDL\n< .\n", POP3_E_REFUSED);
	uidl_refused("UIDL\n", "> CAPA\n< -ERR\n", POP3_E_UNSUPPORTED);
}

Test(announced, uidl_that_is_refused_is_no_verdict_where_the_server_goes)
{
	struct peer peer = {.script = GREETING USER_PASS
			    "> LIST\n< +OK\n< 1 1\n< .\n> UIDL\n< -ERR what\n"
			    "> CAPA\n= close\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, "none\n\nUIDL\n");
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, peer_login(session));
	cr_assert_eq(
	    pop3_session_listing(session,
		POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listed, &count, NULL),
	    POP3_E_CLOSED);
	end(session, &peer);
}

Test(announced, session_that_ends_at_stat_tells_of_that)
{
	struct peer peer = {.script = GREETING USER_PASS
			    "> LIST\n< +OK\n< .\n> UIDL\n< -ERR what\n"
			    "> STAT\n"};
	struct pop3_session *session =
	    connected_believing(&peer, POP3_TLS_NONE, "none\n\nUIDL\n");
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, peer_login(session));
	assert_failure(session,
	    pop3_session_listing(session,
		POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listed, &count, NULL),
	    POP3_E_CLOSED,
	    "connection closed before the answer to 'STAT', after '-ERR what'");
	cr_assert_str_eq(pop3_session_announced(session), "none\n\nUIDL\n");
	end(session, &peer);
}

/* ---- Leaving ------------------------------------------------------------- */

/* Says nothing until the client has gone. */
static void hear_quit(struct peer *peer)
{
	char octet;

	peer_play_script(peer);
	peer_expect(peer, "QUIT");
	if (peer_receive(peer, &octet, 1) != 0)
		peer_fail(peer, "no end behind QUIT");
}

Test(leaving, waits_for_no_answer)
{
	struct peer peer = {.play = hear_quit, .script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, pop3_session_leave(session));
	assert_failure(session, pop3_session_noop(session), POP3_E_MISUSE,
	    "session has ended");
	end(session, &peer);
}

Test(leaving, waits_where_something_was_to_be_deleted)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> DELE 1\n< +OK\n> QUIT\n< -ERR not deleted\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_target target = {.msgno = 1};

	assert_ok(
	    session, pop3_session_delete(session, &target, 1, pass_over, NULL));
	assert_failure(session, pop3_session_leave(session), POP3_E_REFUSED,
	    "server refused 'QUIT': not deleted");
	end(session, &peer);
}

static int stop(void *context, const struct pop3_target *target)
{
	(void)context;
	(void)target;
	return 1;
}

Test(leaving, says_nothing_where_the_session_is_broken)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> RETR 1\n< +OK\n> QUIT\n", .may_go = true};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_target target = {.msgno = 1};
	struct pop3_sink sink = void_sink;

	sink.begin = stop;
	cr_assert_eq(
	    pop3_session_retrieve(session, &target, 1, &sink), POP3_E_SINK);
	cr_assert_eq(pop3_session_leave(session), POP3_E_SINK);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "QUIT"));
}

Test(leaving, needs_a_connection)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	struct pop3_session *session;

	options.host = "localhost";
	session = peer_session(&options);
	for (int i = 0; i < 2; i++)
		assert_failure(session, pop3_session_leave(session),
		    POP3_E_MISUSE, "session is not connected");
	pop3_session_free(session);
}
