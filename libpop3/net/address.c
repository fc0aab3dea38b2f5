/*
 * net/address.c - addresses as text: IPv6 in brackets (RFC 3986, section
 * 3.2.2), since a port follows.
 */
#include "libpop3/net/address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <pop3/printable.h>

/* An address with a zone. */
#define NUMERIC_SIZE 64

static bool write_inet(const struct sockaddr_storage *peer, socklen_t length,
    char *text, size_t size)
{
	char host[NUMERIC_SIZE], port[8];
	bool is_v6 = peer->ss_family == AF_INET6;

	if (getnameinfo((const struct sockaddr *)peer, length, host,
		sizeof host, port, sizeof port,
		NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return false;
	snprintf(text, size, "%s%s%s:%s", is_v6 ? "[" : "", host,
	    is_v6 ? "]" : "", port);
	return true;
}

static bool write_local(
    const struct sockaddr_storage *peer, char *text, size_t size)
{
	const struct sockaddr_un *local = (const struct sockaddr_un *)peer;
	size_t length = strnlen(local->sun_path, sizeof local->sun_path);

	pop3_printable(text, size, local->sun_path, length);
	return length > 0;
}

void p3_address_of_peer(int descriptor, char *text, size_t size)
{
	struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
	socklen_t length = sizeof peer;
	bool done = false;

	if (getpeername(descriptor, (struct sockaddr *)&peer, &length) == 0) {
		if (peer.ss_family == AF_UNIX)
			done = write_local(&peer, text, size);
		else
			done = write_inet(&peer, length, text, size);
	}
	if (!done)
		snprintf(text, size, "(local)");
}
