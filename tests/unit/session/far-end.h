/*
 * far-end.h - a server that is played by the callbacks of the receiver, in the
 * thread of the test, so that nothing hangs on who is scheduled when.
 *
 * The peer of peer.h lets the session log in; from then on both ends of its
 * pair of sockets are in the test's hands.  Whenever the session has read all
 * that the far end has said, and calls back, the far end hears what the session
 * has said and has its turn.  What it says then comes to the session in one
 * read.  It may say nothing, unless the session is about to wait: nobody else
 * would ever say anything.
 *
 * The clock is the test's as well.  net/clock.c is nothing but p3_now_ms(), so
 * that a program that has its own is linked without it.
 */
#ifndef TESTS_SESSION_FAR_END_H
#define TESTS_SESSION_FAR_END_H

#include "libpop3/net/transport.h"

#include "peer.h"

static int64_t far_end_now_ms = 1000;

int64_t p3_now_ms(void)
{
	return far_end_now_ms;
}

struct far_end;
typedef void far_end_fn(struct far_end *far_end);

struct far_end {
	far_end_fn *turn;
	void *context;
	uint32_t deadline_ms; /* of the session; 0: none */

	bool waited_for; /* the session waits unless something is said now */
	size_t said;	 /* how often it has said something: reads */
	size_t asked;	 /* RETRs heard, of 1, 2 and so on, */
	size_t packets;	 /* in so many packets */

	struct peer peer;
	int near_end; /* the session's, which owns it */
	struct pop3_session *session;
};

/* ---- Turns --------------------------------------------------------------- */

static inline bool far_end_is_unread(const struct far_end *far_end)
{
	struct pollfd polled = {.fd = far_end->near_end, .events = POLLIN};

	return poll(&polled, 1, 0) == 1;
}

static inline void far_end_hear(struct far_end *far_end)
{
	char heard[4096];
	char wanted[32];
	ssize_t got =
	    recv(far_end->peer.fd, heard, sizeof heard - 1, MSG_DONTWAIT);

	if (got <= 0)
		return;
	heard[got] = '\0';
	for (const char *line = heard; *line != '\0'; line += strlen(wanted)) {
		snprintf(
		    wanted, sizeof wanted, "RETR %zu\r\n", ++far_end->asked);
		cr_assert_eq(strncmp(line, wanted, strlen(wanted)), 0,
		    "wanted '%s', heard '%s'", wanted, line);
	}
	far_end->packets++;
}

static inline void far_end_say(
    struct far_end *far_end, const char *octets, size_t length)
{
	cr_assert_eq(
	    send(far_end->peer.fd, octets, length, MSG_DONTWAIT | MSG_NOSIGNAL),
	    (ssize_t)length);
	far_end->said++;
}

static inline void far_end_take_turn(struct far_end *far_end)
{
	if (far_end_is_unread(far_end))
		return;
	far_end_hear(far_end);
	far_end->turn(far_end);
}

/* ---- The sink ------------------------------------------------------------ */

static inline int far_end_begin(void *context, const struct pop3_target *target)
{
	(void)target;
	far_end_take_turn(context);
	return 0;
}

static inline int far_end_data(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	(void)target;
	(void)octets;
	(void)length;
	far_end_take_turn(context);
	return 0;
}

static inline int far_end_end(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	(void)target;
	(void)octets;
	far_end_take_turn(context);
	return 0;
}

static inline void far_end_refused(void *context,
    const struct pop3_target *target, enum pop3_status status, const char *text)
{
	(void)context;
	cr_assert_fail("%u is refused, %d: %s", (unsigned)target->msgno,
	    (int)status, text);
}

static inline int far_end_pause(void *context)
{
	struct far_end *far_end = context;

	far_end->waited_for = true;
	far_end_take_turn(far_end);
	far_end->waited_for = false;
	cr_assert(far_end_is_unread(far_end), "waits for ever");
	return 0;
}

static inline struct pop3_sink far_end_sink(struct far_end *far_end)
{
	return (struct pop3_sink){.begin = far_end_begin,
	    .data = far_end_data,
	    .end = far_end_end,
	    .refused = far_end_refused,
	    .pause = far_end_pause,
	    .context = far_end};
}

/* ---- The session --------------------------------------------------------- */

static inline void *far_end_log_in(void *argument)
{
	peer_play_script(argument);
	return NULL;
}

static inline void far_end_start(struct far_end *far_end)
{
	struct peer *peer = &far_end->peer;
	struct pop3_session_options options = peer_options(peer);
	int room = 262144;
	int ends[2];

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	peer->script = PEER_LOGIN;
	peer->fd = ends[0];
	far_end->near_end = options.descriptor = ends[1];
	setsockopt(peer->fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	options.pipelining = POP3_PIPELINING_ON;
	options.deadline_ms = far_end->deadline_ms;
	far_end->session = peer_session(&options);
	cr_assert_eq(
	    pthread_create(&peer->thread, NULL, far_end_log_in, peer), 0);
	assert_ok(far_end->session, pop3_session_connect(far_end->session));
	assert_ok(far_end->session, peer_login(far_end->session));
	pthread_join(peer->thread, NULL);
	cr_assert_str_eq(peer->failure, "");
}

static inline void far_end_finish(struct far_end *far_end)
{
	pop3_session_free(far_end->session);
	close(far_end->peer.fd);
}

/* RETR of messages 1 to count, each of which is said to have so many octets,
 * in a session of its own, with the far end's turns. */
static inline void far_end_retrieve(
    struct far_end *far_end, size_t count, uint64_t octets)
{
	const struct pop3_sink sink = far_end_sink(far_end);
	struct pop3_target *targets = calloc(count, sizeof *targets);

	for (uint32_t i = 0; i < count; i++)
		targets[i] =
		    (struct pop3_target){.msgno = i + 1, .octets = octets};
	far_end_start(far_end);
	assert_ok(far_end->session,
	    pop3_session_retrieve(far_end->session, targets, count, &sink));
	far_end_finish(far_end);
	free(targets);
}

#endif
