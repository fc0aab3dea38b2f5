/*
 * Commands by hand, and what a server does unasked.
 */
#include <pop3/command.h>

#include "peer.h"

#define BY_HAND(...)                                                           \
	&(struct pop3_command)                                                 \
	{                                                                      \
		.verb = __VA_ARGS__                                            \
	}

struct shown {
	char text[512];
	bool stops;
};

static void add(struct shown *shown, struct pop3_span span)
{
	strncat(shown->text, span.octets, span.length);
	strcat(shown->text, "|");
}

static int show(void *context, const struct pop3_event *event)
{
	struct shown *shown = context;

	if (event->line.octets != NULL)
		add(shown, event->line);
	else if (event->type == POP3_EVENT_DATA)
		add(shown, event->u.data);
	else if (event->type == POP3_EVENT_COMPLETE)
		strcat(shown->text, ".");
	return shown->stops;
}

static void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

/* Says one command and asserts how its answer looks. */
static void answers(struct pop3_session *session,
    const struct pop3_command *command, const char *wanted)
{
	struct shown shown = {.stops = false};

	assert_ok(
	    session, pop3_session_command(session, command, show, &shown));
	cr_assert_str_eq(shown.text, wanted);
}

Test(command, each_verb_is_said_with_its_arguments)
{
	struct peer peer = {
	    .script = PEER_LOGIN
	    "> STAT\n< +OK 1 2 x\n> LIST\n< +OK\n< 1 2 x\n< .\n"
	    "> LIST 3\n< +OK 3 4 x\n> UIDL\n< +OK\n< 1 a\n< .\n"
	    "> UIDL 3\n< +OK 3 c\n> TOP 2 1\n< +OK\n< a\n< .\n"
	    "> RETR 2\n< +OK\n< a\n< .\n> DELE 2\n< +OK gone\n"
	    "> RSET\n< +OK back\n> NOOP\n< +OK\n> LAST\n< +OK 2\n"
	    "> CAPA\n< +OK\n< X\n< .\n> UTF8\n< +OK\n"
	    "> LANG\n< +OK\n< en English\n< .\n> LANG de\n< +OK de\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	answers(session, BY_HAND(POP3_VERB_STAT), "+OK 1 2 x|.");
	answers(session, BY_HAND(POP3_VERB_LIST), "+OK|1 2 x|.");
	answers(session, BY_HAND(POP3_VERB_LIST, .msgno = 3), "+OK 3 4 x|.");
	answers(session, BY_HAND(POP3_VERB_UIDL), "+OK|1 a|.");
	answers(session, BY_HAND(POP3_VERB_UIDL, .msgno = 3), "+OK 3 c|.");
	answers(session, BY_HAND(POP3_VERB_TOP, .msgno = 2, .lines = 1),
	    "+OK|a\r\n|.");
	answers(session, BY_HAND(POP3_VERB_RETR, .msgno = 2), "+OK|a\r\n|.");
	answers(session, BY_HAND(POP3_VERB_DELE, .msgno = 2), "+OK gone|.");
	answers(session, BY_HAND(POP3_VERB_RSET), "+OK back|.");
	answers(session, BY_HAND(POP3_VERB_NOOP), "+OK|.");
	answers(session, BY_HAND(POP3_VERB_LAST), "+OK 2|.");
	answers(session, BY_HAND(POP3_VERB_CAPA), "+OK|X|.");
	answers(session, BY_HAND(POP3_VERB_UTF8), "+OK|.");
	answers(session, BY_HAND(POP3_VERB_LANG), "+OK|en English|.");
	answers(session, BY_HAND(POP3_VERB_LANG, .language = "de"), "+OK de|.");
	end(session, &peer);
}

Test(command, refusal_is_an_answer_and_no_failure)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> RETR 9\n< -ERR [SYS/TEMP] no such message\n"
			    "> STAT\n< +OK what\n> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	answers(session, BY_HAND(POP3_VERB_RETR, .msgno = 9),
	    "-ERR [SYS/TEMP] no such message|.");
	answers(session, BY_HAND(POP3_VERB_STAT), "+OK what|.");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

static int count_scans(void *context, const struct pop3_event *event)
{
	int *count = context;

	*count += event->type == POP3_EVENT_SCAN;
	return 0;
}

Test(command, listing_may_have_any_length)
{
	enum {
		LINES = 5000
	};
	static char script[LINES * 12 + 512];
	struct peer peer = {.script = script};
	struct pop3_session *session;
	char *at = script;
	int count = 0;

	at += sprintf(at, PEER_LOGIN "> LIST\n< +OK\n");
	for (int i = 1; i <= LINES; i++)
		at += sprintf(at, "< %d 1\n", i);
	sprintf(at, "< .\n> NOOP\n< +OK\n");
	session = peer_logged_in(&peer);
	assert_ok(session, pop3_session_command(session,
			       BY_HAND(POP3_VERB_LIST), count_scans, &count));
	cr_assert_eq(count, LINES);
	answers(session, BY_HAND(POP3_VERB_NOOP), "+OK|.");
	end(session, &peer);
}

Test(command, what_cannot_be_sent_is_misuse_and_breaks_nothing)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	static const enum pop3_verb verbs[] = {POP3_VERB_NONE, POP3_VERB_USER,
	    POP3_VERB_PASS, POP3_VERB_APOP, POP3_VERB_AUTH, POP3_VERB_STLS,
	    POP3_VERB_RETR, POP3_VERB_TOP, POP3_VERB_DELE};
	struct shown shown = {.stops = false};

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
		cr_assert_eq(pop3_session_command(
				 session, BY_HAND(verbs[i]), show, &shown),
		    POP3_E_MISUSE, "%d", (int)verbs[i]);
	assert_failure(session,
	    pop3_session_command(session, BY_HAND(POP3_VERB_STAT), NULL, NULL),
	    POP3_E_MISUSE, "nobody is there for the answer");
	assert_failure(session,
	    pop3_session_command(session,
		BY_HAND(POP3_VERB_LANG, .language = "de\r\nDELE 1"), show,
		&shown),
	    POP3_E_MISUSE, "'LANG' cannot be sent so by hand");
	cr_assert_str_eq(shown.text, "");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* Who uses one struct for all commands leaves the last one's in it. */
Test(command, number_of_a_verb_that_has_none_is_not_looked_at)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct shown shown = {.stops = true};

	assert_failure(session,
	    pop3_session_command(
		session, BY_HAND(POP3_VERB_NOOP, .msgno = 1), show, &shown),
	    POP3_E_SINK, "stopped by the receiver at 'NOOP'");
	end(session, &peer);
}

Test(command, receiver_that_stops_breaks_the_session)
{
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n< +OK\n< a\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct shown shown = {.stops = true};

	assert_failure(session,
	    pop3_session_command(
		session, BY_HAND(POP3_VERB_RETR, .msgno = 1), show, &shown),
	    POP3_E_SINK, "stopped by the receiver at 'RETR 1'");
	cr_assert_eq(pop3_session_noop(session), POP3_E_SINK);
	cr_assert_eq(pop3_session_descriptor(session), -1);
	end(session, &peer);
}

Test(command, quit_ends_the_session_whatever_its_answer)
{
	struct peer peer = {.script = PEER_LOGIN "> QUIT\n< -ERR stuck\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	answers(session, BY_HAND(POP3_VERB_QUIT), "-ERR stuck|.");
	assert_failure(session, pop3_session_noop(session), POP3_E_MISUSE,
	    "session has ended");
	cr_assert_eq(pop3_session_descriptor(session), -1);
	end(session, &peer);
}

/* Where the script ends, and until the client has gone. */
static void cancel(struct peer *peer)
{
	peer_play_script(peer);
	pop3_cancel_fire(peer->context);
	(void)peer_hear(peer);
}

Test(command, cancelled_answer_breaks_and_cancelled_idleness_does_not)
{
	struct peer peer = {
	    .play = cancel, .script = PEER_LOGIN "> NOOP\n< +OK\n> RETR 1\n"};
	struct pop3_session_options options;
	struct pop3_session *session;
	struct pop3_cancel *handle;
	struct shown shown = {.stops = false};

	cr_assert_eq(pop3_cancel_new(&handle), POP3_OK);
	peer.context = handle;
	peer_start(&peer);
	options = peer_options(&peer);
	options.cancel = handle;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	pop3_cancel_fire(handle);
	cr_assert_eq(pop3_session_attend(session), POP3_E_CANCELLED);
	cr_assert_eq(pop3_session_command(
			 session, BY_HAND(POP3_VERB_NOOP), show, &shown),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(handle);
	answers(session, BY_HAND(POP3_VERB_NOOP), "+OK|.");
	cr_assert_eq(pop3_session_command(session,
			 BY_HAND(POP3_VERB_RETR, .msgno = 1), show, &shown),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(handle);
	cr_assert_eq(pop3_session_command(
			 session, BY_HAND(POP3_VERB_NOOP), show, &shown),
	    POP3_E_CANCELLED);
	end(session, &peer);
	pop3_cancel_free(handle);
}

/* ---- Between two commands ------------------------------------------------ */

Test(command, greeting_is_kept_printable)
{
	struct peer peer = {.script = "< +OK \x1B[1mready <1@x>\n"
				      "> CAPA\n< -ERR\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	session = peer_session(&options);
	cr_assert_str_eq(pop3_session_greeting(session), "");
	cr_assert_eq(pop3_session_descriptor(session), -1);
	assert_ok(session, pop3_session_connect(session));
	cr_assert_str_eq(pop3_session_greeting(session), "+OK ?[1mready <1@x>");
	end(session, &peer);
}

/* What an idle session comes to once the server has spoken or closed. */
static enum pop3_status attended(struct pop3_session *session)
{
	enum pop3_status status = pop3_session_attend(session);

	while (status == POP3_OK) {
		struct pollfd polled = {
		    .fd = pop3_session_descriptor(session),
		    .events = POLLIN,
		};

		poll(&polled, 1, -1);
		status = pop3_session_attend(session);
	}
	return status;
}

Test(command, silence_is_attended_without_waiting)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_ok(session, pop3_session_attend(session));
	assert_ok(session, pop3_session_attend(session));
	answers(session, BY_HAND(POP3_VERB_NOOP), "+OK|.");
	end(session, &peer);
}

Test(command, server_that_closes_is_noticed)
{
	struct peer peer = {.script = PEER_LOGIN};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_failure(session, attended(session), POP3_E_CLOSED,
	    "connection closed by the server");
	cr_assert_eq(pop3_session_descriptor(session), -1);
	cr_assert_eq(pop3_session_attend(session), POP3_E_CLOSED);
	end(session, &peer);
}

Test(command, autologout_is_told_in_the_servers_words)
{
	struct peer peer = {.script = PEER_LOGIN "< -ERR autologout\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	assert_failure(session, attended(session), POP3_E_CLOSED,
	    "the server ended the session: '-ERR autologout'");
	end(session, &peer);
}

/* The tickets of TLS 1.3 come unasked, too, and are nobody's business. */
Test(command, words_of_tls_itself_are_no_words)
{
	struct peer peer = {.script = "= tls\n" PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = POP3_TLS_IMPLICIT;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_ok(session, pop3_session_attend(session));
	answers(session, BY_HAND(POP3_VERB_NOOP), "+OK|.");
	cr_assert_eq(attended(session), POP3_E_CLOSED);
	end(session, &peer);
}
