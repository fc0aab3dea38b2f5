/*
 * engine-login.c - logging in by SASL with an engine in one's own loop.
 *
 *	engine-login HOST PORT USER [MECHANISM] < password
 *
 * Logs in in the clear, by the mechanism named or by the best that the server
 * announces; prints it, how many messages there are and their octets, and
 * quits.  An example: it has no timers, and connect() blocks.  Over TLS it
 * would set in_tls, and binding for what ends in -PLUS.
 */
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <pop3.h>

struct client {
	struct pop3_engine *engine;
	struct pop3_sasl *sasl;
	struct pop3_sasl_options who;
	const char *mechanism; /* in use */
	bool named;	       /* it is the only one */
	bool failed;
	bool over; /* nothing more is said to this server */
};

static void fail(struct client *client, const char *what, const char *why)
{
	fprintf(stderr, "engine-login: %s: %s\n", what, why);
	client->failed = true;
}

/* ---- Logging in ---------------------------------------------------------- */

static void say_apop(struct client *client)
{
	char digest[POP3_APOP_DIGEST_MAX];

	if (pop3_apop_digest(pop3_engine_timestamp(client->engine),
		client->who.secret, digest) != POP3_OK) {
		fail(client, "APOP", "the server does not have it");
		pop3_engine_quit(client->engine, 0);
		return;
	}
	pop3_engine_apop(client->engine, client->who.user, digest, 0);
}

/* While it is not complete, +OK is no end of it. */
static void expect_more(struct client *client)
{
	if (!pop3_sasl_is_complete(client->sasl))
		pop3_engine_expect_challenge(client->engine);
}

static void say_auth(struct client *client)
{
	struct pop3_error error;

	pop3_sasl_free(client->sasl);
	client->sasl = NULL;
	client->who.mechanism = client->mechanism;
	if (pop3_sasl_new(&client->who, &error, &client->sasl) != POP3_OK) {
		fail(client, client->mechanism, error.text);
		pop3_engine_quit(client->engine, 0);
		return;
	}
	client->mechanism = pop3_sasl_mechanism(client->sasl);
	pop3_engine_auth(client->engine, client->mechanism,
	    pop3_sasl_initial(client->sasl), 0);
	expect_more(client);
}

static void log_in(struct client *client)
{
	if (strcmp(client->mechanism, "USER") == 0) {
		pop3_engine_user(client->engine, client->who.user, 0);
		pop3_engine_pass(client->engine, client->who.secret, 0);
	} else if (strcmp(client->mechanism, "APOP") == 0) {
		say_apop(client);
	} else {
		say_auth(client);
	}
}

static void begin(struct client *client)
{
	client->who.capabilities = pop3_engine_capabilities(client->engine);
	if (!client->named)
		client->mechanism = pop3_sasl_choose(&client->who, NULL);
	log_in(client);
}

static void answer(struct client *client, struct pop3_span challenge)
{
	const char *base64;
	size_t length;

	if (pop3_sasl_answer(client->sasl, challenge.octets, challenge.length,
		&base64, &length) != POP3_OK) {
		fail(client, client->mechanism,
		    pop3_sasl_error(client->sasl)->text);
		pop3_engine_cancel(client->engine);
		return;
	}
	pop3_engine_respond(client->engine, base64, length);
	expect_more(client);
}

/* ---- What came of it ----------------------------------------------------- */

static void accepted(struct client *client, enum pop3_verb verb)
{
	if (verb == POP3_VERB_AUTH && !pop3_sasl_is_complete(client->sasl)) {
		client->over = true;
		return;
	}
	printf("%s\n", client->mechanism);
	pop3_engine_stat(client->engine, 0);
}

/* Another mechanism is tried where this refusal was not the secret's. */
static void refused(struct client *client, const struct pop3_event *event)
{
	const char *next = NULL;
	char words[256];

	if (event->verb == POP3_VERB_AUTH && !client->named &&
	    !client->failed && !pop3_sasl_has_revealed(client->sasl)) {
		client->who.capabilities =
		    pop3_engine_capabilities(client->engine);
		next = pop3_sasl_choose(&client->who, client->mechanism);
	}
	if (next != NULL) {
		client->mechanism = next;
		log_in(client);
		return;
	}
	if (!client->failed)
		fail(client, client->mechanism,
		    pop3_printable(words, sizeof words,
			event->u.reply.text.octets,
			event->u.reply.text.length));
	pop3_engine_quit(client->engine, 0);
}

static void handle(struct client *client, const struct pop3_event *event)
{
	switch (event->type) {
	case POP3_EVENT_GREETING:
		if (event->u.reply.ok)
			pop3_engine_capa(client->engine, 0);
		break;
	case POP3_EVENT_CHALLENGE:
		answer(client, event->u.line);
		break;
	case POP3_EVENT_REPLY:
		if (event->verb == POP3_VERB_PASS ||
		    event->verb == POP3_VERB_APOP ||
		    event->verb == POP3_VERB_AUTH) {
			if (event->u.reply.ok)
				accepted(client, event->verb);
			else
				refused(client, event);
		}
		break;
	case POP3_EVENT_DROP_LISTING:
		printf("%lu %llu\n", (unsigned long)event->u.drop.count,
		    (unsigned long long)event->u.drop.octets);
		break;
	case POP3_EVENT_COMPLETE:
		/* Whether there is a CAPA or not. */
		if (event->verb == POP3_VERB_CAPA)
			begin(client);
		else if (event->verb == POP3_VERB_STAT)
			pop3_engine_quit(client->engine, 0);
		break;
	default:
		break;
	}
}

/* ---- The loop ------------------------------------------------------------ */

static void receive(struct pop3_engine *engine, int fd)
{
	void *space;
	size_t room = pop3_engine_input(engine, &space);
	ssize_t n = recv(fd, space, room, 0);

	if (n > 0)
		pop3_engine_received(engine, (size_t)n);
	else if (n == 0 || errno != EINTR)
		pop3_engine_received_eof(engine);
}

static void transmit(struct pop3_engine *engine, int fd)
{
	const void *octets;
	size_t length = pop3_engine_output(engine, &octets);
	ssize_t n = send(fd, octets, length, MSG_NOSIGNAL);

	if (n > 0)
		pop3_engine_sent(engine, (size_t)n);
	else if (n < 0 && errno != EINTR)
		pop3_engine_received_eof(engine);
}

static void converse(struct client *client, int fd)
{
	struct pollfd wait = {.fd = fd};
	struct pop3_event event;
	unsigned wants;

	for (;;) {
		while (!client->over &&
		       pop3_engine_next(client->engine, &event) > 0)
			handle(client, &event);
		wants = pop3_engine_wants(client->engine);
		if (client->over || wants == 0)
			return;
		wait.events =
		    (short)(((wants & POP3_WANTS_READ) != 0 ? POLLIN : 0) |
			    ((wants & POP3_WANTS_WRITE) != 0 ? POLLOUT : 0));
		poll(&wait, 1, -1);
		if ((wait.revents & POLLOUT) != 0)
			transmit(client->engine, fd);
		if ((wait.revents & ~POLLOUT) != 0)
			receive(client->engine, fd);
	}
}

static int connect_to(const char *host, const char *port)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *addresses, *at;
	int fd = -1;

	if (getaddrinfo(host, port, &hints, &addresses) != 0)
		return -1;
	for (at = addresses; at != NULL && fd < 0; at = at->ai_next) {
		fd = socket(at->ai_family, at->ai_socktype, at->ai_protocol);
		if (fd >= 0 && connect(fd, at->ai_addr, at->ai_addrlen) != 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(addresses);
	return fd;
}

int main(int argc, char **argv)
{
	struct client client = {.who = {.size = sizeof client.who}};
	char secret[1024];
	int fd;

	if (argc < 4 || argc > 5 ||
	    fgets(secret, sizeof secret, stdin) == NULL) {
		fputs("usage: engine-login HOST PORT USER [MECHANISM] "
		      "< password\n",
		    stderr);
		return 2;
	}
	secret[strcspn(secret, "\r\n")] = '\0';
	client.who.host = argv[1];
	client.who.user = argv[3];
	client.who.secret = secret;
	client.mechanism = argv[4];
	client.named = argc == 5;
	fd = connect_to(argv[1], argv[2]);
	if (fd < 0 || pop3_engine_new(NULL, &client.engine) != POP3_OK)
		return 1;
	converse(&client, fd);
	if (pop3_engine_error(client.engine)->status != POP3_OK)
		fail(&client, argv[1], pop3_engine_error(client.engine)->text);
	pop3_sasl_free(client.sasl);
	pop3_engine_free(client.engine);
	close(fd);
	return client.failed || client.over;
}
