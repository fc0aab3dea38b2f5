/*
 * session.c - a session against a server of any octets (libFuzzer).
 *
 * The input is one octet of options, one that says what is asked for, and what
 * the server says.  It says so in turns, which end at an octet RS: each time
 * the session waits, the server has its next turn, and behind the last it
 * closes, so that no clock matters.  Held is what pop3/sink.h and
 * pop3/listing.h promise, and that a server which says the password back is
 * not repeated, once it may know it.
 */
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "must.h"

#include <pop3.h>

#define RS	 0x1E
#define PASSWORD "geheimnis"

/* ---- The server --------------------------------------------------------- */

static struct server {
	const uint8_t *turns;
	size_t left;
	int socket; /* -1: it has closed */
} server;

static void take_turn(void)
{
	const uint8_t *end = memchr(server.turns, RS, server.left);
	size_t length =
	    end != NULL ? (size_t)(end - server.turns) : server.left;

	(void)send(server.socket, server.turns, length, MSG_NOSIGNAL);
	length += end != NULL;
	server.turns += length;
	server.left -= length;
	if (server.left == 0) {
		close(server.socket);
		server.socket = -1;
	}
}

/* Whatever the library waits for, it is the server's turn. */
int poll(struct pollfd *polled, nfds_t count, int timeout_ms)
{
	if (timeout_ms != 0 && server.socket >= 0)
		take_turn();
	for (nfds_t i = 0; i < count; i++)
		polled[i].revents = polled[i].events;
	return (int)count;
}

/* ---- What is promised ---------------------------------------------------- */

struct sink {
	const struct pop3_target *next; /* that nothing was told of yet */
	const struct pop3_target *end;	/* of the targets */
	bool begun, takes_copy;
	uint64_t octets;
};

/* Whether the client has begun to say the password. */
static bool told;

static void check_text(const char *text)
{
	must(!told || strstr(text, PASSWORD) == NULL);
	must_be_text(text);
}

static bool begins_with(const char *line, size_t length, const char *verb)
{
	return length >= strlen(verb) && memcmp(line, verb, strlen(verb)) == 0;
}

static void on_line(void *context, enum pop3_direction direction,
    const char *line, size_t length)
{
	static const char password[] = PASSWORD;
	const size_t n = sizeof password - 1;

	(void)context;
	if (direction == POP3_TO_SERVER)
		told |= begins_with(line, length, "PASS") ||
			begins_with(line, length, "AUTH") ||
			begins_with(line, length, "APOP");
	for (size_t i = 0; i + n <= length; i++)
		must((direction == POP3_FROM_SERVER && !told) ||
		     memcmp(line + i, password, n) != 0);
}

static void check_target(struct sink *sink, const struct pop3_target *target)
{
	must(sink->next < sink->end && target->tag == sink->next->tag);
	must(sink->takes_copy || target == sink->next);
}

static int on_begin(void *context, const struct pop3_target *target)
{
	struct sink *sink = context;

	check_target(sink, target);
	must(!sink->begun);
	sink->begun = true;
	sink->octets = 0;
	return 0;
}

static int on_data(void *context, const struct pop3_target *target,
    const char *octets, size_t length)
{
	struct sink *sink = context;

	check_target(sink, target);
	must(sink->begun && length > 0);
	touch(octets, length);
	sink->octets += length;
	return 0;
}

static int on_end(
    void *context, const struct pop3_target *target, uint64_t octets)
{
	struct sink *sink = context;

	check_target(sink, target);
	must(sink->begun && octets == sink->octets);
	sink->begun = false;
	sink->next++;
	return 0;
}

static void on_refused(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	struct sink *sink = context;

	check_target(sink, target);
	must(!sink->begun && status != POP3_OK);
	check_text(text);
	sink->next++;
}

static void on_deleted(void *context, const struct pop3_target *target,
    enum pop3_status status, const char *text)
{
	(void)status;
	check_target(context, target);
	check_text(text);
	((struct sink *)context)->next++;
}

static void check_listing(const struct pop3_listed *listed, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		must(listed[i].msgno > (i == 0 ? 0 : listed[i - 1].msgno));
		must(listed[i].has_octets || listed[i].octets == 0);
		must(listed[i].uid == NULL ||
		     strlen(listed[i].uid) == listed[i].uid_length);
	}
}

static bool sift(void *context, const struct pop3_listed *listed)
{
	(void)context;
	must(listed->msgno > 0 && listed->uid != NULL);
	return listed->msgno % 2 == 0;
}

/* ---- The client ---------------------------------------------------------- */

#define TARGETS_MAX 40

static enum pop3_status transfer(struct pop3_session *session, uint8_t what,
    const struct pop3_target *targets, size_t count)
{
	struct sink sink = {.next = targets, .end = targets + count};
	const struct pop3_sink calls = {
	    on_begin, on_data, on_end, on_refused, NULL, &sink};
	enum pop3_status status;

	switch (what & 3) {
	case 0:
		status = pop3_session_retrieve(session, targets, count, &calls);
		break;
	case 1:
		sink.takes_copy = true;
		status = pop3_session_list_and_retrieve(
		    session, targets, count, &calls);
		break;
	case 2:
		status = pop3_session_top(session, targets, count, 3, &calls);
		break;
	default:
		status = pop3_session_delete(
		    session, targets, count, on_deleted, &sink);
	}
	must(status != POP3_OK || (sink.next == sink.end && !sink.begun));
	return status;
}

static enum pop3_status list(struct pop3_session *session, uint8_t what,
    const struct pop3_listed **out_listed, size_t *out_count)
{
	struct pop3_drop_listing drop;
	size_t malformed;
	bool whole;

	switch (what >> 2 & 3) {
	case 0:
		return pop3_session_listing(session,
		    POP3_LISTING_OCTETS | POP3_LISTING_UIDS, out_listed,
		    out_count, &malformed);
	case 1:
		return pop3_session_sift(
		    session, sift, NULL, out_listed, out_count, &malformed);
	case 2:
		return pop3_session_sift_uids(
		    session, sift, NULL, out_listed, out_count, &drop, &whole);
	default:
		return pop3_session_listing(
		    session, POP3_LISTING_UIDS, out_listed, out_count, NULL);
	}
}

static enum pop3_status use(struct pop3_session *session, uint8_t what)
{
	struct pop3_target targets[TARGETS_MAX];
	const struct pop3_listed *listed;
	size_t count;
	enum pop3_status status = list(session, what, &listed, &count);

	if (status != POP3_OK)
		return status;
	check_listing(listed, count);
	if ((what & 0x10) != 0) {
		status = pop3_session_add_octets(session);
		check_listing(listed, count);
	}
	if (count > TARGETS_MAX)
		count = TARGETS_MAX;
	for (size_t i = 0; i < count; i++)
		targets[i] = (struct pop3_target){
		    listed[i].msgno, listed[i].octets, i + 7};
	return status != POP3_OK ? status
				 : transfer(session, what, targets, count);
}

static const char *mechanism_of(uint8_t what)
{
	static const char *const names[] = {NULL, "USER", "APOP", "PLAIN",
	    "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2"};

	return names[what >> 5];
}

static void run(struct pop3_session *session, uint8_t what)
{
	const struct pop3_credentials credentials = {.size = sizeof credentials,
	    .user = "jim",
	    .password = PASSWORD,
	    .mechanism = mechanism_of(what)};
	enum pop3_status status = pop3_session_connect(session);

	if (status == POP3_OK)
		status = pop3_session_login(session, &credentials);
	if (status == POP3_OK)
		status = use(session, what);
	if (status != POP3_OK)
		check_text(pop3_session_error(session)->text);
}

/* What one session was told is believed in the next. */
static void play(struct pop3_session_options *options, uint8_t what,
    char announced[POP3_ANNOUNCED_MAX])
{
	struct pop3_session *session;
	const char *text;
	int ends[2];

	must(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
	server.socket = ends[1];
	told = false;
	options->descriptor = ends[0];
	must(pop3_session_new(options, &session) == POP3_OK);
	run(session, what);
	text = pop3_session_announced(session);
	if (text != NULL) {
		must(strlen(text) < POP3_ANNOUNCED_MAX);
		strcpy(announced, text);
	}
	if (pop3_session_quit(session) != POP3_OK)
		check_text(pop3_session_error(session)->text);
	pop3_session_free(session);
	if (server.socket >= 0)
		close(server.socket);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pop3_session_options options = POP3_SESSION_OPTIONS_INIT;
	char announced[POP3_ANNOUNCED_MAX] = "";

	if (size < 3)
		return 0;
	options.host = "localhost";
	options.tls = POP3_TLS_NONE;
	options.trace = on_line;
	options.pipelining = (enum pop3_pipelining)(data[0] % 3);
	options.utf8 = (enum pop3_utf8)((data[0] >> 2) % 3);
	options.capa_with_listing = (data[0] & 0x10) != 0;
	options.no_capa = (data[0] & 0x20) != 0;
	server.turns = data + 2;
	server.left = size - 2;
	play(&options, data[1], announced);
	if ((data[0] & 0x40) != 0 && server.left > 0) {
		options.announced = announced;
		play(&options, data[1], announced);
	}
	return 0;
}
