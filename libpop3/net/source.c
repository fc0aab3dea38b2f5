/*
 * net/source.c - the address that a connection comes from.
 *
 * It is tried at once: an address that this machine does not have would fail
 * each attempt with "cannot assign requested address", which then looks like
 * a fault of the server's.
 */
#include "libpop3/net/connect.h"

#include <errno.h>
#include <netdb.h>
#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/net/descriptor.h"

static bool parse(const char *text, struct p3_source *out_source)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_PASSIVE};
	struct addrinfo *found;

	if (getaddrinfo(text, NULL, &hints, &found) != 0)
		return false;
	memcpy(&out_source->address, found->ai_addr, found->ai_addrlen);
	out_source->length = found->ai_addrlen;
	freeaddrinfo(found);
	return true;
}

/* 0, or an error number. */
static int try_out(const struct p3_source *source)
{
	int descriptor = p3_stream_socket(source->address.ss_family);
	int failure = 0;

	if (descriptor == -1)
		return errno;
	if (bind(descriptor, (const struct sockaddr *)&source->address,
		source->length) != 0)
		failure = errno;
	p3_close(descriptor);
	return failure;
}

enum pop3_status p3_source_read(const char *text, int family,
    struct p3_source *out_source, struct pop3_error *error)
{
	struct p3_source source = {.length = 0};
	char shown[128];
	int failure;

	pop3_printable(shown, sizeof shown, text, strlen(text));
	if (!parse(text, &source))
		return p3_error(error, POP3_E_MISUSE, 0,
		    "'%s' is no address to connect from", shown);
	if (family != AF_UNSPEC && family != source.address.ss_family)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "'%s' is no IPv%d address to connect from", shown,
		    family == AF_INET ? 4 : 6);
	failure = try_out(&source);
	if (failure != 0)
		return p3_error(error, POP3_E_CONNECT, failure,
		    "cannot connect from '%s'", shown);
	*out_source = source;
	return POP3_OK;
}
