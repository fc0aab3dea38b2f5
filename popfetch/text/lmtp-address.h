/*
 * lmtp-address.h - where an LMTP server is, as --lmtp names it: HOST:PORT
 * (host-port.h), or the path of a socket, which has a slash in it.
 */
#ifndef POPFETCH_LMTP_ADDRESS_H
#define POPFETCH_LMTP_ADDRESS_H

#include <stdbool.h>

/* NULL, or what is wrong with the address. */
const char *lmtp_address_check(const char *address);

bool lmtp_address_is_path(const char *address);

#endif
