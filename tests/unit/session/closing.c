/*
 * The server may close anywhere: after each octet of a whole session, in the
 * clear and inside TLS.  Each time the session ends with a status that says
 * so, no message ends that has no terminator, and no deletion is believed in
 * without the +OK of QUIT.
 */
#include "void-sink.h"

struct course {
	bool ended;   /* the message */
	bool deleted; /* DELE was answered */
};

static int on_end(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct course *course = context;

	(void)target;
	cr_assert_eq(octets, 7);
	course->ended = true;
	return 0;
}

static void on_refused(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context;
	(void)target;
	(void)status;
	cr_assert_fail("refused: %s", text);
}

static void on_deleted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct course *course = context;

	(void)target;
	(void)text;
	course->deleted = status == POP3_OK;
}

static enum pop3_status work(
    struct pop3_session *session, struct course *course)
{
	const struct pop3_target target = {.msgno = 1};
	struct pop3_sink sink = void_sink;
	const struct pop3_listed *listed;
	enum pop3_status status;
	size_t count;

	sink.end = on_end;
	sink.refused = on_refused;
	sink.context = course;
	status = pop3_session_listing(session,
	    POP3_LISTING_OCTETS | POP3_LISTING_UIDS, &listed, &count, NULL);
	if (status == POP3_OK)
		status = pop3_session_retrieve(session, &target, 1, &sink);
	if (status == POP3_OK)
		status = pop3_session_delete(
		    session, &target, 1, on_deleted, course);
	return status;
}

static enum pop3_status whole_session(
    struct pop3_session *session, struct course *course)
{
	enum pop3_status status = pop3_session_connect(session);
	enum pop3_status quit;

	if (status == POP3_OK)
		status = peer_login(session);
	if (status == POP3_OK)
		status = work(session, course);
	quit = pop3_session_quit(session);
	return status != POP3_OK ? status : quit;
}

#define CAPA "> CAPA\n< +OK\n< UIDL\n< STLS\n< .\n"
#define DIALOGUE                                                               \
	"> USER jim\n< +OK\n> PASS s3cret\n< +OK in\n" CAPA                    \
	"> LIST\n< +OK\n< 1 7\n< .\n> UIDL\n< +OK\n< 1 a\n< .\n"               \
	"> RETR 1\n< +OK\n< ..x\n<- a\n< \n< .\n> DELE 1\n< +OK\n"             \
	"> QUIT\n< +OK bye\n"

/* Runs it with a limit; returns how many octets the peer sent. */
static size_t run(const char *script, enum pop3_tls_mode tls, size_t limit,
    enum pop3_status *out_status, struct course *out_course)
{
	struct peer peer = {.script = script, .limit = limit};
	struct pop3_session_options options;
	struct pop3_session *session;

	if (tls != POP3_TLS_NONE)
		peer_certify(&peer);
	peer_start(&peer);
	options = peer_options(&peer);
	options.tls = tls;
	session = peer_session(&options);
	*out_status = whole_session(session, out_course);
	cr_assert(*out_status == POP3_OK ||
		  pop3_session_error(session)->text[0] != '\0');
	pop3_session_free(session);
	peer_end(&peer);
	return peer.sent;
}

static void close_everywhere(
    const char *script, enum pop3_tls_mode tls, size_t step)
{
	struct course course = {0};
	enum pop3_status status;
	size_t whole = run(script, tls, 0, &status, &course);

	cr_assert_eq(status, POP3_OK);
	cr_assert(course.ended && course.deleted);
	cr_assert_gt(whole, 100);
	for (size_t limit = 1; limit < whole; limit += step) {
		course = (struct course){0};
		run(script, tls, limit, &status, &course);
		cr_assert_eq(status, POP3_E_CLOSED,
		    "status %d after %zu octets", (int)status, limit);
		cr_assert_not(course.deleted && !course.ended);
	}
}

Test(closing, after_each_octet_in_the_clear)
{
	close_everywhere("< +OK ready\n" CAPA DIALOGUE, POP3_TLS_NONE, 1);
}

Test(closing, after_many_octets_inside_tls)
{
	close_everywhere(
	    "= tls\n< +OK ready\n" CAPA DIALOGUE, POP3_TLS_IMPLICIT, 3);
}

Test(closing, after_many_octets_around_stls)
{
	close_everywhere("< +OK ready\n" CAPA
			 "> STLS\n< +OK\n= tls\n" CAPA DIALOGUE,
	    POP3_TLS_STARTTLS, 3);
}

static void begins(const struct pop3_session *session, const char *text)
{
	const char *told = pop3_session_error(session)->text;

	cr_assert_eq(strncmp(told, text, strlen(text)), 0, "%s", told);
}

/* A reset is no orderly end and still tells the same. */
Test(closing, reset_is_closed)
{
	struct peer peer = {.script = PEER_LOGIN "> NOOP\n= reset\n"};
	struct pop3_session *session = peer_logged_in(&peer);

	cr_assert_eq(pop3_session_noop(session), POP3_E_CLOSED);
	cr_assert_neq(pop3_session_error(session)->sys_errno, 0);
	begins(session, "connection closed before the answer to 'NOOP': ");
	pop3_session_free(session);
	peer_end(&peer);
}

/* A session with it that is not connected yet. */
static struct pop3_session *inside_tls(struct peer *peer)
{
	struct pop3_session_options options;

	peer_certify(peer);
	peer_start(peer);
	options = peer_options(peer);
	options.tls = POP3_TLS_IMPLICIT;
	return peer_session(&options);
}

static void leave_tls(struct peer *peer)
{
	static const char bare[] = "+OK in the clear\r\n";

	peer_play_script(peer);
	cr_assert_gt(write(peer->fd, bare, sizeof bare - 1), 0);
}

Test(closing, octets_that_are_no_tls_are_no_end)
{
	struct peer peer = {.play = leave_tls,
	    .script = "= tls\n< +OK\n> CAPA\n< -ERR\n> QUIT\n"};
	struct pop3_session *session = inside_tls(&peer);

	assert_ok(session, pop3_session_connect(session));
	cr_assert_eq(pop3_session_quit(session), POP3_E_TLS, "%s",
	    pop3_session_error(session)->text);
	pop3_session_free(session);
	peer_end(&peer);
}

/* Whoever cuts a TLS connection short is not the server. */
Test(closing, end_without_close_notify_is_closed)
{
	struct peer peer = {
	    .script = "= tls\n< +OK\n> CAPA\n< +OK\n< UIDL\n= reset\n"};
	struct pop3_session *session = inside_tls(&peer);

	cr_assert_eq(pop3_session_connect(session), POP3_E_CLOSED);
	begins(session, "connection closed inside the answer to 'CAPA'");
	pop3_session_free(session);
	peer_end(&peer);
}

/* Waits for its cue, so that what it says then is read by no earlier call. */
static void give_up_on_cue(struct peer *peer)
{
	const int *cue = peer->context;
	char octet;

	peer_play_script(peer);
	cr_assert_eq(read(cue[0], &octet, 1), 1);
	peer_say(peer, "-ERR [SYS/TEMP] idle too long");
	peer_step(peer, "= reset", 7);
}

static const char idle_words[] =
    "the server ended the session: '-ERR [SYS/TEMP] idle too long'";

/* The server had enough while we were idle, and said why.  Writing fails;
 * what it said is read all the same. */
Test(closing, last_words_before_a_reset_are_read_though_writing_fails)
{
	int cue[2];
	struct peer peer = {
	    .script = PEER_LOGIN, .play = give_up_on_cue, .context = cue};
	struct pop3_session *session;

	cr_assert_eq(pipe(cue), 0);
	session = peer_logged_in(&peer);
	cr_assert_eq(write(cue[1], "c", 1), 1);
	pthread_join(peer.thread, NULL); /* it is gone */
	assert_failure(
	    session, pop3_session_noop(session), POP3_E_CLOSED, idle_words);
	pop3_session_free(session);
	peer.joined = true;
	peer_end(&peer);
	close(cue[0]);
	close(cue[1]);
}

/* Until it has its cue. */
static void give_a_message(struct peer *peer)
{
	const int *cue = peer->context;
	char octet;

	peer_play_script(peer);
	peer_expect(peer, "RETR 1");
	peer_say(peer, "+OK\r\nabc\r\n.");
	cr_assert_eq(read(cue[0], &octet, 1), 1);
}

static void give_a_message_and_give_up(struct peer *peer)
{
	const int *cue = peer->context;

	give_a_message(peer);
	peer_say(peer, "-ERR [SYS/TEMP] idle too long");
	cr_assert_eq(write(cue[3], "s", 1), 1);
}

/* Takes so long for the message that the server says farewell. */
static int take_long(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	const int *cue = context;
	char octet;

	(void)target;
	(void)octets;
	cr_assert_eq(write(cue[1], "c", 1), 1);
	cr_assert_eq(read(cue[2], &octet, 1), 1);
	return 0;
}

static void no_refusal(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context;
	(void)status;
	cr_assert_fail("message %u refused: %s", (unsigned)target->msgno, text);
}

Test(closing, farewell_while_a_message_was_taken_is_not_the_next_ones_refusal)
{
	int cue[4];
	struct peer peer = {.script = PEER_LOGIN,
	    .play = give_a_message_and_give_up,
	    .context = cue};
	static const struct pop3_target targets[] = {
	    {.msgno = 1}, {.msgno = 2}};
	struct pop3_sink sink = void_sink;
	struct pop3_session *session;

	sink.end = take_long;
	sink.refused = no_refusal;
	sink.context = cue;
	cr_assert_eq(pipe(cue), 0);
	cr_assert_eq(pipe(cue + 2), 0);
	session = peer_logged_in(&peer);
	assert_failure(session,
	    pop3_session_retrieve(session, targets, 2, &sink), POP3_E_CLOSED,
	    idle_words);
	cr_assert_not(peer_saw(&peer, "RETR 2"));
	pop3_session_free(session);
	peer_end(&peer);
	for (size_t i = 0; i < 4; i++)
		close(cue[i]);
}

static void give_a_message_and_close(struct peer *peer)
{
	const int *cue = peer->context;

	give_a_message(peer);
	cr_assert_eq(shutdown(peer->fd, SHUT_WR), 0);
	cr_assert_eq(write(cue[3], "s", 1), 1);
}

static int take_octets_long(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	(void)octets;
	return take_long(context, target, length);
}

/* The end is seen behind the message, and is no failure of the retrieval. */
Test(closing, behind_the_last_message_is_told_by_leaving)
{
	int cue[4];
	struct peer peer = {.script = PEER_LOGIN,
	    .play = give_a_message_and_close,
	    .context = cue};
	static const struct pop3_target target = {.msgno = 1};
	struct pop3_sink sink = void_sink;
	struct pop3_session *session;

	sink.data = take_octets_long;
	sink.refused = no_refusal;
	sink.context = cue;
	cr_assert_eq(pipe(cue), 0);
	cr_assert_eq(pipe(cue + 2), 0);
	session = peer_logged_in(&peer);
	assert_ok(session, pop3_session_retrieve(session, &target, 1, &sink));
	assert_failure(session, pop3_session_leave(session), POP3_E_CLOSED,
	    "connection closed by the server");
	pop3_session_free(session);
	peer_end(&peer);
	for (size_t i = 0; i < 4; i++)
		close(cue[i]);
}
