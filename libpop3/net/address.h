/*
 * net/address.h - addresses as text.
 */
#ifndef P3_NET_ADDRESS_H
#define P3_NET_ADDRESS_H

#include <stddef.h>

/* Writes the address at the other end of a socket; see
 * p3_transport_address(). */
void p3_address_of_peer(int descriptor, char *text, size_t size);

#endif
