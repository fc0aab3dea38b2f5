/*
 * canned.c - a POP3 server that costs next to nothing.
 *
 *	canned --port-file FILE [--port N] [--count N] [--octets N]
 *	    [--tls PEM] [--send-buffer OCTETS] [--deaf]
 *
 * Serves N synthetic messages to whoever logs in, as often as asked: DELE is
 * answered and forgotten.  All answers are made beforehand; a process a
 * connection gathers those to the commands at hand and writes them at once.
 * It reads while it writes, but for --deaf: then, as some servers do, it
 * looks at no command before its answers are gone, and a client that will not
 * read while it writes is stuck.
 */
#include "tests/bench/canned.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/bench/mail.h"
#include "tests/bench/stream.h"

#define SPANS_MAX   (4 * MAIL_SPANS_MAX)
#define WRITTEN_MAX 1024 /* what sendmsg() takes */
#define INPUT_MAX   65536
#define SCRATCH_MAX 8192
#define RECORD_MAX  16384

struct connection {
	struct stream stream;
	struct iovec spans[SPANS_MAX];
	int first, count; /* the spans still to write */
	char input[INPUT_MAX];
	size_t length, parsed;
	char scratch[SCRATCH_MAX]; /* short answers live here until written */
	size_t scratched;
	bool awaiting_response; /* of AUTH PLAIN */
	bool over;		/* QUIT has been answered, or the end */
};

static struct canned canned;
static bool deaf;

static void say(struct connection *c, const char *octets, size_t length)
{
	c->spans[c->first + c->count++] = (struct iovec){
	    .iov_base = (void *)(uintptr_t)octets, .iov_len = length};
}

static void say_text(struct connection *c, const char *text)
{
	say(c, text, strlen(text));
}

static void say_numbers(
    struct connection *c, uint32_t count, unsigned long long octets)
{
	int n = snprintf(
	    c->scratch + c->scratched, 64, "+OK %u %llu\r\n", count, octets);

	say(c, c->scratch + c->scratched, (size_t)n);
	c->scratched += (size_t)n;
}

static void say_listing(
    struct connection *c, uint32_t n, const char *items, const size_t *starts)
{
	if (n > 0) {
		say_text(c, "+OK ");
		say(c, items + starts[n - 1], starts[n] - starts[n - 1]);
		return;
	}
	say_text(c, "+OK\r\n");
	say(c, items, starts[canned.count]);
	say_text(c, ".\r\n");
}

static void say_message(struct connection *c, uint32_t n)
{
	for (size_t i = canned.starts[n - 1]; i < canned.starts[n]; i++)
		say(c, canned.spans[i].iov_base, canned.spans[i].iov_len);
}

/* As much of the span as is in that many lines, which become fewer. */
static size_t lines_of(const char *octets, size_t length, unsigned long *lines)
{
	const char *at = octets;
	const char *end = octets + length;

	while (*lines > 0 && at < end) {
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1;
		--*lines;
	}
	return (size_t)(at - octets);
}

static void say_top(struct connection *c, uint32_t n, unsigned long lines)
{
	const struct iovec *span = &canned.spans[canned.starts[n - 1]];
	const struct iovec *end = &canned.spans[canned.starts[n] - 1];
	const size_t head = canned.head_octets[n - 1];

	say(c, span->iov_base,
	    head + lines_of((const char *)span->iov_base + head,
		       span->iov_len - head, &lines));
	while (++span < end && lines > 0)
		say(c, span->iov_base,
		    lines_of(span->iov_base, span->iov_len, &lines));
	say(c, end->iov_base, end->iov_len);
}

static void say_capabilities(struct connection *c)
{
	say_text(c, "+OK\r\nTOP\r\nUIDL\r\nUSER\r\nPIPELINING\r\n"
		    "RESP-CODES\r\nSASL PLAIN\r\n.\r\n");
}

static void authenticate(struct connection *c, const char *argument)
{
	/* "PLAIN" and, it may be, the initial response. */
	c->awaiting_response = strlen(argument) <= 6;
	say_text(c, c->awaiting_response ? "+ \r\n" : "+OK\r\n");
}

static bool is(const char *line, const char *verb)
{
	return strncasecmp(line, verb, 4) == 0;
}

static void answer_numbered(struct connection *c, const char *line)
{
	char *after = NULL;
	unsigned long n = strtoul(line + 4, &after, 10);
	bool given = *after == '\0' ? n > 0 : true;

	if (n > canned.count ||
	    (!given && !is(line, "LIST") && !is(line, "UIDL")))
		say_text(c, "-ERR no such message\r\n");
	else if (is(line, "RETR"))
		say_message(c, (uint32_t)n);
	else if (is(line, "LIST"))
		say_listing(c, (uint32_t)n, canned.list, canned.list_starts);
	else if (is(line, "UIDL"))
		say_listing(c, (uint32_t)n, canned.uidl, canned.uidl_starts);
	else if (is(line, "TOP "))
		say_top(c, (uint32_t)n, strtoul(after, NULL, 10));
	else
		say_text(c, "+OK\r\n");
}

static void answer(struct connection *c, const char *line)
{
	if (c->awaiting_response) {
		c->awaiting_response = false;
		say_text(c, "+OK\r\n");
	} else if (is(line, "RETR") || is(line, "LIST") || is(line, "UIDL") ||
		   is(line, "TOP ") || is(line, "DELE")) {
		answer_numbered(c, line);
	} else if (is(line, "STAT")) {
		say_numbers(c, canned.count, canned.octets);
	} else if (is(line, "CAPA")) {
		say_capabilities(c);
	} else if (is(line, "AUTH")) {
		authenticate(c, strlen(line) > 5 ? line + 5 : "");
	} else if (is(line, "QUIT")) {
		c->over = true;
		say_text(c, "+OK\r\n");
	} else if (is(line, "USER") || is(line, "PASS") || is(line, "NOOP") ||
		   is(line, "RSET")) {
		say_text(c, "+OK\r\n");
	} else {
		say_text(c, "-ERR unknown command\r\n");
	}
}

/* Answers the whole lines at hand, as long as there is room for answers. */
static void answer_all(struct connection *c)
{
	while (!c->over &&
	       c->first + c->count + MAIL_SPANS_MAX + 4 < SPANS_MAX &&
	       c->scratched + 64 < SCRATCH_MAX) {
		char *line = c->input + c->parsed;
		char *end = memchr(line, '\n', c->length - c->parsed);

		if (end == NULL)
			break;
		c->parsed = (size_t)(end + 1 - c->input);
		*end = '\0';
		if (end > line && end[-1] == '\r')
			end[-1] = '\0';
		answer(c, line);
	}
	memmove(c->input, c->input + c->parsed, c->length - c->parsed);
	c->length -= c->parsed;
	c->parsed = 0;
}

static bool read_some(struct connection *c)
{
	ssize_t n = stream_read(
	    &c->stream, c->input + c->length, INPUT_MAX - c->length);

	if (n > 0)
		c->length += (size_t)n;
	return n != STREAM_OVER;
}

static void written(struct connection *c, size_t n)
{
	while (c->count > 0 && n >= c->spans[c->first].iov_len) {
		n -= c->spans[c->first].iov_len;
		c->first++;
		c->count--;
	}
	if (c->count == 0) {
		c->first = 0;
		c->scratched = 0;
		return;
	}
	c->spans[c->first].iov_base = (char *)c->spans[c->first].iov_base + n;
	c->spans[c->first].iov_len -= n;
}

/* Under TLS short answers share a record. */
static ssize_t write_record(struct connection *c)
{
	char record[RECORD_MAX];
	size_t length = 0;

	if (c->spans[c->first].iov_len >= RECORD_MAX / 2)
		return stream_write(&c->stream, c->spans[c->first].iov_base,
		    c->spans[c->first].iov_len);
	for (int i = c->first; i < c->first + c->count; i++) {
		const struct iovec *span = &c->spans[i];

		if (length + span->iov_len > RECORD_MAX)
			break;
		memcpy(record + length, span->iov_base, span->iov_len);
		length += span->iov_len;
	}
	return stream_write(&c->stream, record, length);
}

static ssize_t write_spans(struct connection *c)
{
	if (c->stream.ssl != NULL)
		return write_record(c);
	return stream_write_spans(&c->stream, c->spans + c->first,
	    c->count < WRITTEN_MAX ? c->count : WRITTEN_MAX);
}

static void write_some(struct connection *c)
{
	ssize_t n = write_spans(c);

	if (n > 0)
		written(c, (size_t)n);
	else if (n == STREAM_OVER)
		_exit(1);
	else
		stream_wait(&c->stream, deaf || c->length == INPUT_MAX
					    ? POLLOUT
					    : POLLOUT | POLLIN);
}

static void serve(int fd, struct ssl_ctx_st *context)
{
	static struct connection c;

	if (!stream_init(&c.stream, fd, context, true))
		return;
	say_text(&c, "+OK canned\r\n");
	while (!c.over || c.count > 0) {
		if (c.count > 0)
			write_some(&c);
		if (c.count > 0 && deaf)
			continue;
		if (c.length < INPUT_MAX && !read_some(&c))
			break;
		if (c.count == 0)
			answer_all(&c);
		if (c.count == 0 && !c.over)
			stream_wait(&c.stream, POLLIN);
	}
	stream_end(&c.stream);
}

static void accept_all(int listener, struct ssl_ctx_st *context)
{
	for (;;) {
		int fd = accept(listener, NULL, NULL);

		if (fd < 0)
			continue;
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGTERM);
			close(listener);
			serve(fd, context);
			_exit(0);
		}
		close(fd);
	}
}

int main(int argc, char **argv)
{
	const char *chain = NULL;
	const char *port_file = NULL;
	uint32_t count = 10;
	uint32_t octets = 4096;
	uint32_t port = 0;
	uint32_t buffer = 0;

	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--deaf") == 0)
			deaf = true;
		else if (i + 1 == argc)
			return 2;
		else if (strcmp(argv[i], "--port-file") == 0)
			port_file = argv[++i];
		else if (strcmp(argv[i], "--port") == 0)
			port = number_argument(argv[++i]);
		else if (strcmp(argv[i], "--count") == 0)
			count = number_argument(argv[++i]);
		else if (strcmp(argv[i], "--octets") == 0)
			octets = number_argument(argv[++i]);
		else if (strcmp(argv[i], "--send-buffer") == 0)
			buffer = number_argument(argv[++i]);
		else if (strcmp(argv[i], "--tls") == 0)
			chain = argv[++i];
		else
			return 2;
	}
	if (port_file == NULL)
		return 2;
	signal(SIGCHLD, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	canned_make(&canned, count, octets);
	accept_all(stream_listen(port, port_file, (int)buffer),
	    chain != NULL ? stream_context(chain) : NULL);
}
