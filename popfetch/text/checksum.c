/*
 * checksum.c - FNV-1a, 64 bits: short, and good enough for that.
 */
#include "popfetch/text/checksum.h"

uint64_t checksum_add(uint64_t sum, const void *octets, size_t n)
{
	const unsigned char *at = octets;

	while (n-- > 0)
		sum = (sum ^ *at++) * UINT64_C(0x100000001B3);
	return sum;
}
