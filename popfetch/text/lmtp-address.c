/*
 * lmtp-address.c - the last colon comes before the port; a host with colons of
 * its own is an address in brackets, as in a URL (RFC 3986, section 3.2.2).
 */
#include "popfetch/text/lmtp-address.h"

#include <string.h>
#include <sys/un.h>

#define PORT_MAX 65535

bool lmtp_address_is_path(const char *address)
{
	return strchr(address, '/') != NULL;
}

static bool read_port(const char *text, uint16_t *out_port)
{
	const size_t digits = strspn(text, "0123456789");
	unsigned number = 0;

	if (digits == 0 || digits > 5 || text[digits] != '\0')
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (unsigned)(text[i] - '0');
	if (number == 0 || number > PORT_MAX)
		return false;
	*out_port = (uint16_t)number;
	return true;
}

bool lmtp_address_read(const char *address, struct lmtp_host *out_host)
{
	const char *colon = strrchr(address, ':');
	size_t length;

	if (colon == NULL || !read_port(colon + 1, &out_host->port))
		return false;
	length = (size_t)(colon - address);
	if (address[0] == '[') {
		if (length < 3 || address[length - 1] != ']')
			return false;
		address++;
		length -= 2;
	} else if (memchr(address, ':', length) != NULL) {
		return false;
	}
	if (length == 0 || length >= sizeof out_host->name)
		return false;
	memcpy(out_host->name, address, length);
	out_host->name[length] = '\0';
	return true;
}

const char *lmtp_address_check(const char *address)
{
	struct lmtp_host host;
	const struct sockaddr_un *socket_address = NULL;

	if (lmtp_address_is_path(address))
		return strlen(address) < sizeof socket_address->sun_path
			   ? NULL
			   : "the path of the LMTP server is too long for a "
			     "socket";
	return lmtp_address_read(address, &host)
		   ? NULL
		   : "an LMTP server is HOST:PORT, [ADDRESS]:PORT or the "
		     "path of a socket";
}
