/*
 * Time limits and cancelling.
 */
#include "peer.h"
#include "void-sink.h"

/* Says nothing more and waits for the client to go. */
static void say_no_more(struct peer *peer)
{
	while (peer_hear(peer) != NULL)
		;
}

static void play_and_stall(struct peer *peer)
{
	peer_play_script(peer);
	say_no_more(peer);
}

/* What peer->context is sent, an octet every some milliseconds, for ever. */
static void play_and_drip(struct peer *peer)
{
	const char *octet = peer->context;

	peer_play_script(peer);
	while (peer_send(peer, octet, 1)) {
		poll(NULL, 0, 20);
		if (octet[1] != '\0')
			octet++;
	}
}

static struct pop3_session *session_with(
    struct peer *peer, uint32_t timeout_ms, uint32_t deadline_ms)
{
	struct pop3_session_options options;

	peer_start(peer);
	options = peer_options(peer);
	options.timeout_ms = timeout_ms;
	options.deadline_ms = deadline_ms;
	return peer_session(&options);
}

static void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

/* ---- Each step ----------------------------------------------------------- */

static void connect_stalls(struct peer *peer, enum pop3_tls_mode tls,
    uint32_t timeout_ms, const char *text)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer->play = play_and_stall;
	peer_start(peer);
	options = peer_options(peer);
	options.tls = tls;
	options.timeout_ms = timeout_ms;
	session = peer_session(&options);
	assert_failure(
	    session, pop3_session_connect(session), POP3_E_TIMEOUT, text);
	assert_failure(
	    session, pop3_session_quit(session), POP3_E_TIMEOUT, text);
	end(session, peer);
}

Test(limits, silence_is_named_by_its_step)
{
	struct peer greeting = {.script = ""};
	struct peer half_greeting = {.script = "<- +OK rea\n"};
	struct peer capa = {.script = "< +OK\n> CAPA\n"};
	struct peer capa_list = {.script = "< +OK\n> CAPA\n< +OK\n< TOP\n"};
	struct peer handshake = {.script = ""};
	struct peer stls = {.script = "< +OK\n> CAPA\n< -ERR\n> STLS\n< +OK\n"};

	connect_stalls(&greeting, POP3_TLS_NONE, 500,
	    "no greeting within 500 milliseconds");
	connect_stalls(&half_greeting, POP3_TLS_NONE, 500,
	    "no greeting within 500 milliseconds");
	connect_stalls(
	    &capa, POP3_TLS_NONE, 1000, "no answer to 'CAPA' within 1 second");
	connect_stalls(&capa_list, POP3_TLS_NONE, 500,
	    "no more of the answer to 'CAPA' within 500 milliseconds");
	connect_stalls(&handshake, POP3_TLS_IMPLICIT, 500,
	    "no TLS handshake with '127.0.0.1' within 500 milliseconds");
	connect_stalls(&stls, POP3_TLS_STARTTLS, 500,
	    "no TLS handshake with '127.0.0.1' within 500 milliseconds");
}

Test(limits, silence_at_a_message_is_named_by_its_number)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> DELE 3\n", .play = play_and_stall};
	struct pop3_session *session = session_with(&peer, 500, 0);
	const struct pop3_target target = {.msgno = 3};

	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_failure(session,
	    pop3_session_delete(session, &target, 1, pass_over, NULL),
	    POP3_E_TIMEOUT, "no answer to 'DELE 3' within 500 milliseconds");
	end(session, &peer);
}

Test(limits, lost_answer_to_quit_does_not_keep_us)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> QUIT\n", .play = play_and_stall};
	struct pop3_session *session = session_with(&peer, 500, 0);

	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_failure(session, pop3_session_quit(session), POP3_E_TIMEOUT,
	    "no answer to 'QUIT' within 500 milliseconds");
	end(session, &peer);
}

/* ---- Drips --------------------------------------------------------------- */

/* Each octet comes in time, the line never. */
Test(limits, status_line_is_due_as_a_whole)
{
	struct peer greeting = {
	    .script = "", .play = play_and_drip, .context = "+OK xxxx"};
	struct peer answer = {.script = PEER_LOGIN "> NOOP\n",
	    .play = play_and_drip,
	    .context = "+OK xxxx"};
	struct pop3_session *session = session_with(&greeting, 500, 0);

	assert_failure(session, pop3_session_connect(session), POP3_E_TIMEOUT,
	    "no greeting within 500 milliseconds");
	end(session, &greeting);
	session = session_with(&answer, 500, 0);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_failure(session, pop3_session_noop(session), POP3_E_TIMEOUT,
	    "no answer to 'NOOP' within 500 milliseconds");
	end(session, &answer);
}

static void drip_a_listing(struct peer *peer)
{
	const char *listing = "1 100000000000000\r\n.\r\n";

	peer_play_script(peer);
	for (; *listing != '\0'; listing++) {
		poll(NULL, 0, 50);
		peer_send(peer, listing, 1);
	}
}

/* Its one line takes nearly a second, each silence a twentieth. */
Test(limits, listing_may_take_longer_than_a_silence)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> LIST\n< +OK\n", .play = drip_a_listing};
	struct pop3_session *session = session_with(&peer, 500, 0);
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_ok(session, pop3_session_listing(session, POP3_LISTING_OCTETS,
			       &listed, &count, NULL));
	cr_assert_eq(count, 1);
	end(session, &peer);
}

static void answer_late_twice(struct peer *peer)
{
	peer_play_script(peer);
	poll(NULL, 0, 1000);
	peer_say(peer, "+OK");
	poll(NULL, 0, 1000);
	peer_say(peer, ".");
}

Test(limits, silence_behind_the_status_line_is_a_new_one)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> LIST\n", .play = answer_late_twice};
	struct pop3_session *session = session_with(&peer, 1500, 0);
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_ok(session, pop3_session_listing(session, POP3_LISTING_OCTETS,
			       &listed, &count, NULL));
	end(session, &peer);
}

/* ---- The whole ----------------------------------------------------------- */

Test(limits, deadline_ends_a_listing_that_drips_for_ever)
{
	struct peer peer = {.script = PEER_LOGIN "> LIST\n< +OK\n",
	    .play = play_and_drip,
	    .context = "1 1"};
	struct pop3_session *session = session_with(&peer, 20000, 1000);
	const struct pop3_listed *listed;
	size_t count;

	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_failure(session,
	    pop3_session_listing(
		session, POP3_LISTING_OCTETS, &listed, &count, NULL),
	    POP3_E_TIMEOUT,
	    "session not finished: no more of the answer to 'LIST' within "
	    "1 second");
	end(session, &peer);
}

static void never_end_message(struct peer *peer)
{
	static char octets[65536];

	memset(octets, 'x', sizeof octets);
	peer_play_script(peer);
	while (peer_send(peer, octets, sizeof octets))
		;
}

/* It never makes us wait, so no wait can end it. */
Test(limits, deadline_ends_a_message_that_streams_for_ever)
{
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n< +OK\n",
	    .play = never_end_message};
	struct pop3_session *session = session_with(&peer, 20000, 1000);
	const struct pop3_target target = {.msgno = 1};

	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_failure(session,
	    pop3_session_retrieve(session, &target, 1, &void_sink),
	    POP3_E_TIMEOUT,
	    "session not finished: no more of the answer to 'RETR 1' within "
	    "1 second");
	end(session, &peer);
}

/* ---- The caller's own time ----------------------------------------------- */

static int dawdle(void *context)
{
	const int *paused = context;

	poll(NULL, 0, 800);
	return write(paused[1], "p", 1) == 1 ? 0 : 1;
}

/* Half a line after one pause, the rest after the next. */
static void answer_after_two_pauses(struct peer *peer)
{
	const int *paused = peer->context;
	char octet;

	peer_play_script(peer);
	cr_assert_eq(read(paused[0], &octet, 1), 1);
	peer_send(peer, "+O", 2);
	cr_assert_eq(read(paused[0], &octet, 1), 1);
	peer_say(peer, "K\r\n.");
}

/* A pause longer than the timeout is no fault of the server. */
Test(limits, time_of_a_pause_is_not_the_servers)
{
	int paused[2];
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n",
	    .play = answer_after_two_pauses,
	    .context = paused};
	const struct pop3_target target = {.msgno = 1};
	struct pop3_sink sink = void_sink;
	struct pop3_session *session;

	cr_assert_eq(pipe(paused), 0);
	session = session_with(&peer, 600, 0);
	sink.pause = dawdle;
	sink.context = paused;
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	assert_ok(session, pop3_session_retrieve(session, &target, 1, &sink));
	end(session, &peer);
	close(paused[0]);
	close(paused[1]);
}

/* ---- Cancelling ---------------------------------------------------------- */

/* Fires once the client waits for an answer. */
static void play_and_fire(struct peer *peer)
{
	peer_play_script(peer);
	pop3_cancel_fire(peer->context);
	say_no_more(peer);
}

static struct pop3_session *cancellable(
    struct peer *peer, struct pop3_cancel *cancel, enum pop3_tls_mode tls)
{
	struct pop3_session_options options;

	peer->context = cancel;
	peer_start(peer);
	options = peer_options(peer);
	options.cancel = cancel;
	options.tls = tls;
	return peer_session(&options);
}

static void connect_is_cancelled(const char *script, enum pop3_tls_mode tls)
{
	struct peer peer = {.script = script, .play = play_and_fire};
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	session = cancellable(&peer, cancel, tls);
	cr_assert_eq(pop3_session_connect(session), POP3_E_CANCELLED);
	cr_assert_eq(pop3_session_quit(session), POP3_E_CANCELLED);
	end(session, &peer);
	pop3_cancel_free(cancel);
}

Test(limits, any_wait_of_connecting_is_cancelled)
{
	connect_is_cancelled("", POP3_TLS_NONE);
	connect_is_cancelled("", POP3_TLS_IMPLICIT);
	connect_is_cancelled("< +OK\n> CAPA\n< +OK\n", POP3_TLS_NONE);
	connect_is_cancelled(
	    "< +OK\n> CAPA\n< -ERR\n> STLS\n< +OK\n", POP3_TLS_STARTTLS);
}

Test(limits, cancel_in_the_middle_breaks_the_session)
{
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n< +OK\n< abc\n",
	    .play = play_and_fire};
	const struct pop3_target target = {.msgno = 1};
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	session = cancellable(&peer, cancel, POP3_TLS_NONE);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	cr_assert_eq(pop3_session_retrieve(session, &target, 1, &void_sink),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(cancel);
	cr_assert_eq(pop3_session_quit(session), POP3_E_CANCELLED);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "QUIT"));
	pop3_cancel_free(cancel);
}

/* The same with time to end in good order. */
static struct pop3_session *graceful(struct peer *peer,
    struct pop3_cancel *cancel, enum pop3_pipelining pipelining)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer->context = cancel;
	peer_start(peer);
	options = peer_options(peer);
	options.cancel = cancel;
	options.grace_ms = 10000;
	options.pipelining = pipelining;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	return session;
}

/* Fires inside the first message, and then sends the rest of it. */
static void fire_inside(struct peer *peer)
{
	peer_play_script(peer);
	pop3_cancel_fire(peer->context);
	peer_say(peer, "rest");
	peer_say(peer, ".");
}

static void fire_inside_and_go_on(struct peer *peer)
{
	fire_inside(peer);
	peer->script = "> DELE 1\n< +OK\n> QUIT\n< +OK\n";
	peer_play_script(peer);
}

static void fire_inside_and_again(struct peer *peer)
{
	fire_inside(peer);
	peer->script = "> DELE 1\n";
	peer_play_script(peer);
	pop3_cancel_fire(peer->context);
	say_no_more(peer);
}

static void void_deleted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	pass_over(context, target, status, text);
}

Test(limits, cancelled_with_grace_a_bulk_call_ends_in_good_order)
{
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n< +OK\n< abc\n",
	    .play = fire_inside_and_go_on};
	const struct pop3_target targets[] = {
	    {.msgno = 1}, {.msgno = 2}, {.msgno = 3}};
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	session = graceful(&peer, cancel, POP3_PIPELINING_OFF);
	assert_failure(session,
	    pop3_session_retrieve(session, targets, 3, &void_sink),
	    POP3_E_CANCELLED, "cancelled");
	assert_failure(
	    session, pop3_session_noop(session), POP3_E_CANCELLED, "cancelled");
	pop3_cancel_reset(cancel);
	assert_ok(session,
	    pop3_session_delete(session, targets, 1, void_deleted, NULL));
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "RETR 2"));
	pop3_cancel_free(cancel);
}

/* Fires before the answer to LIST, behind which RETR waits. */
static void fire_before_list(struct peer *peer)
{
	peer_play_script(peer);
	pop3_cancel_fire(peer->context);
	peer->script = "< +OK 1 9\n> DELE 1\n< +OK\n> QUIT\n< +OK\n";
	peer_play_script(peer);
}

static void end_lists_and_retrs(
    const char *script, void (*play)(struct peer *peer), const char *withdrawn)
{
	struct peer peer = {.script = script, .play = play};
	const struct pop3_target targets[] = {{.msgno = 1}, {.msgno = 2}};
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	session = graceful(&peer, cancel, POP3_PIPELINING_OFF);
	assert_failure(session,
	    pop3_session_list_and_retrieve(session, targets, 2, &void_sink),
	    POP3_E_CANCELLED, "cancelled");
	pop3_cancel_reset(cancel);
	assert_ok(session,
	    pop3_session_delete(session, targets, 1, void_deleted, NULL));
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, withdrawn));
	pop3_cancel_free(cancel);
}

Test(limits, cancelled_with_grace_list_goes_without_its_retr)
{
	end_lists_and_retrs(
	    PEER_LOGIN "> LIST 1\n", fire_before_list, "RETR 1");
	end_lists_and_retrs(PEER_LOGIN
	    "> LIST 1\n< +OK 1 9\n> RETR 1\n< +OK\n< abc\n",
	    fire_inside_and_go_on, "LIST 2");
}

/* A message that never ends. */
static void drip_lines(struct peer *peer)
{
	peer_play_script(peer);
	while (peer_send(peer, "abc\r\n", 5))
		poll(NULL, 0, 20);
}

struct firing {
	struct pop3_cancel *cancel;
	unsigned times; /* that there were octets */
};

/* First, and then again and again, so that it is seen to be fired between. */
static int fire_at_octets(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct firing *firing = context;

	(void)target;
	(void)octets;
	(void)length;
	if (++firing->times != 2)
		pop3_cancel_fire(firing->cancel);
	return 0;
}

/* Before the session can look. */
static int fire_twice(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct firing *firing = context;

	(void)target;
	(void)octets;
	(void)length;
	if (firing->times++ == 0) {
		pop3_cancel_fire(firing->cancel);
		pop3_cancel_fire(firing->cancel);
	}
	return 0;
}

static void break_inside_a_message(int (*fire)(void *context,
    const struct pop3_target *target, const char *octets, size_t length))
{
	struct peer peer = {
	    .script = PEER_LOGIN "> RETR 1\n< +OK\n", .play = drip_lines};
	const struct pop3_target target = {.msgno = 1};
	struct firing firing = {0};
	struct pop3_sink sink = void_sink;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&firing.cancel), POP3_OK);
	session = graceful(&peer, firing.cancel, POP3_PIPELINING_OFF);
	sink.data = fire;
	sink.context = &firing;
	assert_failure(session,
	    pop3_session_retrieve(session, &target, 1, &sink), POP3_E_CANCELLED,
	    "cancelled");
	pop3_cancel_reset(firing.cancel);
	cr_assert_eq(pop3_session_quit(session), POP3_E_CANCELLED);
	end(session, &peer);
	pop3_cancel_free(firing.cancel);
}

Test(limits, cancelled_again_inside_a_message_the_session_breaks_at_once)
{
	break_inside_a_message(fire_at_octets);
}

Test(limits, cancelled_twice_at_once_there_is_no_grace)
{
	break_inside_a_message(fire_twice);
}

Test(limits, in_a_hurry_a_silent_server_is_not_waited_for)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> DELE 1\n", .play = play_and_stall};
	const struct pop3_target target = {.msgno = 1};
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(&peer);
	options = peer_options(&peer);
	options.grace_ms = 50;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	pop3_session_hurry(session);
	assert_ok(session, peer_login(session));
	pop3_session_hurry(session);
	assert_failure(session,
	    pop3_session_delete(session, &target, 1, void_deleted, NULL),
	    POP3_E_CANCELLED, "cancelled: no answer to 'DELE 1' soon enough");
	end(session, &peer);
}

Test(limits, cancelled_again_the_session_breaks)
{
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n< +OK\n< abc\n",
	    .play = fire_inside_and_again};
	const struct pop3_target targets[] = {{.msgno = 1}, {.msgno = 2}};
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	session = graceful(&peer, cancel, POP3_PIPELINING_OFF);
	cr_assert_eq(pop3_session_retrieve(session, targets, 2, &void_sink),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(cancel);
	cr_assert_eq(
	    pop3_session_delete(session, targets, 1, void_deleted, NULL),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(cancel);
	cr_assert_eq(pop3_session_quit(session), POP3_E_CANCELLED);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "QUIT"));
	pop3_cancel_free(cancel);
}

Test(limits, grace_that_is_over_breaks_the_session)
{
	struct peer peer = {.script = PEER_LOGIN "> RETR 1\n< +OK\n< abc\n",
	    .play = play_and_fire};
	const struct pop3_target target = {.msgno = 1};
	struct pop3_session_options options;
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	peer.context = cancel;
	peer_start(&peer);
	options = peer_options(&peer);
	options.cancel = cancel;
	options.grace_ms = 100;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	cr_assert_eq(pop3_session_retrieve(session, &target, 1, &void_sink),
	    POP3_E_CANCELLED);
	pop3_cancel_reset(cancel);
	cr_assert_eq(pop3_session_quit(session), POP3_E_CANCELLED);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "QUIT"));
	pop3_cancel_free(cancel);
}

Test(limits, cancel_between_two_calls_leaves_quit_possible)
{
	struct peer peer = {.script = PEER_LOGIN "> QUIT\n< +OK\n"};
	const struct pop3_target target = {.msgno = 1};
	struct pop3_cancel *cancel;
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	session = cancellable(&peer, cancel, POP3_TLS_NONE);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	pop3_cancel_fire(cancel);
	assert_failure(session,
	    pop3_session_retrieve(session, &target, 1, &void_sink),
	    POP3_E_CANCELLED, "cancelled");
	pop3_cancel_reset(cancel);
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
	pop3_cancel_free(cancel);
}

static struct pop3_cancel *fired_by_signal;

static void on_signal(int number)
{
	(void)number;
	pop3_cancel_fire(fired_by_signal);
}

static void play_and_signal(struct peer *peer)
{
	peer_play_script(peer);
	kill(getpid(), SIGUSR1);
	say_no_more(peer);
}

Test(limits, signal_handler_may_cancel)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> NOOP\n", .play = play_and_signal};
	struct sigaction action = {.sa_handler = on_signal};
	struct pop3_session *session;

	cr_assert_eq(pop3_cancel_new(&fired_by_signal), POP3_OK);
	sigaction(SIGUSR1, &action, NULL);
	session = cancellable(&peer, fired_by_signal, POP3_TLS_NONE);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	cr_assert_eq(pop3_session_noop(session), POP3_E_CANCELLED);
	end(session, &peer);
	pop3_cancel_free(fired_by_signal);
}
