/*
 * net/race.c - the first address that answers (RFC 8305).
 *
 * The addresses come sorted by RFC 6724.  The families are made to alternate,
 * beginning with that of the first (section 4), so that a family without a
 * working route costs one delay and not one for each of its addresses.  The
 * next attempt starts when the last one has had 250 ms or has failed, and
 * does not stop those before it (section 5).  The first that connects wins;
 * all others are closed.
 */
#include "libpop3/net/connect.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include "libpop3/base/error.h"
#include "libpop3/net/descriptor.h"
#include "libpop3/net/patience.h"

/* Between the starts of two attempts (RFC 8305, section 5). */
#define ATTEMPT_DELAY_MS 250

/* Distinct reasons that an error names. */
#define REASONS_MAX 4

struct race {
	const struct p3_source *source; /* or NULL */
	const struct addrinfo *order[P3_ATTEMPTS_MAX];
	size_t count;
	size_t next;	 /* in order, to be started */
	int64_t next_ms; /* when, at the latest */
	struct pollfd running[P3_ATTEMPTS_MAX + 1]; /* one more: p3_poll() */
	size_t running_count;
	int reasons[REASONS_MAX]; /* why attempts failed, each once */
	size_t reason_count;
	int winner; /* or -1 */
};

/* The next address at or behind at of, or not of, the family. */
static const struct addrinfo *seek(
    const struct addrinfo *at, int family, bool of_it)
{
	while (at != NULL && (at->ai_family == family) != of_it)
		at = at->ai_next;
	return at;
}

static void interleave(struct race *race, const struct addrinfo *addresses)
{
	int first = addresses->ai_family;
	const struct addrinfo *same = addresses;
	const struct addrinfo *other = seek(addresses, first, false);

	while (race->count < P3_ATTEMPTS_MAX && (same || other)) {
		if (same != NULL) {
			race->order[race->count++] = same;
			same = seek(same->ai_next, first, true);
		}
		if (other != NULL && race->count < P3_ATTEMPTS_MAX) {
			race->order[race->count++] = other;
			other = seek(other->ai_next, first, false);
		}
	}
}

static void note_failure(struct race *race, int reason)
{
	race->next_ms = 0;
	for (size_t i = 0; i < race->reason_count; i++)
		if (race->reasons[i] == reason)
			return;
	if (race->reason_count < REASONS_MAX)
		race->reasons[race->reason_count++] = reason;
}

/* On failure -1 and errno. */
static int open_socket(const struct race *race, int family)
{
	const struct p3_source *source = race->source;
	int descriptor = p3_stream_socket(family);

	if (descriptor == -1 || source == NULL ||
	    bind(descriptor, (const struct sockaddr *)&source->address,
		source->length) == 0)
		return descriptor;
	p3_close(descriptor);
	return -1;
}

static void start_next(struct race *race)
{
	const struct addrinfo *address = race->order[race->next++];
	int descriptor = open_socket(race, address->ai_family);

	race->next_ms = p3_now_ms() + ATTEMPT_DELAY_MS;
	if (descriptor == -1) {
		note_failure(race, errno);
		return;
	}
	if (connect(descriptor, address->ai_addr, address->ai_addrlen) == 0) {
		race->winner = descriptor;
		return;
	}
	if (errno != EINPROGRESS && errno != EINTR) {
		note_failure(race, errno);
		p3_close(descriptor);
		return;
	}
	race->running[race->running_count++] =
	    (struct pollfd){.fd = descriptor, .events = POLLOUT};
}

/* What became of an attempt that poll() reported: 0, or an error number. */
static int outcome(int descriptor)
{
	int failure = 0;
	socklen_t size = sizeof failure;

	if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) != 0)
		return errno;
	return failure;
}

static void collect(struct race *race)
{
	size_t kept = 0;

	for (size_t i = 0; i < race->running_count; i++) {
		struct pollfd *attempt = &race->running[i];
		int failure =
		    attempt->revents != 0 ? outcome(attempt->fd) : EINPROGRESS;

		if (failure == EINPROGRESS ||
		    (failure == 0 && race->winner != -1)) {
			race->running[kept++] = *attempt;
		} else if (failure == 0) {
			race->winner = attempt->fd;
		} else {
			note_failure(race, failure);
			p3_close(attempt->fd);
		}
	}
	race->running_count = kept;
}

static enum pop3_status run(
    struct race *race, const struct p3_patience *patience)
{
	enum pop3_status status = p3_patience_left(patience);

	while (status == POP3_OK && race->winner == -1) {
		bool more = race->next < race->count;

		if (more && (race->running_count == 0 ||
				p3_now_ms() >= race->next_ms)) {
			start_next(race);
			continue;
		}
		if (race->running_count == 0)
			return POP3_E_CONNECT;
		status = p3_poll(race->running, race->running_count,
		    more ? race->next_ms : P3_NO_DEADLINE, patience);
		if (status == POP3_OK)
			collect(race);
	}
	return status;
}

/* Words for all reasons: "network is unreachable; connection refused". */
static void list_reasons(const struct race *race, char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < race->reason_count && used < size; i++) {
		struct pop3_error words;

		/* The text is ": " and the system's words. */
		p3_error(&words, POP3_E_CONNECT, race->reasons[i], "%s", "");
		used += (size_t)snprintf(text + used, size - used, "%s%s",
		    i == 0 ? "" : "; ", words.text + 2);
	}
}

static bool is_our_lack(int reason)
{
	return reason == EMFILE || reason == ENFILE || reason == ENOBUFS ||
	       reason == ENOMEM;
}

static enum pop3_status explain(
    const struct race *race, const char *peer, struct pop3_error *error)
{
	int last = race->reasons[race->reason_count - 1];
	enum pop3_status status =
	    is_our_lack(last) ? POP3_E_SYSTEM : POP3_E_CONNECT;
	char reasons[256];

	list_reasons(race, reasons, sizeof reasons);
	p3_error(error, status, 0, "cannot connect to %s: %s", peer, reasons);
	if (error != NULL)
		error->sys_errno = last;
	return status;
}

enum pop3_status p3_connect_addresses(const struct addrinfo *addresses,
    const struct p3_source *source, const char *peer,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	struct race race = {.source = source, .winner = -1};
	enum pop3_status status;

	assert(addresses != NULL);
	interleave(&race, addresses);
	status = run(&race, patience);
	for (size_t i = 0; i < race.running_count; i++)
		p3_close(race.running[i].fd);
	if (status == POP3_E_CONNECT)
		return explain(&race, peer, error);
	if (status == POP3_E_SYSTEM)
		return p3_error(
		    error, status, errno, "cannot connect to %s", peer);
	if (status != POP3_OK)
		return p3_error(error, status, 0, "cannot connect to %s: %s",
		    peer, pop3_status_text(status));
	status = p3_transport_adopt(race.winner, error, out_transport);
	if (status != POP3_OK)
		p3_close(race.winner);
	return status;
}
