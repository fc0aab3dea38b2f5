/*
 * For how much a session waits: for an octet, or, where much is to come, of a
 * listing or under TLS, for many.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include <dlfcn.h>
#include <poll.h>
#include <semaphore.h>

#include "libpop3/net/transport.h"

#include "peer.h"
#include "void-sink.h"

/* How often the kernel was asked to wake us for more than an octet. */
static _Atomic int asked_for_much;

int setsockopt(
    int descriptor, int level, int name, const void *value, socklen_t length)
{
	int (*real)(int, int, int, const void *, socklen_t);

	if (level == SOL_SOCKET && name == SO_RCVLOWAT &&
	    *(const int *)value > 1)
		asked_for_much++;
	*(void **)&real = dlsym(RTLD_NEXT, "setsockopt");
	return real(descriptor, level, name, value, length);
}

static sem_t waits; /* the session is about to */

/* A line of a listing has been taken, by this thread. */
static _Thread_local bool taken;

/* Behind a line that was taken it is a wait for the next. */
int poll(struct pollfd *polled, nfds_t count, int timeout_ms)
{
	int (*real)(struct pollfd *, nfds_t, int);

	if (taken)
		sem_post(&waits);
	taken = false;
	*(void **)&real = dlsym(RTLD_NEXT, "poll");
	return real(polled, count, timeout_ms);
}

static void set_up(void)
{
	cr_assert_eq(sem_init(&waits, 0, 0), 0);
}

TestSuite(much, .init = set_up, .timeout = 60);

/* Falls silent within the message until the session waits for more of it. */
static void stop_inside(struct peer *peer)
{
	peer_play_script(peer);
	peer_say(peer, "Subject: x");
	sem_wait(&waits);
	peer_say(peer, "\r\n.");
	peer_expect(peer, "QUIT");
	peer_say(peer, "+OK");
}

/* ---- The sink ------------------------------------------------------------ */

static void refused(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)context;
	(void)target;
	(void)status;
	cr_assert_fail("refused: %s", text);
}

static int let_go_on(void *context)
{
	(void)context;
	return sem_post(&waits);
}

/* ---- What is asked for --------------------------------------------------- */

/* Logged in to a peer that plays in such a way. */
static struct pop3_session *begun(
    struct peer *peer, enum pop3_tls_mode tls, void (*play)(struct peer *))
{
	struct pop3_session_options options;
	struct pop3_session *session;

	peer->play = play;
	if (tls != POP3_TLS_NONE)
		peer_certify(peer);
	peer_start(peer);
	options = peer_options(peer);
	options.tls = tls;
	session = peer_session(&options);
	assert_ok(session, pop3_session_connect(session));
	assert_ok(session, peer_login(session));
	return session;
}

static void end(struct pop3_session *session, struct peer *peer)
{
	assert_ok(session, pop3_session_quit(session));
	pop3_session_free(session);
	peer_end(peer);
}

/* Retrieves a message of so many octets, as it is said to have. */
static void retrieve(enum pop3_tls_mode tls, uint64_t octets)
{
	const struct pop3_target target = {.msgno = 1, .octets = octets};
	struct pop3_sink sink = void_sink;
	struct peer peer = {.script = tls == POP3_TLS_NONE
					  ? PEER_LOGIN "> RETR 1\n< +OK\n"
					  : "= tls\n" PEER_LOGIN
					    "> RETR 1\n< +OK\n"};
	struct pop3_session *session = begun(&peer, tls, stop_inside);

	sink.refused = refused;
	sink.pause = let_go_on;
	assert_ok(session, pop3_session_retrieve(session, &target, 1, &sink));
	end(session, &peer);
}

/* Names each message only when the session waits for it. */
static void name_slowly(struct peer *peer)
{
	char line[20];

	peer_play_script(peer);
	for (int i = 1; i <= 20; i++) {
		snprintf(line, sizeof line, "%d uid", i);
		peer_say(peer, line);
		sem_wait(&waits);
	}
	peer_say(peer, ".");
	peer_expect(peer, "QUIT");
	peer_say(peer, "+OK");
}

static bool take(void *context, const struct pop3_listed *listed)
{
	(void)context;
	(void)listed;
	taken = true;
	return true;
}

/* Has the messages named of a maildrop of which STAT counts so many. */
static void list(const char *count)
{
	char script[200];
	struct peer peer = {.script = script};
	const struct pop3_listed *listed;
	struct pop3_drop_listing drop;
	struct pop3_session *session;
	size_t kept;
	bool whole;

	snprintf(script, sizeof script,
	    PEER_LOGIN "> STAT\n< +OK %s 1000\n> UIDL\n< +OK\n", count);
	session = begun(&peer, POP3_TLS_NONE, name_slowly);
	assert_ok(session, pop3_session_sift_uids(session, take, NULL, &listed,
			       &kept, &drop, &whole));
	end(session, &peer);
}

/* ---- The claims ---------------------------------------------------------- */

Test(much, is_waited_for_under_tls)
{
	retrieve(POP3_TLS_IMPLICIT, P3_TRANSPORT_MUCH + 1000);
	cr_assert_gt(asked_for_much, 0);
}

/* The kernel gathers while we write; a wait would only hold us up. */
Test(much, is_not_waited_for_in_the_clear)
{
	retrieve(POP3_TLS_NONE, P3_TRANSPORT_MUCH + 1000);
	cr_assert_eq(asked_for_much, 0);
}

Test(much, is_not_waited_for_where_little_is_to_come)
{
	retrieve(POP3_TLS_IMPLICIT, P3_TRANSPORT_MUCH - 1);
	cr_assert_eq(asked_for_much, 0);
}

Test(much, of_a_listing_is_waited_for)
{
	list("100000");
	cr_assert_gt(asked_for_much, 0);
}

Test(much, is_not_waited_for_where_few_lines_are_to_come)
{
	list("1000");
	cr_assert_eq(asked_for_much, 0);
}
