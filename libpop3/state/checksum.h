/*
 * state/checksum.h - CRC-32, which guards each line of the state file.
 */
#ifndef P3_STATE_CHECKSUM_H
#define P3_STATE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* The CRC-32 of IEEE 802.3, zlib and PNG. */
uint32_t p3_checksum(const char *octets, size_t length);

#endif
