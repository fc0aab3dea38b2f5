/*
 * net/descriptor.c - making descriptors.
 *
 * Where the system can set close-on-exec while it makes a descriptor it does,
 * since another thread may fork between two calls; elsewhere fcntl() follows.
 */
#if defined(__linux__)
#define _GNU_SOURCE /* pipe2() */
#endif

#include "libpop3/net/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

void p3_close(int descriptor)
{
	int saved = errno;

	close(descriptor);
	errno = saved;
}

#if !defined(__linux__)
static bool tame(int descriptor)
{
	int flags = fcntl(descriptor, F_GETFL);

	return flags != -1 &&
	       fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != -1 &&
	       fcntl(descriptor, F_SETFD, FD_CLOEXEC) != -1;
}
#endif

bool p3_pipe(int ends[2])
{
#if defined(__linux__)
	return pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0;
#else
	int made[2];

	if (pipe(made) != 0)
		return false;
	if (!tame(made[0]) || !tame(made[1])) {
		p3_close(made[0]);
		p3_close(made[1]);
		return false;
	}
	ends[0] = made[0];
	ends[1] = made[1];
	return true;
#endif
}

static int plain_socket(int family)
{
#if defined(__linux__)
	return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
#else
	int descriptor = socket(family, SOCK_STREAM, 0);

	if (descriptor == -1 || tame(descriptor))
		return descriptor;
	p3_close(descriptor);
	return -1;
#endif
}

int p3_stream_socket(int family)
{
	int descriptor = plain_socket(family);
	const int on = 1;

	if (descriptor == -1)
		return -1;
	/* These make a connection better; without them it still is one. */
	(void)setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	(void)setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
#if defined(SO_NOSIGPIPE)
	(void)setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
#endif
	return descriptor;
}
