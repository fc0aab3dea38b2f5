/*
 * lmtp-connection.c - a socket that does not block, and poll(2).
 *
 * A reply has to be complete within its limit, however busily it drips; what
 * we send has a limit for each silence.  A signal that asks us to end leaves
 * a few seconds for what is under way.
 */
#include "popfetch/deliver/lmtp-connection.h"

#include <pop3/lookup.h>

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "popfetch/system/disk.h"
#include "popfetch/system/interrupt.h"
#include "popfetch/system/monotonic.h"
#include "popfetch/system/spawn.h"
#include "popfetch/talk/failure.h"
#include "popfetch/text/host-port.h"
#include "popfetch/text/lmtp-address.h"

/* ---- Waiting ------------------------------------------------------------- */

/* POP3_OK when the socket is ready, POP3_E_TIMEOUT. */
static enum pop3_status await(int fd, short events, int64_t until_ms)
{
	struct pollfd poll_fd = {.fd = fd, .events = events};

	for (;;) {
		const int64_t left_ns =
		    interrupt_limit(until_ms * NS_PER_MS) - monotonic_ns();
		int ready;

		if (left_ns <= 0)
			return POP3_E_TIMEOUT;
		ready = poll(&poll_fd, 1, (int)((left_ns - 1) / NS_PER_MS + 1));
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return POP3_OK;
	}
}

static enum pop3_status out_of_time(const struct lmtp_connection *connection,
    uint32_t limit_ms, struct pop3_error *error)
{
	if (interrupt_signal() != 0)
		return failure_fill(error, POP3_E_TIMEOUT, 0,
		    "LMTP server '%s' did not answer when we had to end",
		    connection->address);
	return failure_fill(error, POP3_E_TIMEOUT, 0,
	    "LMTP server '%s' does not answer within %u seconds",
	    connection->address, (unsigned)(limit_ms / 1000));
}

static enum pop3_status closed(const struct lmtp_connection *connection,
    int sys_errno, struct pop3_error *error)
{
	return failure_fill(error, POP3_E_CLOSED, sys_errno,
	    "LMTP server '%s' closed the connection", connection->address);
}

/* ---- Connecting ---------------------------------------------------------- */

/* The final dot goes behind the message, and would wait until the server's
 * kernel has acknowledged that: 40 ms a message. */
static void send_at_once(int fd)
{
	const int on = 1;

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/* A descriptor, or -1 with errno. */
static int connect_to(
    const struct lmtp_connection *connection, const struct addrinfo *at)
{
	int64_t until_ms = monotonic_ms() + connection->timeout_ms;
	int fd = socket(at->ai_family, SOCK_STREAM, 0), failure = 0;
	socklen_t size = sizeof failure;

	if (fd < 0)
		return -1;
	spawn_withhold(fd);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	send_at_once(fd);
	if (connect(fd, at->ai_addr, at->ai_addrlen) == 0)
		return fd;
	failure = errno;
	if (failure == EINPROGRESS || failure == EINTR) {
		failure = ETIMEDOUT;
		if (await(fd, POLLOUT, until_ms) == POP3_OK &&
		    getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) != 0)
			failure = errno;
		if (failure == 0)
			return fd;
	}
	close(fd);
	errno = failure;
	return -1;
}

/* A server whose queue is full lets a Unix domain socket wait in connect(), if
 * that blocks; poll(2) would not tell when there is room. */
static bool queue_up(
    int fd, const struct sockaddr_un *address, int64_t until_ms)
{
	do {
		const int64_t left_ns =
		    interrupt_limit(until_ms * NS_PER_MS) - monotonic_ns();
		const int64_t left_us = left_ns / 1000 + 1;
		const struct timeval limit = {
		    .tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000};

		errno = ETIMEDOUT;
		if (left_ns <= 0 || setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO,
					&limit, sizeof limit) != 0)
			return false;
		if (connect(fd, (const struct sockaddr *)address,
			sizeof *address) == 0)
			return true;
	} while (errno == EAGAIN || errno == EINTR);
	return false;
}

static int connect_path(const struct lmtp_connection *connection)
{
	const int64_t until_ms = monotonic_ms() + connection->timeout_ms;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	if (fd < 0)
		return -1;
	spawn_withhold(fd);
	strcpy(address.sun_path, connection->address);
	if (!queue_up(fd, &address, until_ms)) {
		disk_close(&fd);
		return -1;
	}
	fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* Each address in turn; -1 with errno. */
static int connect_first(
    const struct lmtp_connection *connection, const struct addrinfo *at)
{
	int fd = -1;

	for (; at != NULL && fd < 0; at = at->ai_next)
		fd = connect_to(connection, at);
	return fd;
}

/* The addresses are the lookup's. */
static enum pop3_status find(const struct lmtp_connection *connection,
    struct pop3_lookup **out_lookup, const struct addrinfo **out_addresses,
    struct pop3_error *error)
{
	const int64_t until_ms = monotonic_ms() + connection->timeout_ms;
	struct host_port at;
	enum pop3_status status;

	host_port_read(connection->address, &at);
	status = pop3_lookup_start(
	    at.host, at.port, POP3_FAMILY_ANY, error, out_lookup);
	if (status == POP3_OK)
		status = await(
		    pop3_lookup_descriptor(*out_lookup), POLLIN, until_ms);
	return status != POP3_OK ? status
				 : pop3_lookup_await(*out_lookup, 0, NULL,
				       error, out_addresses);
}

static enum pop3_status not_found(const struct lmtp_connection *connection,
    enum pop3_status status, struct pop3_error *error)
{
	switch (status) {
	case POP3_E_NO_MEMORY:
		return failure_no_memory(error);
	case POP3_E_SYSTEM:
		return failure_fill(error, POP3_E_CONNECT, error->sys_errno,
		    "cannot look up LMTP server '%s'", connection->address);
	case POP3_E_HOST_NOT_FOUND:
		return failure_fill(error, status, 0,
		    "cannot find LMTP server '%s': no address is known for it",
		    connection->address);
	default:
		return failure_fill(error, POP3_E_NAME_TEMPORARY, 0,
		    "cannot look up LMTP server '%s' just now",
		    connection->address);
	}
}

static enum pop3_status connected(
    const struct lmtp_connection *connection, struct pop3_error *error)
{
	if (connection->fd >= 0)
		return POP3_OK;
	return failure_fill(error,
	    errno == ETIMEDOUT ? POP3_E_TIMEOUT : POP3_E_CONNECT, errno,
	    "cannot connect to LMTP server '%s'", connection->address);
}

static enum pop3_status connect_host(
    struct lmtp_connection *connection, struct pop3_error *error)
{
	struct pop3_lookup *lookup = NULL;
	const struct addrinfo *addresses;
	enum pop3_status status = find(connection, &lookup, &addresses, error);

	if (status == POP3_OK) {
		connection->fd = connect_first(connection, addresses);
		status = connected(connection, error);
	} else {
		status = not_found(connection, status, error);
	}
	pop3_lookup_free(lookup);
	return status;
}

enum pop3_status lmtp_connection_open(
    struct lmtp_connection *connection, struct pop3_error *error)
{
	const char *why = lmtp_address_check(connection->address);

	connection->begin = connection->end = 0;
	if (why != NULL)
		return failure_fill(error, POP3_E_MISUSE, 0,
		    "cannot use the LMTP address '%s': %s", connection->address,
		    why);
	if (!lmtp_address_is_path(connection->address))
		return connect_host(connection, error);
	connection->fd = connect_path(connection);
	return connected(connection, error);
}

void lmtp_connection_close(struct lmtp_connection *connection)
{
	disk_close(&connection->fd);
}

/* ---- Octets -------------------------------------------------------------- */

enum pop3_status lmtp_send(struct lmtp_connection *connection,
    const char *octets, size_t n, struct pop3_error *error)
{
	while (n > 0) {
		ssize_t sent = send(connection->fd, octets, n, MSG_NOSIGNAL);

		if (sent > 0) {
			octets += sent;
			n -= (size_t)sent;
			continue;
		}
		if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK &&
		    errno != EINTR)
			return closed(connection, errno, error);
		if (await(connection->fd, POLLOUT,
			monotonic_ms() + connection->timeout_ms) != POP3_OK)
			return out_of_time(
			    connection, connection->timeout_ms, error);
	}
	return POP3_OK;
}

static enum pop3_status receive(struct lmtp_connection *connection,
    int64_t until_ms, uint32_t limit_ms, struct pop3_error *error)
{
	for (;;) {
		ssize_t got = recv(connection->fd, connection->octets,
		    sizeof connection->octets, 0);

		if (got > 0) {
			connection->begin = 0;
			connection->end = (size_t)got;
			return POP3_OK;
		}
		if (got == 0)
			return closed(connection, 0, error);
		if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)
			return closed(connection, errno, error);
		if (await(connection->fd, POLLIN, until_ms) != POP3_OK)
			return out_of_time(connection, limit_ms, error);
	}
}

enum pop3_status lmtp_hear(struct lmtp_connection *connection,
    uint32_t limit_ms, struct lmtp_reply *out_reply, struct pop3_error *error)
{
	int64_t until_ms = monotonic_ms() + limit_ms;
	enum lmtp_progress progress = LMTP_MORE;
	enum pop3_status status;
	size_t taken;

	lmtp_reply_begin(out_reply);
	for (;;) {
		progress = lmtp_reply_take(out_reply,
		    connection->octets + connection->begin,
		    connection->end - connection->begin, &taken);
		connection->begin += taken;
		if (progress == LMTP_COMPLETE)
			return POP3_OK;
		if (progress == LMTP_BROKEN)
			return failure_fill(error, POP3_E_PROTOCOL, 0,
			    "what '%s' says is no reply of LMTP",
			    connection->address);
		/* One that never stops talking does not make us wait. */
		if (monotonic_ms() >= until_ms)
			return out_of_time(connection, limit_ms, error);
		status = receive(connection, until_ms, limit_ms, error);
		if (status != POP3_OK)
			return status;
	}
}
