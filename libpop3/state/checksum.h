/*
 * state/checksum.h - CRC-32, which guards each line of the state file.
 */
#ifndef P3_STATE_CHECKSUM_H
#define P3_STATE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Goes on with the CRC-32 (of IEEE 802.3, zlib and PNG) of what stands in
 * front of the octets: 0 where nothing does. */
uint32_t p3_checksum(uint32_t front, const char *octets, size_t length);

#endif
