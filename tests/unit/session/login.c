/*
 * Logging in: USER and PASS, APOP, UTF8, the capabilities behind it, and
 * what a refusal is taken for.
 */
#include "peer.h"

static struct pop3_session *connected(
    struct peer *peer, enum pop3_utf8 utf8, pop3_trace_fn *trace, void *context)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(peer);
	options = peer_options(peer);
	options.utf8 = utf8;
	options.trace = trace;
	options.trace_context = context;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	return session;
}

static enum pop3_status log_in_as(struct pop3_session *session,
    const char *mechanism, const char *user, const char *password)
{
	const struct pop3_credentials credentials = {
	    .size = sizeof credentials,
	    .user = user,
	    .password = password,
	    .mechanism = mechanism,
	};

	return pop3_session_login(session, &credentials);
}

static void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

#define NO_CAPA "< +OK ready\n> CAPA\n< -ERR\n"

Test(login, mechanism_user_is_user_and_pass_in_any_case)
{
	struct peer peer = {.script = NO_CAPA
			    "> USER jim\n< -ERR\n"
			    "> USER jim\n< +OK\n> PASS s3cret\n< +OK\n"
			    "> NOOP\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	cr_assert_eq(log_in_as(session, "user", "jim", "s3cret"), POP3_E_AUTH);
	assert_ok(session, log_in_as(session, "USER", "jim", "s3cret"));
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* The announcement before login is another than that after it. */
Test(login, capabilities_after_login_are_those_asked_for_then)
{
	struct peer peer = {.script =
				"< +OK\n> CAPA\n< +OK\n< USER\n< STLS\n< .\n"
				"> USER jim\n< +OK\n> PASS s3cret\n< +OK\n"
				"> CAPA\n< +OK\n< TOP\n< PIPELINING\n< .\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_ok(session, peer_login(session));
	cr_assert_eq(pop3_session_capabilities(session)->flags,
	    POP3_CAPA_TOP | POP3_CAPA_PIPELINING);
	end(session, &peer);
}

/* solid-pop3d counts wrong commands, so it is not asked twice. */
Test(login, capabilities_are_not_asked_for_again_where_there_are_none)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, pop3_session_noop(session));
	cr_assert_null(pop3_session_capabilities(session));
	end(session, &peer);
}

/* ---- Refusals ------------------------------------------------------------ */

/* Refuses a PASS with line and asserts what that is; then another login
 * succeeds, since a refusal does not break the session. */
static void pass_refused(
    const char *line, enum pop3_status status, const char *text)
{
	char script[1024];
	struct peer peer = {.script = script};
	struct pop3_session *session;

	snprintf(script, sizeof script,
	    NO_CAPA "> USER jim\n< +OK\n> PASS s3cret\n< %s\n"
		    "> USER jim\n< +OK\n> PASS s3cret\n< +OK\n",
	    line);
	session = connected(&peer, POP3_UTF8_AUTO, NULL, NULL);
	assert_failure(session, peer_login(session), status, text);
	assert_ok(session, peer_login(session));
	end(session, &peer);
}

Test(login, refused_pass_without_a_code_is_auth)
{
	pass_refused("-ERR Login failed.", POP3_E_AUTH,
	    "login refused for 'jim' (USER): Login failed.");
	pass_refused("-ERR", POP3_E_AUTH, "login refused for 'jim' (USER)");
	pass_refused(
	    "-ERR [XX] no", POP3_E_AUTH, "login refused for 'jim' (USER): no");
}

Test(login, refused_pass_has_the_status_of_its_code)
{
	pass_refused("-ERR [AUTH] Bad login", POP3_E_AUTH,
	    "login refused for 'jim' (USER): Bad login");
	pass_refused("-ERR [IN-USE] no", POP3_E_IN_USE,
	    "login refused for 'jim' (USER): no");
	pass_refused("-ERR [LOGIN-DELAY] no", POP3_E_LOGIN_DELAY,
	    "login refused for 'jim' (USER): no");
	pass_refused("-ERR [SYS/TEMP] no", POP3_E_TEMPORARY,
	    "login refused for 'jim' (USER): no");
	pass_refused("-ERR [SYS/PERM] no", POP3_E_PERMANENT,
	    "login refused for 'jim' (USER): no");
	/* The code is believed before the words. */
	pass_refused("-ERR [AUTH] maildrop locked", POP3_E_AUTH,
	    "login refused for 'jim' (USER): maildrop locked");
}

/* It tells more than nothing. */
Test(login, code_that_is_all_there_is_is_shown)
{
	pass_refused("-ERR [IN-USE]", POP3_E_IN_USE,
	    "login refused for 'jim' (USER): [IN-USE]");
	pass_refused("-ERR  [AUTH/expired]", POP3_E_AUTH,
	    "login refused for 'jim' (USER): [AUTH/expired]");
	pass_refused("-ERR [MAILBOX-FULL]", POP3_E_AUTH,
	    "login refused for 'jim' (USER): [MAILBOX-FULL]");
}

Test(login, refused_pass_that_speaks_of_a_lock_is_in_use)
{
	pass_refused("-ERR Maildrop already locked", POP3_E_IN_USE,
	    "login refused for 'jim' (USER): Maildrop already locked");
}

Test(login, refused_user_is_auth_and_no_pass_follows)
{
	struct peer peer = {.script = NO_CAPA "> USER jim\n< -ERR who? locked\n"
					      "> QUIT\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_failure(session, peer_login(session), POP3_E_AUTH,
	    "login refused for 'jim' (USER): who? locked");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

#define PIPELINING "< +OK\n> CAPA\n< +OK\n< PIPELINING\n< .\n"
#define BOTH	   "> USER jim\n> PASS s3cret\n"
#define NO_MORE	   "> CAPA\n< +OK\n< .\n"

Test(login, user_and_pass_go_in_one_flight_where_that_is_announced)
{
	struct peer peer = {.script = PIPELINING BOTH "< +OK\n< +OK\n" NO_MORE};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_ok(session, peer_login(session));
	end(session, &peer);
}

Test(login, user_and_pass_do_not_where_it_is_off)
{
	struct peer peer = {.script = PIPELINING "> USER jim\n< -ERR who?\n"
						 "> QUIT\n< +OK\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	options.pipelining = POP3_PIPELINING_OFF;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_eq(peer_login(session), POP3_E_AUTH);
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

Test(login, refused_user_is_told_and_not_what_came_of_pass_behind_it)
{
	static const char *const ends[] = {"< -ERR USER first\n> QUIT\n< +OK\n",
	    "< -ERR\n= close\n", "= close\n"};

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
		char script[256];
		struct peer peer = {.script = script};
		struct pop3_session *session;

		snprintf(script, sizeof script,
		    PIPELINING BOTH "< -ERR who? locked\n%s", ends[i]);
		session = connected(&peer, POP3_UTF8_AUTO, NULL, NULL);
		assert_failure(session, peer_login(session), POP3_E_AUTH,
		    "login refused for 'jim' (USER): who? locked");
		(void)pop3_session_quit(session);
		end(session, &peer);
	}
}

Test(login, refused_pass_is_told_behind_a_user_that_was_not)
{
	struct peer peer = {.script = PIPELINING BOTH
			    "< +OK\n< -ERR [IN-USE] no\n> QUIT\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_failure(session, peer_login(session), POP3_E_IN_USE,
	    "login refused for 'jim' (USER): no");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

/* popa3d and solid-pop3d close then. */
Test(login, close_after_a_refusal_still_tells_the_refusal)
{
	struct peer peer = {.script = NO_CAPA "> USER jim\n< +OK\n"
					      "> PASS s3cret\n< -ERR bad\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_failure(session, peer_login(session), POP3_E_AUTH,
	    "login refused for 'jim' (USER): bad");
	cr_assert_eq(pop3_session_quit(session), POP3_E_CLOSED);
	end(session, &peer);
}

/* ---- Credentials --------------------------------------------------------- */

Test(login, what_cannot_be_sent_is_misuse_and_sends_nothing)
{
	struct peer peer = {.script = NO_CAPA "> QUIT\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);
	char longest[POP3_COMMAND_MAX];

	memset(longest, 'x', sizeof longest - 1);
	longest[POP3_COMMAND_MAX - 7 + 1] = '\0';
	assert_failure(session, log_in_as(session, NULL, "jim\r\nDELE 1", "p"),
	    POP3_E_MISUSE, "user name holds a line end");
	assert_failure(session, log_in_as(session, NULL, "jim", "p\nDELE 1"),
	    POP3_E_MISUSE, "password holds a line end");
	assert_failure(session, log_in_as(session, NULL, "jim", longest),
	    POP3_E_MISUSE, "password is longer than a command can be");
	assert_failure(session, log_in_as(session, NULL, longest, "p"),
	    POP3_E_MISUSE, "user name is longer than a command can be");
	assert_failure(session, log_in_as(session, NULL, "", "p"),
	    POP3_E_MISUSE, "user name is empty");
	assert_failure(session, log_in_as(session, NULL, "jim", NULL),
	    POP3_E_MISUSE, "password is empty");
	assert_failure(session, pop3_session_login(session, NULL),
	    POP3_E_MISUSE, "credentials are of another size");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

Test(login, longest_password_is_sent)
{
	char longest[POP3_COMMAND_MAX - 7 + 1];
	char script[1024];
	struct peer peer = {.script = script};
	struct pop3_session *session;

	memset(longest, 'x', sizeof longest - 1);
	longest[sizeof longest - 1] = '\0';
	snprintf(script, sizeof script,
	    NO_CAPA "> USER jim\n< +OK\n> PASS %s\n< +OK\n", longest);
	session = connected(&peer, POP3_UTF8_AUTO, NULL, NULL);
	assert_ok(session, log_in_as(session, NULL, "jim", longest));
	end(session, &peer);
}

Test(login, unknown_mechanism_is_unsupported_and_named)
{
	struct peer peer = {.script = NO_CAPA "> QUIT\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_failure(session, log_in_as(session, "ROT-13\n", "jim", "p"),
	    POP3_E_UNSUPPORTED,
	    "cannot log in: mechanism 'ROT-13?' is not known here");
	assert_failure(session, log_in_as(session, "USERS", "jim", "p"),
	    POP3_E_UNSUPPORTED,
	    "cannot log in: mechanism 'USERS' is not known here");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

static void watch(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	bool *shown = context;

	(void)direction;
	for (size_t i = 0; i + 6 <= length; i++)
		*shown |= memcmp(line + i, "s3cret", 6) == 0;
}

Test(login, secret_is_in_no_trace_and_no_error)
{
	struct peer peer = {.script = NO_CAPA "> USER jim\n< +OK\n"
					      "> PASS s3cret\n< -ERR no\n"};
	bool shown = false;
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, watch, &shown);

	cr_assert_eq(peer_login(session), POP3_E_AUTH);
	cr_assert_not(shown);
	cr_assert_null(strstr(pop3_session_error(session)->text, "s3cret"));
	end(session, &peer);
	cr_assert(peer_saw(&peer, "s3cret"));
}

/* ---- APOP ---------------------------------------------------------------- */

/* The example of RFC 1939, section 7. */
Test(login, apop_sends_the_digest)
{
	struct peer peer = {
	    .script = "< +OK <1896.697170952@dbc.mtview.ca.us>\n"
		      "> CAPA\n< -ERR\n"
		      "> APOP mrose c4c9334bac560ecc979e58001b3e22fb\n"
		      "< +OK\n> NOOP\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_ok(session, log_in_as(session, "apop", "mrose", "tanstaaf"));
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "tanstaaf"));
}

Test(login, apop_without_a_timestamp_is_unsupported)
{
	struct peer peer = {.script = NO_CAPA "> QUIT\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_failure(session, log_in_as(session, "APOP", "jim", "p"),
	    POP3_E_UNSUPPORTED,
	    "cannot use APOP: no timestamp in the greeting of '127.0.0.1'");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

Test(login, refused_apop_is_auth)
{
	struct peer peer = {.script =
				"< +OK <1.2@example.org>\n> CAPA\n< -ERR\n"
				"> APOP jim 45991907e7efb7dcbee95b68f06333f9\n"
				"< -ERR permission denied\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_failure(session, log_in_as(session, "APOP", "jim", "p"),
	    POP3_E_AUTH, "login refused for 'jim' (APOP): permission denied");
	end(session, &peer);
}

/* A timestamp alone does not bring APOP about (CVE-2007-1558). */
Test(login, apop_is_never_chosen)
{
	struct peer peer = {.script =
				"< +OK <1.2@example.org>\n> CAPA\n< -ERR\n"
				"> USER jim\n< +OK\n> PASS s3cret\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	assert_ok(session, peer_login(session));
	end(session, &peer);
}

/* ---- UTF8 ---------------------------------------------------------------- */

#define UTF8_CAPA  "< +OK\n> CAPA\n< +OK\n< UTF8 USER\n< .\n"
#define IN	   "> USER jim\n< +OK\n> PASS s3cret\n< +OK\n"
#define CAPA_AGAIN "> CAPA\n< +OK\n< UIDL\n< .\n"

static void utf8_logs_in(enum pop3_utf8 utf8, const char *script)
{
	struct peer peer = {.script = script};
	struct pop3_session *session = connected(&peer, utf8, NULL, NULL);

	assert_ok(session, peer_login(session));
	end(session, &peer);
}

Test(login, utf8_is_said_where_announced)
{
	utf8_logs_in(POP3_UTF8_AUTO, UTF8_CAPA "> UTF8\n< +OK\n" IN CAPA_AGAIN);
}

Test(login, utf8_is_not_said_where_not_announced)
{
	utf8_logs_in(POP3_UTF8_AUTO,
	    "< +OK\n> CAPA\n< +OK\n< UIDL\n< .\n" IN CAPA_AGAIN);
}

Test(login, utf8_refused_where_announced_is_passed_over)
{
	utf8_logs_in(
	    POP3_UTF8_AUTO, UTF8_CAPA "> UTF8\n< -ERR\n" IN CAPA_AGAIN);
}

Test(login, utf8_off_is_never_said)
{
	utf8_logs_in(POP3_UTF8_OFF, UTF8_CAPA IN CAPA_AGAIN);
}

Test(login, utf8_on_is_said_without_an_announcement)
{
	utf8_logs_in(POP3_UTF8_ON, NO_CAPA "> UTF8\n< +OK\n" IN);
}

Test(login, utf8_on_refused_is_a_failure_and_nobody_logs_in)
{
	struct peer peer = {.script = NO_CAPA "> UTF8\n< -ERR what\n"
					      "> QUIT\n< +OK\n"};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_ON, NULL, NULL);

	assert_failure(session, peer_login(session), POP3_E_REFUSED,
	    "server refused 'UTF8': what");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

Test(login, utf8_is_said_once)
{
	struct peer peer = {
	    .script =
		UTF8_CAPA "> UTF8\n< +OK\n> USER jim\n< -ERR\n" IN CAPA_AGAIN};
	struct pop3_session *session =
	    connected(&peer, POP3_UTF8_AUTO, NULL, NULL);

	cr_assert_eq(peer_login(session), POP3_E_AUTH);
	assert_ok(session, peer_login(session));
	end(session, &peer);
}
