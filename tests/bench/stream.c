/*
 * stream.c - see stream.h.  What a read or write wanted last is kept, since
 * under TLS a read may have to wait for the socket to take octets.
 */
#include "tests/bench/stream.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tests/bench/mail.h"

#define BACKLOG 4096

struct ssl_ctx_st *stream_context(const char *chain)
{
	SSL_CTX *context = SSL_CTX_new(
	    chain != NULL ? TLS_server_method() : TLS_client_method());

	if (context == NULL ||
	    (chain != NULL &&
		(SSL_CTX_use_certificate_chain_file(context, chain) != 1 ||
		    SSL_CTX_use_PrivateKey_file(
			context, chain, SSL_FILETYPE_PEM) != 1))) {
		ERR_print_errors_fp(stderr);
		exit(1);
	}
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
	return context;
}

void stream_wait(struct stream *stream, short events)
{
	struct pollfd wait = {
	    .fd = stream->fd, .events = (short)(events | stream->wants)};

	if (stream->ssl != NULL && SSL_pending(stream->ssl) > 0 &&
	    (events & POLLIN) != 0)
		return;
	poll(&wait, 1, -1);
	stream->wants = 0;
}

bool stream_init(
    struct stream *stream, int fd, struct ssl_ctx_st *context, bool server)
{
	int one = 1;

	*stream = (struct stream){.fd = fd};
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	if (context == NULL)
		return true;
	stream->ssl = SSL_new(context);
	SSL_set_fd(stream->ssl, fd);
	if (server)
		SSL_set_accept_state(stream->ssl);
	else
		SSL_set_connect_state(stream->ssl);
	for (;;) {
		int done = SSL_do_handshake(stream->ssl);
		int why = SSL_get_error(stream->ssl, done);

		if (done == 1)
			return true;
		if (why == SSL_ERROR_WANT_READ)
			stream_wait(stream, POLLIN);
		else if (why == SSL_ERROR_WANT_WRITE)
			stream_wait(stream, POLLOUT);
		else
			return false;
	}
}

void stream_end(struct stream *stream)
{
	if (stream->ssl != NULL)
		SSL_shutdown(stream->ssl);
	SSL_free(stream->ssl);
	close(stream->fd);
}

static ssize_t outcome(struct stream *stream, int n)
{
	switch (SSL_get_error(stream->ssl, n)) {
	case SSL_ERROR_WANT_READ:
		stream->wants |= POLLIN;
		return STREAM_AGAIN;
	case SSL_ERROR_WANT_WRITE:
		stream->wants |= POLLOUT;
		return STREAM_AGAIN;
	default:
		return STREAM_OVER;
	}
}

static ssize_t plain_outcome(ssize_t n)
{
	if (n > 0)
		return n;
	return n < 0 && (errno == EAGAIN || errno == EINTR) ? STREAM_AGAIN
							    : STREAM_OVER;
}

ssize_t stream_read(struct stream *stream, void *space, size_t room)
{
	int n;

	if (stream->ssl == NULL)
		return plain_outcome(recv(stream->fd, space, room, 0));
	ERR_clear_error();
	n = SSL_read(stream->ssl, space, (int)room);
	return n > 0 ? n : outcome(stream, n);
}

ssize_t stream_write(struct stream *stream, const void *octets, size_t length)
{
	int n;

	if (stream->ssl == NULL)
		return plain_outcome(
		    send(stream->fd, octets, length, MSG_NOSIGNAL));
	ERR_clear_error();
	n = SSL_write(
	    stream->ssl, octets, (int)(length < 1 << 30 ? length : 1 << 30));
	return n > 0 ? n : outcome(stream, n);
}

ssize_t stream_write_spans(
    struct stream *stream, struct iovec *spans, int count)
{
	const struct msghdr message = {
	    .msg_iov = spans, .msg_iovlen = (size_t)count};

	return plain_outcome(sendmsg(stream->fd, &message, MSG_NOSIGNAL));
}

int stream_listen(unsigned port, const char *port_file, int send_buffer)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof address;
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int one = 1;
	FILE *file;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (send_buffer > 0)
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer,
		    sizeof send_buffer);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0 ||
	    listen(fd, BACKLOG) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) != 0)
		die("listen");
	file = fopen(port_file, "w");
	if (file == NULL ||
	    fprintf(file, "%u\n", (unsigned)ntohs(address.sin_port)) < 0 ||
	    fclose(file) != 0)
		die(port_file);
	return fd;
}
