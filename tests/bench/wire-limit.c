/*
 * wire-limit.c - what line and server take at best.
 *
 *	wire-limit retr|asked|poll HOST PORT USER COUNT [tls] < password
 *
 * Logs in and has the unique-ids listed, as every fetcher must; "retr" then
 * sends the RETRs of COUNT messages and QUIT in one flight, reading whatever
 * comes while it writes, and only counts terminators; "asked" is the same
 * behind CAPA, without which nobody knows that he may; "poll" says QUIT and
 * does not wait.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <openssl/evp.h>

#include "tests/bench/mail.h"
#include "tests/bench/stream.h"

static struct stream stream;
static char space[1 << 18];
static size_t kept; /* octets of the last answer carried over */

static _Noreturn void over(const char *when)
{
	fprintf(stderr, "wire-limit: the connection ended at %s\n", when);
	exit(1);
}

static int connect_to(const char *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)number_argument(port)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		die("connect");
	return fd;
}

static void send_some(const char **octets, size_t *length)
{
	ssize_t n = *length > 0 ? stream_write(&stream, *octets, *length) : 0;

	if (n == STREAM_OVER)
		over("writing");
	if (n > 0) {
		*octets += n;
		*length -= (size_t)n;
	}
}

/* Counts what ends an answer: a line of its own, or the terminator. */
static size_t ends_in(const char *end, size_t n)
{
	size_t length = kept + n;
	size_t ends = 0;
	const char *at = space;

	while ((at = memmem(at, length - (size_t)(at - space), end,
		    strlen(end))) != NULL) {
		ends++;
		at += strlen(end);
	}
	kept = strlen(end) - 1;
	if (length < kept)
		kept = length;
	memmove(space, space + length - kept, kept);
	return ends;
}

static void exchange(
    const char *octets, size_t length, const char *end, size_t answers)
{
	for (;;) {
		ssize_t n;

		send_some(&octets, &length);
		if (answers == 0 && length == 0)
			break;
		n = stream_read(&stream, space + kept, sizeof space - kept);
		if (n > 0) {
			size_t ends = ends_in(end, (size_t)n);

			answers -= ends < answers ? ends : answers;
		} else if (n == STREAM_OVER) {
			over("reading");
		} else {
			stream_wait(
			    &stream, length > 0 ? POLLIN | POLLOUT : POLLIN);
		}
	}
	kept = 0;
}

static void exchange_text(const char *text, const char *end, size_t answers)
{
	exchange(text, strlen(text), end, answers);
}

/*
 * AUTH PLAIN with an initial response is one line and has one answer: that of
 * USER may hold back that of PASS, where the server leaves Nagle's algorithm
 * on, until our acknowledgement comes, 40 ms later.
 */
static void log_in(const char *user)
{
	char password[128] = "";
	char secret[256];
	char text[512] = "AUTH PLAIN ";
	int length;

	if (fgets(password, sizeof password, stdin) == NULL)
		die("password");
	password[strcspn(password, "\r\n")] = '\0';
	length = snprintf(
	    secret, sizeof secret, "%c%.64s%c%s", '\0', user, '\0', password);
	EVP_EncodeBlock((unsigned char *)text + strlen(text),
	    (const unsigned char *)secret, length);
	strcat(text, "\r\n");
	exchange_text(text, "\r\n", 1);
}

static void retrieve_all(uint32_t count)
{
	char *commands = malloc((size_t)count * 18 + 16);
	char *at = commands;

	if (commands == NULL)
		die("memory");
	for (uint32_t n = 1; n <= count; n++)
		at += sprintf(at, "RETR %u\r\n", n);
	at += sprintf(at, "QUIT\r\n");
	/* The answer to QUIT is within what counts as the last octets. */
	exchange(commands, (size_t)(at - commands), "\r\n.\r\n", count);
	free(commands);
}

int main(int argc, char **argv)
{
	struct ssl_ctx_st *context;

	if (argc < 6) {
		fputs("usage: wire-limit retr|asked|poll HOST PORT USER COUNT "
		      "[tls] "
		      "< password\n",
		    stderr);
		return 2;
	}
	context = argc > 6 ? stream_context(NULL) : NULL;
	if (!stream_init(&stream, connect_to(argv[3]), context, false))
		over("the handshake");
	exchange_text("", "\r\n", 1);
	if (strcmp(argv[1], "asked") == 0)
		exchange_text("CAPA\r\n", "\r\n.\r\n", 1);
	log_in(argv[4]);
	exchange_text("UIDL\r\n", "\r\n.\r\n", 1);
	if (strcmp(argv[1], "poll") == 0)
		exchange_text("QUIT\r\n", "\r\n", 0);
	else
		retrieve_all(number_argument(argv[5]));
	stream_end(&stream);
	return 0;
}
