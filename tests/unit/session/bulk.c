/*
 * RETR, TOP and DELE of many messages.
 */
#include "peer.h"

/* A sink that writes down what it is told: "[1+abc=3]" for a message,
 * "[2:67 words]" for a refused one. */
struct notes {
	char text[4096];
	size_t length;
	size_t messages;
	size_t refusals;
	uint64_t octets;
	uintptr_t begun;     /* the tag of the message that began last */
	const char *stop_at; /* the callback that asks to stop, or NULL */
	bool brief;	     /* counts only */
};

static void note(struct notes *notes, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void note(struct notes *notes, const char *format, ...)
{
	va_list arguments;

	if (notes->brief)
		return;
	va_start(arguments, format);
	notes->length += (size_t)vsnprintf(notes->text + notes->length,
	    sizeof notes->text - notes->length, format, arguments);
	va_end(arguments);
}

static int answer(const struct notes *notes, const char *callback)
{
	return notes->stop_at != NULL && strcmp(notes->stop_at, callback) == 0;
}

static int on_begin(void *context, const struct pop3_target *target)
{
	struct notes *notes = context;

	notes->begun = target->tag;
	note(notes, "[%lu+", (unsigned long)target->tag);
	return answer(notes, "begin");
}

static int on_data(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct notes *notes = context;

	cr_assert_eq(target->tag, notes->begun);
	notes->octets += length;
	note(notes, "%.*s", (int)length, octets);
	return answer(notes, "data");
}

static int on_end(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct notes *notes = context;

	cr_assert_eq(target->tag, notes->begun);
	notes->messages++;
	note(notes, "=%lu]", (unsigned long)octets);
	return answer(notes, "end");
}

static void on_refused(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct notes *notes = context;

	notes->refusals++;
	note(notes, "[%lu:%d %s]", (unsigned long)target->tag, (int)status,
	    text);
}

static int on_pause(void *context)
{
	return answer(context, "pause");
}

static struct pop3_sink sink_of(struct notes *notes)
{
	return (struct pop3_sink){
	    .begin = on_begin,
	    .data = on_data,
	    .end = on_end,
	    .refused = on_refused,
	    .pause = on_pause,
	    .context = notes,
	};
}

static void end(struct pop3_session *session, struct peer *peer)
{
	pop3_session_free(session);
	peer_end(peer);
}

static const struct pop3_target targets[] = {
    {.msgno = 3, .octets = 5, .tag = 30},
    {.msgno = 1, .octets = 0, .tag = 10},
    {.msgno = 7, .octets = 900, .tag = 70},
};

Test(bulk, messages_come_in_the_order_of_the_targets)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> RETR 3\n< +OK\n< abc\n< .\n"
			    "> RETR 1\n< -ERR no \\0such\n"
			    "> RETR 7\n< +OK\n< ..\n< .\n> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_retrieve(session, targets, 3, &sink));
	cr_assert_str_eq(
	    notes.text, "[30+abc\r\n=5][10:69 no ?such][70+.\r\n=3]");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(bulk, refusals_have_the_status_of_their_code)
{
	struct peer peer = {
	    .script = PEER_LOGIN
	    "> RETR 3\n< -ERR [SYS/TEMP] a\n> RETR 1\n< -ERR [SYS/PERM] b\n"
	    "> RETR 7\n< -ERR locked\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_retrieve(session, targets, 3, &sink));
	cr_assert_str_eq(notes.text, "[30:67 a][10:68 b][70:69 locked]");
	end(session, &peer);
}

Test(bulk, top_asks_for_lines)
{
	struct peer peer = {
	    .script = PEER_LOGIN
	    "> TOP 3 0\n< +OK\n< a\n< .\n> TOP 1 0\n< +OK\n< .\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_top(session, targets, 2, 0, &sink));
	cr_assert_str_eq(notes.text, "[30+a\r\n=3][10+=0]");
	end(session, &peer);
}

Test(bulk, nothing_to_do_says_nothing)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_retrieve(session, NULL, 0, &sink));
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(bulk, misuse_says_nothing)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	const struct pop3_target wrong[] = {{.msgno = 1}, {.msgno = 0}};
	struct notes notes = {0};
	struct pop3_sink sink = sink_of(&notes);

	assert_failure(session, pop3_session_retrieve(session, wrong, 2, &sink),
	    POP3_E_MISUSE, "message-numbers begin at 1");
	sink.end = NULL;
	assert_failure(session,
	    pop3_session_retrieve(session, targets, 1, &sink), POP3_E_MISUSE,
	    "a callback of the receiver is missing");
	assert_failure(session,
	    pop3_session_retrieve(session, targets, 1, NULL), POP3_E_MISUSE,
	    "a callback of the receiver is missing");
	assert_failure(session,
	    pop3_session_delete(session, targets, 1, NULL, NULL), POP3_E_MISUSE,
	    "a callback of the receiver is missing");
	assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

/* ---- Stopping ------------------------------------------------------------ */

static void stall(struct peer *peer)
{
	peer_play_script(peer);
	while (peer_hear(peer) != NULL)
		;
}

static void stops_at(const char *callback, const char *script, const char *text)
{
	struct peer peer = {.script = script, .play = stall};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {.stop_at = callback};
	const struct pop3_sink sink = sink_of(&notes);

	assert_failure(session,
	    pop3_session_retrieve(session, targets, 3, &sink), POP3_E_SINK,
	    text);
	assert_failure(session, pop3_session_quit(session), POP3_E_SINK, text);
	end(session, &peer);
	cr_assert_not(peer_saw(&peer, "QUIT"));
}

Test(bulk, sink_stops_it_and_breaks_the_session)
{
	const char *script = PEER_LOGIN "> RETR 3\n< +OK\n< abc\n< .\n";
	const char *text = "stopped by the receiver at 'RETR 3'";

	stops_at("begin", script, text);
	stops_at("data", script, text);
	stops_at("end", script, text);
}

static struct pop3_session *logged_in_pipelining(struct peer *peer);

Test(bulk, end_at_which_it_is_stopped_is_of_its_message)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> RETR 3\n> RETR 1\n< +OK\n< a\n< .\n< +OK\n"};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct notes notes = {.stop_at = "end"};
	const struct pop3_sink sink = sink_of(&notes);

	assert_failure(session,
	    pop3_session_retrieve(session, targets, 2, &sink), POP3_E_SINK,
	    "stopped by the receiver at 'RETR 3'");
	end(session, &peer);
}

Test(bulk, pause_may_stop_it_too)
{
	stops_at("pause", PEER_LOGIN "> RETR 3\n",
	    "stopped by the receiver while waiting for the server");
}

/* Answers only once the sink's pause was called. */
static void answer_after_a_pause(struct peer *peer)
{
	const int *paused = peer->context;
	char octet;

	peer_play_script(peer);
	cr_assert_eq(read(paused[0], &octet, 1), 1);
	peer_say(peer, "+OK\r\n.");
}

static int tell_pause(void *context)
{
	struct notes *notes = context;

	return write((int)notes->octets, "p", 1) == 1 ? 0 : 1;
}

Test(bulk, pause_is_called_before_a_wait)
{
	int paused[2];
	struct peer peer = {.play = answer_after_a_pause,
	    .script = PEER_LOGIN "> RETR 3\n",
	    .context = paused};
	struct pop3_session *session;
	struct notes notes = {0};
	struct pop3_sink sink = sink_of(&notes);

	cr_assert_eq(pipe(paused), 0);
	notes.octets = (uint64_t)paused[1];
	sink.pause = tell_pause;
	session = peer_logged_in(&peer);
	assert_ok(session, pop3_session_retrieve(session, targets, 1, &sink));
	cr_assert_str_eq(notes.text, "[30+=0]");
	end(session, &peer);
	close(paused[0]);
	close(paused[1]);
}

Test(bulk, message_without_its_terminator_never_ends)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> RETR 3\n< +OK\n< abc\n<- .\\r\n= close\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_failure(session,
	    pop3_session_retrieve(session, targets, 3, &sink), POP3_E_CLOSED,
	    "connection closed inside message 3");
	cr_assert_str_eq(notes.text, "[30+abc\r\n");
	end(session, &peer);
}

/* WildDuck's "+OK" of the second stands inside the first. */
#define OUT_OF_ORDER "< +OK\n< abc\n< +OK\n< .\n< def\n< .\n"

Test(bulk, message_whose_terminator_no_answer_follows_never_ends)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> RETR 3\n> RETR 1\n" OUT_OF_ORDER};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_failure(session,
	    pop3_session_retrieve(session, targets, 2, &sink), POP3_E_PROTOCOL,
	    "the answer to 'RETR 1' has no status indicator: 'def'");
	cr_assert_str_eq(notes.text, "[30+abc\r\n+OK\r\n");
	end(session, &peer);
}

Test(bulk, message_that_more_of_it_follows_never_ends)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> RETR 3\n<- +OK\\r\\na\\r\\n.\\r\\nb\\r\\n\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_failure(session,
	    pop3_session_retrieve(session, targets, 1, &sink), POP3_E_PROTOCOL,
	    "the server spoke without being asked: 'b'");
	cr_assert_str_eq(notes.text, "[30+a\r\n");
	end(session, &peer);
}

/* The rest of one may come as a line without an end. */
static void end_too_early(struct peer *peer)
{
	char rest[70000];

	memset(rest, 'b', sizeof rest);
	peer_play_script(peer);
	peer_say(peer, "+OK\r\na\r\n.");
	peer_send(peer, rest, sizeof rest);
}

static void never_ends(struct peer *peer)
{
	struct pop3_session *session = logged_in_pipelining(peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	cr_assert_eq(
	    pop3_session_retrieve(session, targets, 2, &sink), POP3_E_PROTOCOL);
	cr_assert(strncmp(pop3_session_error(session)->text,
		      "the answer to 'RETR 1' has no status indicator: 'bbb",
		      51) == 0);
	cr_assert_str_eq(notes.text, "[30+a\r\n");
	end(session, peer);
}

Test(bulk, message_that_a_long_line_follows_never_ends)
{
	struct peer peer = {
	    .play = end_too_early, .script = PEER_LOGIN "> RETR 3\n> RETR 1\n"};

	never_ends(&peer);
}

Test(bulk, message_that_half_a_line_follows_never_ends)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> RETR 3\n> RETR 1\n"
			    "<- +OK\\r\\na\\r\\n.\\r\\nbbb\n= close\n"};

	never_ends(&peer);
}

static int stop_behind_a_message(void *context)
{
	const struct notes *notes = context;

	return strstr(notes->text, "a\r\n") != NULL;
}

Test(bulk, receiver_that_has_stopped_hears_of_no_end)
{
	struct peer peer = {.play = stall,
	    .script = PEER_LOGIN "> RETR 3\n> RETR 1\n< +OK\n< a\n< .\n"};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct notes notes = {0};
	struct pop3_sink sink = sink_of(&notes);

	sink.pause = stop_behind_a_message;
	cr_assert_eq(
	    pop3_session_retrieve(session, targets, 2, &sink), POP3_E_SINK);
	cr_assert_str_eq(notes.text, "[30+a\r\n");
	end(session, &peer);
}

/* Between the two: what the peer waits for, and what the receiver does. */
struct handshake {
	struct notes notes;
	int begun[2];
	int sent[2];
};

/* The rest comes once the terminator has been read. */
static void send_the_rest_late(struct peer *peer)
{
	const struct handshake *handshake = peer->context;
	char octet;

	peer_play_script(peer);
	cr_assert_eq(read(handshake->begun[0], &octet, 1), 1);
	peer_say(peer, "b");
	cr_assert_eq(write(handshake->sent[1], "s", 1), 1);
}

static int await_the_rest(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct handshake *handshake = context;
	char octet;

	return write(handshake->begun[1], "b", 1) == 1 &&
		       read(handshake->sent[0], &octet, 1) == 1
		   ? on_data(&handshake->notes, target, octets, length)
		   : 1;
}

Test(bulk, message_that_more_of_it_follows_unread_never_ends)
{
	struct handshake handshake = {.notes = {.length = 0}};
	struct peer peer = {.play = send_the_rest_late,
	    .context = &handshake,
	    .script = PEER_LOGIN "> RETR 3\n<- +OK\\r\\na\\r\\n.\\r\\n\n"};
	struct pop3_sink sink = sink_of(&handshake.notes);
	struct pop3_session *session;

	cr_assert_eq(pipe(handshake.begun), 0);
	cr_assert_eq(pipe(handshake.sent), 0);
	sink.data = await_the_rest;
	session = peer_logged_in(&peer);
	assert_failure(session,
	    pop3_session_retrieve(session, targets, 1, &sink), POP3_E_PROTOCOL,
	    "the server spoke without being asked: 'b'");
	cr_assert_str_eq(handshake.notes.text, "[30+a\r\n");
	end(session, &peer);
	for (int i = 0; i < 2; i++) {
		close(handshake.begun[i]);
		close(handshake.sent[i]);
	}
}

Test(bulk, message_ends_where_the_connection_does_behind_it)
{
	struct peer peer = {.script = PEER_LOGIN
			    "> RETR 3\n> RETR 1\n< +OK\n< abc\n< .\n= close\n"};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	cr_assert_eq(
	    pop3_session_retrieve(session, targets, 2, &sink), POP3_E_CLOSED);
	cr_assert_str_eq(notes.text, "[30+abc\r\n=5]");
	end(session, &peer);
}

/* The pipeline is full of commands nobody will answer; the reason stands
 * before the end of the connection all the same. */
static void refuse_and_close(struct peer *peer)
{
	peer_play_script(peer);
	peer_expect(peer, "RETR 1");
	peer_say(peer, "-ERR [SYS/TEMP] enough for today");
	close(peer->fd); /* with RETRs unread: a reset */
	peer->fd = -1;
}

#define MANY 10000

static struct pop3_target *many_targets(void)
{
	struct pop3_target *many = calloc(MANY, sizeof *many);

	for (uint32_t i = 0; i < MANY; i++)
		many[i] = (struct pop3_target){.msgno = i + 1, .octets = 1000};
	return many;
}

static struct pop3_session *logged_in_pipelining(struct peer *peer)
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer_start(peer);
	options = peer_options(peer);
	options.pipelining = POP3_PIPELINING_ON;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	return session;
}

Test(bulk, last_words_before_a_reset_are_heard)
{
	struct peer peer = {.play = refuse_and_close, .script = PEER_LOGIN};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct pop3_target *many = many_targets();
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	cr_assert_eq(
	    pop3_session_retrieve(session, many, MANY, &sink), POP3_E_CLOSED);
	cr_assert_str_eq(notes.text, "[0:67 enough for today]");
	end(session, &peer);
	free(many);
}

/* ---- The pipeline -------------------------------------------------------- */

/* Blocks in its writes, as servers do, and reads nothing meanwhile. */
static void serve_many(struct peer *peer)
{
	char message[1500];
	int small = 4096;

	memset(message, 'm', sizeof message);
	memcpy(message, "+OK\r\n", 5);
	memcpy(message + sizeof message - 5, "\r\n.\r\n", 5);
	setsockopt(peer->fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
	setsockopt(peer->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
	peer_play_script(peer);
	for (int i = 1; i <= MANY && !peer->ended; i++) {
		char wanted[32];

		snprintf(wanted, sizeof wanted, "RETR %d", i);
		peer_expect(peer, wanted);
		peer_send(peer, message, sizeof message);
	}
}

Test(bulk, ten_thousand_pipelined_retrs_do_not_deadlock)
{
	struct peer peer = {.play = serve_many, .script = PEER_LOGIN};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct pop3_target *many = many_targets();
	struct notes notes = {.brief = true};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_retrieve(session, many, MANY, &sink));
	cr_assert_eq(notes.messages, MANY);
	cr_assert_eq(notes.octets, MANY * (1500 - 5 - 3));
	end(session, &peer);
	free(many);
}

/* On a long line this is what one round trip costs, and not forty. */
static void answer_many(struct peer *peer)
{
	peer_play_script(peer);
	for (int i = 1; i <= MANY && !peer->ended; i++) {
		char wanted[32];

		snprintf(wanted, sizeof wanted, "RETR %d", i);
		peer_expect(peer, wanted);
	}
	for (int i = 1; i <= MANY && !peer->ended; i++)
		peer_say(peer, "+OK\r\na\r\n.");
}

Test(bulk, ten_thousand_small_messages_are_asked_for_in_one_flight)
{
	struct peer peer = {.play = answer_many, .script = PEER_LOGIN};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct pop3_target *many = many_targets();
	struct notes notes = {.brief = true};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_retrieve(session, many, MANY, &sink));
	cr_assert_eq(notes.messages, MANY);
	end(session, &peer);
	free(many);
}

/* Answers nothing before it has heard three. */
static void answer_three(struct peer *peer)
{
	peer_play_script(peer);
	peer_expect(peer, "RETR 3");
	peer_expect(peer, "RETR 1");
	peer_expect(peer, "RETR 7");
	peer_say(peer, "+OK\r\na\r\n.\r\n+OK\r\nb\r\n.\r\n+OK\r\nc\r\n.");
}

Test(bulk, commands_go_in_one_flight_where_pipelining_is_on)
{
	struct peer peer = {.play = answer_three, .script = PEER_LOGIN};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_retrieve(session, targets, 3, &sink));
	cr_assert_str_eq(notes.text, "[30+a\r\n=3][10+b\r\n=3][70+c\r\n=3]");
	end(session, &peer);
}

/* ---- LIST and RETR ------------------------------------------------------- */

static int on_listed(void *context, const struct pop3_target *target)
{
	struct notes *notes = context;

	notes->begun = target->tag;
	note(notes, "[%u %lu %lu+", (unsigned)target->msgno,
	    (unsigned long)target->octets, (unsigned long)target->tag);
	return 0;
}

/* What the sink is shown, of the first count targets. */
static void lists_and_retrieves(
    const struct peer *played, size_t count, const char *expected)
{
	struct peer peer = *played;
	struct pop3_session *session = peer.play != NULL
					   ? logged_in_pipelining(&peer)
					   : peer_logged_in(&peer);
	struct notes notes = {0};
	struct pop3_sink sink = sink_of(&notes);

	sink.begin = on_listed;
	assert_ok(session,
	    pop3_session_list_and_retrieve(session, targets, count, &sink));
	cr_assert_str_eq(notes.text, expected);
	if (peer.play == NULL)
		assert_ok(session, pop3_session_noop(session));
	end(session, &peer);
}

Test(bulk, octets_that_list_says_are_shown_to_the_sink)
{
	const struct peer peer = {
	    .script = PEER_LOGIN
	    "> LIST 3\n< +OK 3 6\n> RETR 3\n< +OK\n< abcd\n< .\n"
	    "> LIST 1\n< +OK 1 4294967296\n> RETR 1\n< -ERR no\n"
	    "> LIST 7\n< -ERR none\n> RETR 7\n< +OK\n< .\n> NOOP\n< +OK\n"};

	lists_and_retrieves(
	    &peer, 3, "[3 6 30+abcd\r\n=6][10:69 no][7 900 70+=0]");
}

Test(bulk, octets_that_list_says_of_another_message_are_not)
{
	const struct peer peer = {
	    .script = PEER_LOGIN
	    "> LIST 3\n< +OK 7 6\n> RETR 3\n< +OK\n< a\n< .\n"
	    "> LIST 1\n< +OK nonsense\n> RETR 1\n< +OK\n< b\n< .\n"
	    "> NOOP\n< +OK\n"};

	lists_and_retrieves(&peer, 2, "[3 5 30+a\r\n=3][1 0 10+b\r\n=3]");
}

/* Answers nothing before it has heard all. */
static void answer_lists_and_retrs(struct peer *peer)
{
	peer_play_script(peer);
	peer_expect(peer, "LIST 3");
	peer_expect(peer, "RETR 3");
	peer_expect(peer, "LIST 1");
	peer_expect(peer, "RETR 1");
	peer_say(peer, "+OK 3 3\r\n+OK\r\na\r\n.\r\n"
		       "+OK 1 3\r\n+OK\r\nb\r\n.");
}

Test(bulk, lists_and_retrs_go_in_one_flight)
{
	const struct peer peer = {
	    .play = answer_lists_and_retrs, .script = PEER_LOGIN};

	lists_and_retrieves(&peer, 2, "[3 3 30+a\r\n=3][1 3 10+b\r\n=3]");
}

/* More of both than the ring has room for. */
static void answer_many_lists_and_retrs(struct peer *peer)
{
	peer_play_script(peer);
	for (int i = 1; i <= MANY && !peer->ended; i++) {
		char wanted[32], answer[64];

		snprintf(wanted, sizeof wanted, "LIST %d", i);
		peer_expect(peer, wanted);
		snprintf(wanted, sizeof wanted, "RETR %d", i);
		peer_expect(peer, wanted);
		snprintf(answer, sizeof answer, "+OK %d 3\r\n+OK\r\na\r\n.", i);
		peer_say(peer, answer);
	}
}

Test(bulk, ten_thousand_lists_and_retrs_come_in_order)
{
	struct peer peer = {
	    .play = answer_many_lists_and_retrs, .script = PEER_LOGIN};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct pop3_target *many = many_targets();
	struct notes notes = {.brief = true};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session,
	    pop3_session_list_and_retrieve(session, many, MANY, &sink));
	cr_assert_eq(notes.messages, MANY);
	end(session, &peer);
	free(many);
}

/* ---- DELE ---------------------------------------------------------------- */

static void on_deleted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	note(context, "[%lu:%d %s]", (unsigned long)target->tag, (int)status,
	    text);
}

Test(bulk, each_deletion_is_told_in_order)
{
	struct peer peer = {
	    .script = PEER_LOGIN
	    "> DELE 3\n< +OK\n> DELE 1\n< -ERR already\n> DELE 7\n< +OK\n"
	    "> QUIT\n< +OK\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};

	assert_ok(session,
	    pop3_session_delete(session, targets, 3, on_deleted, &notes));
	cr_assert_str_eq(notes.text, "[30:0 ][10:69 already][70:0 ]");
	assert_ok(session, pop3_session_quit(session));
	end(session, &peer);
}

Test(bulk, deletion_after_which_the_server_is_silent_is_not_told)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> DELE 3\n< +OK\n> DELE 1\n= close\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};

	cr_assert_eq(
	    pop3_session_delete(session, targets, 3, on_deleted, &notes),
	    POP3_E_CLOSED);
	cr_assert_str_eq(notes.text, "[30:0 ]");
	end(session, &peer);
}

/* The password of PEER_LOGIN is "s3cret". */
Test(bulk, refusal_that_says_the_secret_back_is_told_without)
{
	struct peer peer = {
	    .script = PEER_LOGIN "> DELE 3\n< -ERR no s3cret here\n"};
	struct pop3_session *session = peer_logged_in(&peer);
	struct notes notes = {0};

	assert_ok(session,
	    pop3_session_delete(session, targets, 1, on_deleted, &notes));
	cr_assert_str_eq(notes.text, "[30:69 no *** here]");
	end(session, &peer);
}

Test(bulk, what_brings_little_of_large_messages_goes_in_one_flight)
{
	static const struct pop3_target large[] = {
	    {.msgno = 1, .octets = 1ULL << 40, .tag = 1},
	    {.msgno = 2, .octets = 1ULL << 40, .tag = 2}};
	struct peer peer = {.script = PEER_LOGIN
			    "> TOP 1 5\n> TOP 2 5\n"
			    "< +OK\n< a\n< .\n< +OK\n< b\n< .\n"
			    "> DELE 1\n> DELE 2\n< +OK\n< +OK\n"};
	struct pop3_session *session = logged_in_pipelining(&peer);
	struct notes notes = {0};
	const struct pop3_sink sink = sink_of(&notes);

	assert_ok(session, pop3_session_top(session, large, 2, 5, &sink));
	assert_ok(session,
	    pop3_session_delete(session, large, 2, on_deleted, &notes));
	cr_assert_str_eq(notes.text, "[1+a\r\n=3][2+b\r\n=3][1:0 ][2:0 ]");
	end(session, &peer);
}
