/*
 * checksum.h - a number that tells texts apart: few ones, or a torn one from
 * the whole.  It is no match for somebody who wants two to be the same.
 */
#ifndef POPFETCH_CHECKSUM_H
#define POPFETCH_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

/* Of no octets. */
#define CHECKSUM_EMPTY UINT64_C(0xCBF29CE484222325)

/* The sum of what sum is of, and n octets behind it. */
uint64_t checksum_add(uint64_t sum, const void *octets, size_t n);

#endif
