/*
 * lmtp-address.h - where an LMTP server is, as --lmtp names it: HOST:PORT,
 * [ADDRESS]:PORT, or the path of a socket, which has a slash in it.
 */
#ifndef POPFETCH_LMTP_ADDRESS_H
#define POPFETCH_LMTP_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

struct lmtp_host {
	char name[256]; /* or an address, without its brackets */
	uint16_t port;
};

/* NULL, or what is wrong with the address. */
const char *lmtp_address_check(const char *address);

bool lmtp_address_is_path(const char *address);

/* Of an address that is no path; false: it is no host with a port. */
bool lmtp_address_read(const char *address, struct lmtp_host *out_host);

#endif
