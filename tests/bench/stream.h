/*
 * stream.h - a socket that does not block, in the clear or under TLS.
 */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct iovec;
struct ssl_st;
struct ssl_ctx_st;

struct stream {
	int fd;
	struct ssl_st *ssl; /* NULL: in the clear */
	short wants;	    /* what poll() must wait for besides */
};

#define STREAM_AGAIN (-1) /* neither reads nor writes just now */
#define STREAM_OVER  (-2) /* the end, or a failure */

/* Of a server with CHAIN (PEM, the key in it), or of a client that trusts
 * whatever comes, where it is NULL. */
struct ssl_ctx_st *stream_context(const char *chain);

/* Waits for the handshake; false where it fails. */
bool stream_init(
    struct stream *stream, int fd, struct ssl_ctx_st *context, bool server);
void stream_end(struct stream *stream);

ssize_t stream_read(struct stream *stream, void *space, size_t room);
ssize_t stream_write(struct stream *stream, const void *octets, size_t length);
/* In the clear only. */
ssize_t stream_write_spans(
    struct stream *stream, struct iovec *spans, int count);

/* Until it reads or, where EVENTS has POLLOUT, writes. */
void stream_wait(struct stream *stream, short events);

/* A listening socket on 127.0.0.1; where PORT is 0, PORT-FILE gets the port. */
int stream_listen(unsigned port, const char *port_file, int send_buffer);

#endif
