/*
 * many-sessions.c - thousands of POP3 sessions in one epoll loop.
 *
 *	many-sessions HOST PORT USER COUNT < password
 *
 * Opens COUNT sessions in the clear to one server, logs in, retrieves every
 * message in each and quits; prints what came in all.  An example of driving
 * the engine: it has no timers, and connect() blocks.
 */
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pop3/engine.h>

#define INPUT_OCTETS 16384
#define EVENTS_MAX   64

struct session {
	struct pop3_engine *engine;
	int fd;
	uint32_t watched; /* the epoll events asked for */
	uint32_t count;	  /* messages in the maildrop */
	uint32_t next;	  /* the next to ask for; 0: not yet known */
	bool refused;	  /* by the server, at login */
};

static struct {
	unsigned long running, finished, failed, messages;
	unsigned long long octets;
} totals;

static const char *user;
static char password[256];

static int connect_to(const struct addrinfo *addresses)
{
	for (; addresses != NULL; addresses = addresses->ai_next) {
		int fd = socket(addresses->ai_family,
		    addresses->ai_socktype | SOCK_CLOEXEC,
		    addresses->ai_protocol);

		if (fd < 0)
			continue;
		if (connect(fd, addresses->ai_addr, addresses->ai_addrlen) == 0)
			return fd;
		close(fd);
	}
	return -1;
}

static void end(struct session *session)
{
	bool failed = pop3_engine_error(session->engine)->status != POP3_OK;

	if (failed)
		fprintf(stderr, "many-sessions: %s\n",
		    pop3_engine_error(session->engine)->text);
	totals.running--;
	totals.failed += failed || session->refused;
	totals.finished += !failed && !session->refused;
	pop3_engine_free(session->engine);
	close(session->fd);
}

/* Keeps the ring as full as it may be; QUIT comes behind the last RETR. */
static void ask_for_more(struct session *session)
{
	while (session->next > 0 && session->next <= session->count) {
		if (pop3_engine_retr(session->engine, session->next, 0) !=
		    POP3_OK)
			return;
		session->next++;
	}
	/* POP3_E_MISUSE once it is on the ring: nothing follows QUIT. */
	if (session->next > 0)
		pop3_engine_quit(session->engine, 0);
}

static void log_in(struct session *session)
{
	pop3_engine_user(session->engine, user, 0);
	pop3_engine_pass(session->engine, password, 0);
}

static void handle(struct session *session, const struct pop3_event *event)
{
	switch (event->type) {
	case POP3_EVENT_GREETING:
		if (event->u.reply.ok)
			log_in(session);
		break;
	case POP3_EVENT_REPLY:
		if (event->verb == POP3_VERB_PASS && event->u.reply.ok) {
			pop3_engine_capa(session->engine, 0);
			pop3_engine_stat(session->engine, 0);
		} else if (event->verb == POP3_VERB_PASS) {
			session->refused = true;
			pop3_engine_quit(session->engine, 0);
		}
		break;
	case POP3_EVENT_DROP_LISTING:
		session->count = event->u.drop.count;
		session->next = 1;
		break;
	case POP3_EVENT_DATA:
		totals.octets += event->u.data.length;
		break;
	case POP3_EVENT_COMPLETE:
		if (event->verb == POP3_VERB_RETR)
			totals.messages++;
		ask_for_more(session);
		break;
	default:
		break;
	}
}

/* False once the session has nothing more to say. */
static bool pull(struct session *session)
{
	struct pop3_event event;
	int got;

	while ((got = pop3_engine_next(session->engine, &event)) > 0)
		handle(session, &event);
	return got == 0 &&
	       pop3_engine_state(session->engine) != POP3_STATE_UPDATE;
}

static void watch(int epoll, struct session *session)
{
	unsigned wants = pop3_engine_wants(session->engine);
	uint32_t events =
	    ((wants & POP3_WANTS_READ) != 0 ? (uint32_t)EPOLLIN : 0) |
	    ((wants & POP3_WANTS_WRITE) != 0 ? (uint32_t)EPOLLOUT : 0);
	struct epoll_event event = {.events = events, .data.ptr = session};

	if (events == session->watched)
		return;
	session->watched = events;
	epoll_ctl(epoll, EPOLL_CTL_MOD, session->fd, &event);
}

static void read_some(struct session *session)
{
	void *space;
	size_t room = pop3_engine_input(session->engine, &space);
	ssize_t n =
	    room > 0 ? recv(session->fd, space, room, MSG_DONTWAIT) : -1;

	if (n > 0)
		pop3_engine_received(session->engine, (size_t)n);
	else if (n == 0 || (room > 0 && errno != EAGAIN && errno != EINTR))
		pop3_engine_received_eof(session->engine);
}

static void write_some(struct session *session)
{
	const void *octets;
	size_t length = pop3_engine_output(session->engine, &octets);
	ssize_t n = length > 0 ? send(session->fd, octets, length,
				     MSG_DONTWAIT | MSG_NOSIGNAL)
			       : 0;

	if (n > 0)
		pop3_engine_sent(session->engine, (size_t)n);
	else if (n < 0 && errno != EAGAIN && errno != EINTR)
		pop3_engine_received_eof(session->engine);
}

static bool begin(
    int epoll, struct session *session, const struct addrinfo *addresses)
{
	const struct pop3_engine_options options = {
	    .size = sizeof options, .input_octets = INPUT_OCTETS};
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = session};

	session->fd = connect_to(addresses);
	if (session->fd < 0)
		return false;
	if (pop3_engine_new(&options, &session->engine) != POP3_OK ||
	    epoll_ctl(epoll, EPOLL_CTL_ADD, session->fd, &event) != 0) {
		pop3_engine_free(session->engine);
		close(session->fd);
		return false;
	}
	session->watched = EPOLLIN;
	totals.running++;
	return true;
}

static void loop(int epoll)
{
	struct epoll_event ready[EVENTS_MAX];

	while (totals.running > 0) {
		int n = epoll_wait(epoll, ready, EVENTS_MAX, -1);

		for (int i = 0; i < n; i++) {
			struct session *session = ready[i].data.ptr;

			if ((ready[i].events & EPOLLOUT) != 0)
				write_some(session);
			if ((ready[i].events & ~(uint32_t)EPOLLOUT) != 0)
				read_some(session);
			if (pull(session))
				watch(epoll, session);
			else
				end(session);
		}
	}
}

int main(int argc, char **argv)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *addresses;
	struct session *sessions;
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	unsigned long count = argc == 5 ? strtoul(argv[4], NULL, 10) : 0;

	if (count == 0 || fgets(password, sizeof password, stdin) == NULL) {
		fputs("usage: many-sessions HOST PORT USER COUNT < password\n",
		    stderr);
		return 2;
	}
	password[strcspn(password, "\r\n")] = '\0';
	user = argv[3];
	sessions = calloc(count, sizeof *sessions);
	if (epoll < 0 || sessions == NULL ||
	    getaddrinfo(argv[1], argv[2], &hints, &addresses) != 0)
		return 1;
	for (unsigned long i = 0; i < count; i++)
		if (!begin(epoll, &sessions[i], addresses))
			totals.failed++;
	loop(epoll);
	freeaddrinfo(addresses);
	free(sessions);
	close(epoll);
	printf("sessions %lu failed %lu messages %lu octets %llu\n",
	    totals.finished, totals.failed, totals.messages, totals.octets);
	return totals.failed > 0;
}
