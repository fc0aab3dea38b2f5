/*
 * net/link.c - a BIO of our own over a descriptor that does not block.
 *
 * OpenSSL's socket BIO calls write(), and a peer that is gone then costs the
 * process its life by SIGPIPE.  To ignore the signal is the application's
 * right and not ours, so octets go out by send() with MSG_NOSIGNAL
 * (SO_NOSIGPIPE does the same where that does not exist; see descriptor.c).
 * Besides, this BIO remembers why it failed, which the error queue does not.
 *
 * Many servers leave Nagle's algorithm on: of two short answers to what came
 * in one flight, as USER and PASS do, the second waits for our acknowledgement
 * of the first, which Linux holds back for 40 ms since it takes a dialogue for
 * one that will soon send something.  So the kernel is told not to, each time,
 * for it forgets.
 *
 * OpenSSL reads on until it has something for us.  A server may send it only
 * what is TLS's own (tickets, changes of keys, greetings anew), faster than
 * that is dealt with, and it would never come back: no time limit would be
 * looked at and no signal.  So each call of ours has a number of reads; the
 * next one says that it would block.  What is there by then is met by the next
 * poll().
 *
 * The method is made for each BIO, since a shared one would be a global; its
 * type is the bare class, as BIO_get_new_index() has few numbers to give.
 */
#include "libpop3/net/link.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#if !defined(MSG_NOSIGNAL)
#define MSG_NOSIGNAL 0
#endif

ssize_t p3_receive(int descriptor, void *octets, size_t size)
{
	ssize_t got;

	do
		got = recv(descriptor, octets, size, 0);
	while (got == -1 && errno == EINTR);
	return got;
}

static void acknowledge_at_once(int descriptor)
{
#if defined(TCP_QUICKACK)
	const int on = 1;

	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
#else
	(void)descriptor;
#endif
}

ssize_t p3_send(int descriptor, const void *octets, size_t length)
{
	ssize_t sent;

	do
		sent = send(descriptor, octets, length, MSG_NOSIGNAL);
	while (sent == -1 && errno == EINTR);
	if (sent > 0)
		acknowledge_at_once(descriptor);
	return sent;
}

static bool would_block(void)
{
	return errno == EAGAIN || errno == EWOULDBLOCK;
}

static int link_read(BIO *bio, char *octets, size_t size, size_t *out_count)
{
	struct p3_link *link = BIO_get_data(bio);
	ssize_t got;

	BIO_clear_retry_flags(bio);
	*out_count = 0;
	if (link->reads_left == 0) {
		BIO_set_retry_read(bio);
		return 0;
	}
	link->reads_left--;
	got = p3_receive(link->descriptor, octets, size);
	*out_count = got > 0 ? (size_t)got : 0;
	if (got > 0 && !link->heard) {
		link->heard = true;
		link->first = (unsigned char)octets[0];
	}
	if (got > 0)
		return 1;
	if (got == 0)
		link->ended = true;
	else if (would_block())
		BIO_set_retry_read(bio);
	else
		link->sys_errno = errno;
	return 0;
}

static int link_write(
    BIO *bio, const char *octets, size_t length, size_t *out_count)
{
	struct p3_link *link = BIO_get_data(bio);
	ssize_t sent = p3_send(link->descriptor, octets, length);

	BIO_clear_retry_flags(bio);
	*out_count = sent > 0 ? (size_t)sent : 0;
	if (sent >= 0)
		return 1;
	if (would_block())
		BIO_set_retry_write(bio);
	else
		link->sys_errno = errno;
	return 0;
}

static long link_control(BIO *bio, int command, long number, void *pointer)
{
	const struct p3_link *link = BIO_get_data(bio);

	(void)number;
	(void)pointer;
	switch (command) {
	case BIO_CTRL_FLUSH:
		return 1;
	case BIO_CTRL_EOF:
		return link->ended;
	default:
		return 0;
	}
}

BIO *p3_link_bio(struct p3_link *link)
{
	BIO *bio;

	link->method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "p3_link");
	if (link->method == NULL ||
	    !BIO_meth_set_read_ex(link->method, link_read) ||
	    !BIO_meth_set_write_ex(link->method, link_write) ||
	    !BIO_meth_set_ctrl(link->method, link_control))
		return NULL;
	bio = BIO_new(link->method);
	if (bio == NULL)
		return NULL;
	BIO_set_data(bio, link);
	BIO_set_init(bio, 1);
	return bio;
}

void p3_link_clear(struct p3_link *link)
{
	BIO_meth_free(link->method);
	link->method = NULL;
}
