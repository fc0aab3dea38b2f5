/*
 * host-port.h - HOST:PORT, as a URL has it: an address with colons of its own
 * is in brackets (RFC 3986, section 3.2.2).
 */
#ifndef POPFETCH_HOST_PORT_H
#define POPFETCH_HOST_PORT_H

#include <stdbool.h>
#include <stdint.h>

struct host_port {
	char host[256]; /* or an address, without its brackets */
	uint16_t port;
};

/* false: it is no host with a port. */
bool host_port_read(const char *text, struct host_port *out_host_port);

#endif
