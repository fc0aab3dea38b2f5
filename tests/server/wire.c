/*
 * wire.c - one connection, blocking, one process.
 *
 * Output gathers in a buffer and goes out when it is full or when a line is
 * needed that has not arrived yet: so the answers to pipelined commands share
 * a segment, and a client that writes without reading blocks us as a real
 * server would be blocked.
 *
 * What ends the connection ends the process, which also gives back the lock
 * on the maildrop; so nothing here returns a failure that every caller would
 * have to hand on.
 *
 * The log has a line a line: session, "clear" or "tls", then "C:" or "S:" as
 * in the RFCs' examples, then the octets, those that are not printable as
 * \xHH.  What is about the session has "--" there.  Each line is one write()
 * to a descriptor in append mode: sessions that run at once do not tear each
 * other's lines.  Message octets are counted, not shown.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <openssl/err.h>

#include "wire.h"

#define LINE_MAX_SENT 8192

static void log_write(
    struct wire *wire, const char *who, const char *octets, size_t length)
{
	char line[3 * LINE_MAX_SENT];
	size_t at;
	ssize_t written;

	if (wire->log < 0)
		return;
	at = (size_t)snprintf(line, sizeof line, "%llu %s %s ",
	    (unsigned long long)wire->session, wire->tls ? "tls" : "clear",
	    who);
	for (size_t i = 0; i < length && at + 8 < sizeof line; i++) {
		unsigned char c = (unsigned char)octets[i];

		if (c >= ' ' && c < 0x7f && c != '\\')
			line[at++] = (char)c;
		else
			at += (size_t)snprintf(line + at, sizeof line - at,
			    "\\x%02X", (unsigned)c);
	}
	line[at++] = '\n';
	written = write(wire->log, line, at);
	(void)written; /* a full disk must not change the dialogue */
}

void wire_note(struct wire *wire, const char *format, ...)
{
	char text[LINE_MAX_SENT];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	log_write(wire, "--", text, strlen(text));
}

void wire_open(struct wire *wire, int socket, int log, uint64_t session)
{
	*wire = (struct wire){.socket = socket,
	    .log = log,
	    .session = session,
	    .line_end = "\r\n",
	    .cut_at = UINT64_MAX};
	wire_note(wire, "connected");
}

/* Octets the client has sent and we have not read would make close() send a
 * reset, which throws away what we sent; so the client's are read first. */
static void socket_linger(struct wire *wire)
{
	struct timeval second = {.tv_sec = 1};
	char waste[4096];

	if (shutdown(wire->socket, SHUT_WR) != 0)
		return;
	setsockopt(
	    wire->socket, SOL_SOCKET, SO_RCVTIMEO, &second, sizeof second);
	while (read(wire->socket, waste, sizeof waste) > 0)
		continue;
}

static _Noreturn void connection_end(struct wire *wire, const char *why)
{
	wire_note(wire, "closed: %s", why);
	socket_linger(wire);
	exit(EXIT_SUCCESS);
}

_Noreturn void wire_close(struct wire *wire, const char *why)
{
	wire_flush(wire);
	connection_end(wire, why);
}

_Noreturn void wire_close_notify(struct wire *wire, const char *why)
{
	wire_flush(wire);
	if (wire->tls)
		SSL_shutdown(wire->tls);
	connection_end(wire, why);
}

void wire_hold(struct wire *wire, const char *file)
{
	const struct timespec pause = {.tv_nsec = 5000000};

	wire_flush(wire);
	while (access(file, F_OK) != 0)
		nanosleep(&pause, NULL);
}

_Noreturn void wire_stall(struct wire *wire)
{
	char waste[4096];

	wire_flush(wire);
	wire_note(wire, "stalled");
	while (read(wire->socket, waste, sizeof waste) > 0)
		continue;
	connection_end(wire, "the client left");
}

bool wire_is_tls(const struct wire *wire)
{
	return wire->tls != NULL;
}

void wire_start_tls(struct wire *wire, SSL_CTX *context)
{
	SSL *tls;

	wire_flush(wire);
	if (wire->in_at < wire->in_length)
		connection_end(wire, "octets in clear behind STLS");
	tls = SSL_new(context);
	if (!tls || SSL_set_fd(tls, wire->socket) != 1)
		connection_end(wire, "no TLS");
	if (SSL_accept(tls) != 1) {
		const char *reason = ERR_reason_error_string(ERR_get_error());

		wire_note(wire, "handshake failed: %s",
		    reason ? reason : "connection lost");
		connection_end(wire, "no TLS");
	}
	wire->tls = tls;
	wire_note(wire, "%s", SSL_get_version(tls));
}

static void octets_send(struct wire *wire, const char *octets, size_t length)
{
	while (length) {
		int step = length > 16384 ? 16384 : (int)length;
		ssize_t sent = wire->tls ? SSL_write(wire->tls, octets, step)
					 : write(wire->socket, octets, length);

		if (sent < 0 && errno == EINTR && !wire->tls)
			continue;
		if (sent <= 0)
			connection_end(wire, "cannot send");
		octets += sent;
		length -= (size_t)sent;
	}
}

static void octets_drip(struct wire *wire, const char *octets, size_t length)
{
	const struct timespec second = {.tv_sec = 1};

	for (size_t i = 0; i < length; i++) {
		octets_send(wire, octets + i, 1);
		nanosleep(&second, NULL);
	}
}

void wire_flush(struct wire *wire)
{
	size_t length = wire->out_length;
	uint64_t left = wire->cut_at - wire->sent;

	wire->out_length = 0;
	if (left < length)
		length = (size_t)left;
	wire->sent += length;
	if (wire->drip)
		octets_drip(wire, wire->out, length);
	else
		octets_send(wire, wire->out, length);
	if (wire->sent == wire->cut_at)
		connection_end(wire, "cut");
}

void wire_put(struct wire *wire, const char *octets, size_t length)
{
	while (length) {
		size_t room = sizeof wire->out - wire->out_length;
		size_t step = length < room ? length : room;

		memcpy(wire->out + wire->out_length, octets, step);
		wire->out_length += step;
		octets += step;
		length -= step;
		if (wire->out_length == sizeof wire->out)
			wire_flush(wire);
	}
}

void wire_say(struct wire *wire, const char *format, ...)
{
	char line[LINE_MAX_SENT];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof line, format, args);
	va_end(args);
	log_write(wire, "S:", line, strlen(line));
	wire_put(wire, line, strlen(line));
	wire_put(wire, wire->line_end, strlen(wire->line_end));
}

static void input_fill(struct wire *wire)
{
	ssize_t got;

	wire_flush(wire);
	do {
		got = wire->tls
			  ? SSL_read(wire->tls, wire->in, (int)sizeof wire->in)
			  : read(wire->socket, wire->in, sizeof wire->in);
	} while (got < 0 && errno == EINTR && !wire->tls);
	if (got <= 0)
		connection_end(wire, "the client left");
	wire->in_at = 0;
	wire->in_length = (size_t)got;
}

void wire_forget_input(struct wire *wire)
{
	if (wire->in_at < wire->in_length)
		wire_note(wire, "%zu pipelined octets lost",
		    wire->in_length - wire->in_at);
	wire->in_at = wire->in_length;
}

enum wire_line wire_get(struct wire *wire, char *line, size_t cap)
{
	size_t length = 0;
	bool too_long = false;
	char c;

	for (;;) {
		if (wire->in_at == wire->in_length)
			input_fill(wire);
		c = wire->in[wire->in_at++];
		if (c == '\n')
			break;
		if (length < cap - 1)
			line[length++] = c;
		else
			too_long = true;
	}
	line[length] = '\0';
	log_write(wire, "C:", line,
	    length && line[length - 1] == '\r' ? length - 1 : length);
	if (too_long)
		return WIRE_TOO_LONG;
	if (!length || line[length - 1] != '\r')
		return WIRE_BARE_LF;
	line[--length] = '\0';
	return memchr(line, '\0', length) ? WIRE_NUL : WIRE_LINE;
}
