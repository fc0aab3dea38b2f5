/*
 * delay.c - a line with a delay and all the bandwidth there is.
 *
 *	delay --port-file FILE --to PORT --log FILE [--round-trip MS]
 *	    [--window OCTETS]
 *
 * Passes TCP connections on; each octet arrives half a round trip after it
 * came in.  What comes is read at once, up to WINDOW octets a direction, and
 * stands in a queue with the time when it is due.  The connection itself
 * costs its round trip: the server sees it one and a half after the client
 * asked for it, as it would the acknowledgement of its SYN.
 *
 * For each connection the log gets a line: the round trips that the client
 * has waited for (the connecting, then each flight that came after the client
 * had spoken or, as the greeting does, first), and the octets of both
 * directions.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/mail.h"
#include "tests/bench/stream.h"

#define CONNECTIONS_MAX 1100
#define CHUNK_OCTETS	262144
#define SHORT_OCTETS	1024

struct chunk {
	struct chunk *next;
	int64_t due;	     /* nanoseconds */
	size_t length, done; /* 0 octets: the end */
	char octets[];
};

struct way {
	int from, to; /* descriptors; -1: not yet, or no more */
	struct chunk *first, **last;
	size_t queued;
	unsigned long long octets;
	bool ended;   /* nothing more comes */
	bool blocked; /* the taker's socket is full */
};

struct connection {
	struct way up, down; /* from the client, to the client */
	int client, server;
	int64_t opens;
	unsigned trips;
	bool answered; /* the last flight was the server's */
};

static struct connection *connections[CONNECTIONS_MAX];
static int connections_count;
static int64_t one_way;
static size_t window = (size_t)256 << 20;
static unsigned server_port;
static FILE *log_file;
static char arrival[CHUNK_OCTETS];

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void connection_open(int client)
{
	struct connection *c = calloc(1, sizeof *c);

	if (c == NULL || connections_count == CONNECTIONS_MAX)
		die("connections");
	stream_init(&(struct stream){.fd = client}, client, NULL, true);
	c->client = client;
	c->server = -1;
	c->opens = now() + 3 * one_way;
	c->trips = 1;
	c->up = (struct way){.from = client, .to = -1};
	c->down = (struct way){.from = -1, .to = client};
	c->up.last = &c->up.first;
	c->down.last = &c->down.first;
	connections[connections_count++] = c;
}

static void server_connect(struct connection *c)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)server_port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		die("connect");
	stream_init(&(struct stream){.fd = fd}, fd, NULL, false);
	c->server = fd;
	c->up.to = fd;
	c->down.from = fd;
}

static void queue_free(struct way *way)
{
	while (way->first != NULL) {
		struct chunk *chunk = way->first;

		way->first = chunk->next;
		free(chunk);
	}
}

static void connection_close(int i)
{
	struct connection *c = connections[i];

	fprintf(
	    log_file, "%u %llu %llu\n", c->trips, c->up.octets, c->down.octets);
	fflush(log_file);
	queue_free(&c->up);
	queue_free(&c->down);
	close(c->client);
	if (c->server >= 0)
		close(c->server);
	free(c);
	connections[i] = connections[--connections_count];
}

/* Who has sent a short answer, and has Nagle's algorithm on, keeps the next
 * until it is acknowledged.  On a line that comes a round trip later; here the
 * system would take 40 ms more for it. */
static void acknowledge(int fd)
{
	const int on = 1;

	setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

static void way_read(struct connection *c, struct way *way)
{
	ssize_t n = recv(way->from, arrival, sizeof arrival, 0);
	int64_t due = now() + one_way;
	struct chunk *chunk;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	n = n > 0 ? n : 0;
	if (n > 0 && n < SHORT_OCTETS)
		acknowledge(way->from);
	chunk = malloc(sizeof *chunk + (size_t)n);
	if (chunk == NULL)
		die("memory");
	*chunk = (struct chunk){
	    .length = (size_t)n, .due = due > c->opens ? due : c->opens};
	memcpy(chunk->octets, arrival, (size_t)n);
	*way->last = chunk;
	way->last = &chunk->next;
	way->queued += (size_t)n;
	way->octets += (size_t)n;
	way->ended = n == 0;
	if (way == &c->up && n > 0)
		c->answered = false;
}

/* A flight counts for a client that is still there to wait for it. */
static void count_trip(struct connection *c)
{
	if (!c->answered && !c->up.ended)
		c->trips++;
	c->answered = true;
}

static void chunk_drop(struct way *way)
{
	struct chunk *chunk = way->first;

	way->first = chunk->next;
	if (way->first == NULL)
		way->last = &way->first;
	way->queued -= chunk->length;
	free(chunk);
}

/* Hands on what is due, until the taker takes no more. */
static void way_write(struct connection *c, struct way *way, int64_t time)
{
	way->blocked = false;
	while (way->to >= 0 && way->first != NULL && way->first->due <= time) {
		struct chunk *chunk = way->first;
		ssize_t n;

		if (chunk->length == 0) {
			shutdown(way->to, SHUT_WR);
			way->to = -1;
			return;
		}
		if (way == &c->down && chunk->done == 0)
			count_trip(c);
		n = send(way->to, chunk->octets + chunk->done,
		    chunk->length - chunk->done, MSG_NOSIGNAL);
		if (n < 0 && errno == EAGAIN) {
			way->blocked = true;
			return;
		}
		if (n < 0) {
			way->to = -1;
			return;
		}
		chunk->done += (size_t)n;
		if (chunk->done == chunk->length)
			chunk_drop(way);
	}
}

static bool way_over(const struct way *way)
{
	return way->ended && (way->to < 0 || way->first == NULL);
}

static void connection_step(struct connection *c, int64_t time)
{
	if (c->server < 0 && time >= c->opens)
		server_connect(c);
	if (c->server < 0)
		return;
	way_write(c, &c->up, time);
	way_write(c, &c->down, time);
}

static short reads(const struct way *way)
{
	return way->from >= 0 && !way->ended && way->queued < window ? POLLIN
								     : 0;
}

static void earliest(int64_t *when, const struct way *way)
{
	if (way->first != NULL && way->to >= 0 && !way->blocked &&
	    way->first->due < *when)
		*when = way->first->due;
}

/* What to wait for; returns the time when the next thing is due. */
static int64_t watch(struct pollfd *polled, int listener)
{
	int64_t when = INT64_MAX;

	polled[0] = (struct pollfd){.fd = listener, .events = POLLIN};
	for (int i = 0; i < connections_count; i++) {
		struct connection *c = connections[i];
		struct pollfd *client = &polled[1 + 2 * i];

		client[0] = (struct pollfd){.fd = c->client,
		    .events = (short)(reads(&c->up) |
				      (c->down.blocked ? POLLOUT : 0))};
		client[1] = (struct pollfd){.fd = c->server,
		    .events = (short)(reads(&c->down) |
				      (c->up.blocked ? POLLOUT : 0))};
		/* Else a hang-up that is already known would spin. */
		if (client[0].events == 0)
			client[0].fd = -1;
		if (client[1].events == 0)
			client[1].fd = -1;
		if (c->server < 0 && c->opens < when)
			when = c->opens;
		if (c->server >= 0) {
			earliest(&when, &c->up);
			earliest(&when, &c->down);
		}
	}
	return when;
}

static void loop(int listener)
{
	static struct pollfd polled[1 + 2 * CONNECTIONS_MAX];

	for (;;) {
		int64_t when = watch(polled, listener);
		int64_t left = when == INT64_MAX ? 0 : when - now();
		struct timespec time = {
		    .tv_sec = left > 0 ? left / 1000000000 : 0,
		    .tv_nsec = left > 0 ? left % 1000000000 : 0};
		int count = connections_count;

		ppoll(polled, (nfds_t)(1 + 2 * count),
		    when == INT64_MAX ? NULL : &time, NULL);
		for (int i = 0; i < count; i++) {
			struct connection *c = connections[i];

			if ((polled[1 + 2 * i].revents & ~POLLOUT) != 0 &&
			    reads(&c->up) != 0)
				way_read(c, &c->up);
			if ((polled[2 + 2 * i].revents & ~POLLOUT) != 0 &&
			    reads(&c->down) != 0)
				way_read(c, &c->down);
			connection_step(c, now());
		}
		for (int i = connections_count - 1; i >= 0; i--)
			if (way_over(&connections[i]->up) &&
			    way_over(&connections[i]->down))
				connection_close(i);
		if ((polled[0].revents & POLLIN) != 0)
			connection_open(accept(listener, NULL, NULL));
	}
}

int main(int argc, char **argv)
{
	const char *port_file = NULL;

	for (int i = 1; i + 1 < argc; i += 2) {
		if (strcmp(argv[i], "--port-file") == 0)
			port_file = argv[i + 1];
		else if (strcmp(argv[i], "--to") == 0)
			server_port = number_argument(argv[i + 1]);
		else if (strcmp(argv[i], "--round-trip") == 0)
			one_way =
			    (int64_t)number_argument(argv[i + 1]) * 500000;
		else if (strcmp(argv[i], "--window") == 0)
			window = number_argument(argv[i + 1]);
		else if (strcmp(argv[i], "--log") == 0)
			log_file = fopen(argv[i + 1], "a");
		else
			return 2;
	}
	if (port_file == NULL || log_file == NULL || server_port == 0)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	loop(stream_listen(0, port_file, 0));
}
