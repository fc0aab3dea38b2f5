/*
 * The handle: options, calls at the wrong moment, what it says of itself.
 */
#include "peer.h"

Test(session, wrong_options_are_misuse_and_leave_the_output)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	struct pop3_session *session = (struct pop3_session *)&options;
	void *before = session;

	cr_assert_eq(pop3_session_new(NULL, &session), POP3_E_MISUSE);
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	options.host = "";
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	options.host = "localhost";
	options.tls = (enum pop3_tls_mode)3;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	options.tls = POP3_TLS_IMPLICIT;
	options.size = 0;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	/* A newer caller's wish may be one of trust. */
	options.size = sizeof options + 8;
	cr_assert_eq(pop3_session_new(&options, &session), POP3_E_MISUSE);
	cr_assert_eq(session, before);
}

static enum pop3_status status_with(const struct pop3_session_options *options)
{
	struct pop3_session *session = NULL;
	enum pop3_status status = pop3_session_new(options, &session);

	pop3_session_free(session);
	return status;
}

/* Of each the last there is, and the one behind. */
#define check_last(member, last)                                               \
	do {                                                                   \
		struct pop3_session_options options =                          \
		    POP3_SESSION_OPTIONS_INIT;                                 \
                                                                               \
		options.host = "localhost";                                    \
		options.member = last;                                         \
		cr_expect_eq(status_with(&options), POP3_OK);                  \
		options.member++;                                              \
		cr_expect_eq(status_with(&options), POP3_E_MISUSE);            \
	} while (0)

Test(session, options_have_so_many_values_and_no_more)
{
	check_last(tls, POP3_TLS_NONE);
	check_last(tls_min_version, POP3_TLS_1_3);
	check_last(family, POP3_FAMILY_IPV6);
	check_last(pipelining, POP3_PIPELINING_OFF);
	check_last(utf8, POP3_UTF8_OFF);
}

Test(session, strings_are_copied)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n< -ERR\n"};
	struct pop3_session_options options;
	struct pop3_session *session;
	char host[] = "127.0.0.1";

	peer_start(&peer);
	options = peer_options(&peer);
	options.host = host;
	session = peer_session(&options);
	memset(host, 'x', sizeof host - 1);
	memset(&options, 'x', sizeof options);
	assert_ok(session, pop3_session_connect(session));
	pop3_session_free(session);
	peer_end(&peer);
}

Test(session, error_is_never_null)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	struct pop3_session *session;

	options.host = "localhost";
	session = peer_session(&options);
	cr_assert_eq(pop3_session_error(session)->status, POP3_OK);
	cr_assert_str_eq(pop3_session_error(session)->text, "");
	pop3_session_free(session);
	cr_assert_not_null(pop3_session_error(NULL));
	pop3_session_free(NULL);
}

Test(session, nothing_can_be_asked_before_connecting)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	const struct pop3_listed *listed;
	struct pop3_session *session;
	size_t count;

	options.host = "localhost";
	session = peer_session(&options);
	assert_failure(session, pop3_session_noop(session), POP3_E_MISUSE,
	    "session is not connected");
	assert_failure(session, peer_login(session), POP3_E_MISUSE,
	    "session is not connected");
	assert_failure(session, pop3_session_quit(session), POP3_E_MISUSE,
	    "session is not connected");
	assert_failure(session,
	    pop3_session_listing(
		session, POP3_LISTING_UIDS, &listed, &count, NULL),
	    POP3_E_MISUSE, "session is not connected");
	pop3_session_free(session);
}

Test(session, maildrop_is_closed_before_login)
{
	struct peer peer = {.script = "< +OK\n> CAPA\n< -ERR\n> QUIT\n< +OK\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_failure(session, pop3_session_noop(session), POP3_E_MISUSE,
	    "session is connected and not logged in");
	assert_failure(session, pop3_session_connect(session), POP3_E_MISUSE,
	    "session is connected and not logged in");
	assert_ok(session, pop3_session_quit(session));
	pop3_session_free(session);
	peer_end(&peer);
}

Test(session, nobody_logs_in_twice)
{
	struct peer peer = {.script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_failure(session, peer_login(session), POP3_E_MISUSE,
	    "session is logged in already");
	pop3_session_free(session);
	peer_end(&peer);
}
