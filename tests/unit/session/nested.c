/*
 * Callbacks that call the session all the same, and those that never come
 * back.
 */
#include <pop3/command.h>

#include <setjmp.h>

#include "void-sink.h"

static const struct pop3_target three[] = {{1, 3, 0}, {2, 3, 0}, {3, 3, 0}};

#define RETR(n) "> RETR " n "\n< +OK\n< a\n< .\n"

static void ignore(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)target;
	(void)text;
	*(size_t *)context += status == POP3_OK;
}

/* Asserts that each kind of call is refused; how many were. */
static size_t call(struct pop3_session *session)
{
	const char *words = "another call of this session has not ended";
	const struct pop3_listed *listed;
	size_t count, deleted = 0;

	assert_failure(
	    session, pop3_session_noop(session), POP3_E_MISUSE, words);
	assert_failure(
	    session, pop3_session_attend(session), POP3_E_MISUSE, words);
	assert_failure(session,
	    pop3_session_listing(
		session, POP3_LISTING_UIDS, &listed, &count, NULL),
	    POP3_E_MISUSE, words);
	assert_failure(session,
	    pop3_session_delete(session, three, 1, ignore, &deleted),
	    POP3_E_MISUSE, words);
	assert_failure(
	    session, pop3_session_leave(session), POP3_E_MISUSE, words);
	assert_failure(
	    session, pop3_session_quit(session), POP3_E_MISUSE, words);
	cr_assert_eq(deleted, 0);
	return 1;
}

struct caller {
	struct pop3_session *session;
	size_t refused;
	jmp_buf *away;
};

static int call_at_the_end(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct caller *caller = context;

	(void)target;
	(void)octets;
	caller->refused += call(caller->session);
	return 0;
}

/* Each RETR's answer would have been taken for DELE's, or for QUIT's. */
Test(nested, call_of_a_sink_is_misuse_and_disturbs_nothing)
{
	struct peer peer = {.script = PEER_LOGIN RETR("1") RETR("2")
				RETR("3") "> DELE 1\n< +OK\n> QUIT\n< +OK\n"};
	struct caller caller = {.session = peer_logged_in(&peer)};
	struct pop3_sink sink = void_sink;
	size_t deleted = 0;

	sink.end = call_at_the_end;
	sink.context = &caller;
	assert_ok(caller.session,
	    pop3_session_retrieve(caller.session, three, 3, &sink));
	cr_assert_eq(caller.refused, 3);
	assert_ok(caller.session,
	    pop3_session_delete(caller.session, three, 1, ignore, &deleted));
	cr_assert_eq(deleted, 1);
	assert_ok(caller.session, pop3_session_quit(caller.session));
	pop3_session_free(caller.session);
	peer_end(&peer);
}

static bool call_and_keep(void *context, const struct pop3_listed *listed)
{
	struct caller *caller = context;

	(void)listed;
	caller->refused += call(caller->session);
	return false;
}

Test(nested, call_of_a_sieve_is_misuse_and_disturbs_nothing)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> LIST\n< +OK\n< 1 3\n< 2 3\n< .\n"
			    "> UIDL\n< +OK\n< 1 a\n< 2 b\n< .\n"};
	struct caller caller = {.session = peer_logged_in(&peer)};
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(
	    caller.session, pop3_session_sift(caller.session, call_and_keep,
				&caller, &listed, &count, NULL));
	cr_assert_eq(count, 2);
	cr_assert_eq(caller.refused, 2);
	pop3_session_free(caller.session);
	peer_end(&peer);
}

static void call_at_a_step(void *context, enum pop3_step step)
{
	struct caller *caller = context;

	(void)step;
	assert_failure(caller->session, pop3_session_connect(caller->session),
	    POP3_E_MISUSE, "another call of this session has not ended");
	cr_assert_eq(pop3_session_noop(caller->session), POP3_E_MISUSE);
	cr_assert_eq(pop3_session_quit(caller->session), POP3_E_MISUSE);
	caller->refused++;
}

/* No answer is awaited then, and there is no connection at first. */
Test(nested, call_at_a_step_is_misuse_and_disturbs_nothing)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct caller caller = {0};
	struct pop3_session_options options;

	peer_start(&peer);
	options = peer_options(&peer);
	options.step = call_at_a_step;
	options.step_context = &caller;
	caller.session = peer_session(&options);
	assert_ok(caller.session, pop3_session_connect(caller.session));
	assert_ok(caller.session, peer_login(caller.session));
	assert_ok(caller.session, pop3_session_noop(caller.session));
	cr_assert_eq(caller.refused, 3);
	pop3_session_free(caller.session);
	peer_end(&peer);
}

static const char *call_for_a_token(void *context)
{
	struct caller *caller = context;

	assert_failure(caller->session,
	    pop3_session_capa(caller->session, NULL, NULL), POP3_E_MISUSE,
	    "another call of this session has not ended");
	cr_assert_eq(pop3_session_quit(caller->session), POP3_E_MISUSE);
	caller->refused++;
	return NULL;
}

Test(nested, call_while_a_token_is_asked_for_is_misuse_and_disturbs_nothing)
{
	struct peer peer = {.script =
				"< +OK\n> CAPA\n< -ERR\n> AUTH XOAUTH2\n< + \n"
				"> dXNlcj1qaW0BYXV0aD1CZWFyZXIgc3RhbGUBAQ==\n"
				"< -ERR no\n> USER jim\n< +OK\n"
				"> PASS s3cret\n< +OK\n"};
	struct caller caller = {0};
	const struct pop3_credentials credentials = {.size = sizeof credentials,
	    .user = "jim",
	    .password = "stale",
	    .mechanism = "XOAUTH2",
	    .secret_again = call_for_a_token,
	    .context = &caller};
	struct pop3_session_options options;

	peer_start(&peer);
	options = peer_options(&peer);
	caller.session = peer_session(&options);
	assert_ok(caller.session, pop3_session_connect(caller.session));
	assert_failure(caller.session,
	    pop3_session_login(caller.session, &credentials), POP3_E_AUTH,
	    "login refused for 'jim' (XOAUTH2): no");
	cr_assert_eq(caller.refused, 1);
	assert_ok(caller.session, peer_login(caller.session));
	pop3_session_free(caller.session);
	peer_end(&peer);
}

static int call_at_the_event(void *context, const struct pop3_event *event)
{
	struct caller *caller = context;

	(void)event;
	caller->refused += call(caller->session);
	return 0;
}

/* At COMPLETE, the last of them, no answer is awaited any more. */
Test(nested, call_at_any_event_is_misuse_and_disturbs_nothing)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> LIST\n< +OK\n< 1 3\n< .\n> NOOP\n< +OK\n"};
	struct caller caller = {.session = peer_logged_in(&peer)};
	const struct pop3_command list = {.verb = POP3_VERB_LIST};

	assert_ok(caller.session, pop3_session_command(caller.session, &list,
				      call_at_the_event, &caller));
	cr_assert_eq(caller.refused, 3);
	assert_ok(caller.session, pop3_session_noop(caller.session));
	pop3_session_free(caller.session);
	peer_end(&peer);
}

static int go_away(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	const struct caller *caller = context;

	(void)target;
	(void)octets;
	longjmp(*caller->away, 1);
}

/* As an exception of C++ may leave one. */
Test(nested, call_that_never_ended_leaves_nothing_but_free)
{
	struct peer peer = {.script = PEER_LOGIN RETR("1")};
	struct pop3_session *session = peer_logged_in(&peer);
	jmp_buf away;
	struct caller caller = {.away = &away};
	struct pop3_sink sink = void_sink;

	sink.end = go_away;
	sink.context = &caller;
	if (setjmp(away) == 0)
		pop3_session_retrieve(session, three, 3, &sink);
	call(session);
	pop3_session_free(session);
	peer_end(&peer);
	cr_assert_null(strstr(peer.seen, "DELE"));
}
