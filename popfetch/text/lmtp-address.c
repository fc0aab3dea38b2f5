/*
 * lmtp-address.c - a slash makes a path; all else is HOST:PORT.
 */
#include "popfetch/text/lmtp-address.h"

#include <string.h>
#include <sys/un.h>

#include "popfetch/text/host-port.h"

bool lmtp_address_is_path(const char *address)
{
	return strchr(address, '/') != NULL;
}

const char *lmtp_address_check(const char *address)
{
	struct host_port host_port;
	const struct sockaddr_un *socket_address = NULL;

	if (lmtp_address_is_path(address))
		return strlen(address) < sizeof socket_address->sun_path
			   ? NULL
			   : "the path of the LMTP server is too long for a "
			     "socket";
	return host_port_read(address, &host_port)
		   ? NULL
		   : "an LMTP server is HOST:PORT, [ADDRESS]:PORT or the "
		     "path of a socket";
}
