/*
 * host-port.c - the last colon comes before the port.
 */
#include "popfetch/text/host-port.h"

#include <string.h>

#define PORT_MAX 65535

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

bool host_port_read(const char *text, struct host_port *out_host_port)
{
	const char *colon = strrchr(text, ':');
	size_t length;

	if (colon == NULL || !read_port(colon + 1, &out_host_port->port))
		return false;
	length = (size_t)(colon - text);
	if (text[0] == '[') {
		if (length < 3 || text[length - 1] != ']')
			return false;
		text++;
		length -= 2;
	} else if (memchr(text, ':', length) != NULL) {
		return false;
	}
	if (length == 0 || length >= sizeof out_host_port->host)
		return false;
	memcpy(out_host_port->host, text, length);
	out_host_port->host[length] = '\0';
	return true;
}
