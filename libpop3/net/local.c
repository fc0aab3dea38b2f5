/*
 * net/local.c - transports that need no network: a Unix domain socket, and a
 * descriptor that somebody else has connected (a tunnel, a proxy command).
 */
#include "libpop3/net/connect.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"
#include "libpop3/net/descriptor.h"
#include "libpop3/net/patience.h"

/* Of a local socket connect() is done at once, or the listener's queue is
 * full, and then it fails with EAGAIN and nothing to wait for. */
#define QUEUE_PAUSE_MS 50

static enum pop3_status connect_socket(int descriptor,
    const struct sockaddr_un *address, const struct p3_patience *patience)
{
	struct pollfd polled[1];
	enum pop3_status status = p3_patience_left(patience);

	while (status == POP3_OK) {
		if (connect(descriptor, (const struct sockaddr *)address,
			sizeof *address) == 0)
			return POP3_OK;
		if (errno != EAGAIN && errno != EINTR)
			return POP3_E_CONNECT;
		status =
		    p3_poll(polled, 0, p3_now_ms() + QUEUE_PAUSE_MS, patience);
	}
	return status;
}

enum pop3_status p3_connect_local(const char *path,
    const struct p3_patience *patience, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	size_t length = strlen(path);
	enum pop3_status status;
	char shown[256];
	int descriptor;

	pop3_printable(shown, sizeof shown, path, length);
	if (length == 0)
		return p3_error(
		    error, POP3_E_MISUSE, 0, "the path of the socket is empty");
	if (length >= sizeof address.sun_path)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "'%s' is too long for the path of a socket", shown);
	memcpy(address.sun_path, path, length + 1);
	descriptor = p3_stream_socket(AF_UNIX);
	if (descriptor == -1)
		return p3_error(error, POP3_E_SYSTEM, errno,
		    "cannot connect to '%s'", shown);
	status = connect_socket(descriptor, &address, patience);
	if (status == POP3_E_CONNECT || status == POP3_E_SYSTEM)
		p3_error(error, status, errno, "cannot connect to '%s'", shown);
	else if (status != POP3_OK)
		p3_error(error, status, 0, "cannot connect to '%s': %s", shown,
		    pop3_status_text(status));
	else
		status = p3_transport_adopt(descriptor, error, out_transport);
	if (status != POP3_OK)
		p3_close(descriptor);
	return status;
}

static bool is_stream_socket(int descriptor)
{
	int type = 0;
	socklen_t size = sizeof type;

	return getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 &&
	       type == SOCK_STREAM;
}

enum pop3_status p3_connect_descriptor(int descriptor, struct pop3_error *error,
    struct p3_transport **out_transport)
{
	int flags = fcntl(descriptor, F_GETFL);

	if (flags == -1 || !is_stream_socket(descriptor))
		return p3_error(error, POP3_E_MISUSE, 0,
		    "descriptor %d is no stream socket", descriptor);
	if (fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == -1)
		return p3_error(error, POP3_E_SYSTEM, errno,
		    "cannot use descriptor %d", descriptor);
	return p3_transport_adopt(descriptor, error, out_transport);
}
