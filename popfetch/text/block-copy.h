/*
 * block-copy.h - octets copied and looked at in one go.
 *
 * Where the processor compares octets by the block, as every common one does,
 * to look at what is copied costs next to nothing, while to search first and
 * copy then is two calls for each line of a message.
 */
#ifndef POPFETCH_BLOCK_COPY_H
#define POPFETCH_BLOCK_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Fewer octets are not copied. */
#define BLOCK_OCTETS ((size_t)16)

/* clang on POWER may make one number of a comparison, and not a vector. */
#if defined __SSE2__ || defined __ARM_NEON ||                                  \
    (defined __ALTIVEC__ && !defined __clang__)

/* Vectors of GNU C. */
typedef unsigned char block_of_octets __attribute__((vector_size(16)));

/* All bits of an octet are set where that one is. */
static inline block_of_octets block_copy_one(
    char octet, const char *in, char *out)
{
	block_of_octets octets;

	memcpy(&octets, in, BLOCK_OCTETS);
	memcpy(out, &octets, BLOCK_OCTETS);
	return (block_of_octets)(octets == (unsigned char)octet);
}

/*
 * Copies n octets, at least BLOCK_OCTETS, to where they do not overlap. Whether
 * that octet is none of them; false, and nothing is known of out, where it is,
 * or where this processor has no blocks.
 */
static inline bool block_copy_without(
    char octet, const char *in, size_t n, char *out)
{
	const size_t last = n - BLOCK_OCTETS;
	uint64_t halves[2];
	/* The last one goes over the end of the one before. */
	block_of_octets found = block_copy_one(octet, in + last, out + last);

	for (size_t at = 0; at < last; at += BLOCK_OCTETS)
		found |= block_copy_one(octet, in + at, out + at);
	memcpy(halves, &found, BLOCK_OCTETS);
	return (halves[0] | halves[1]) == 0;
}

#else

static inline bool block_copy_without(
    char octet, const char *in, size_t n, char *out)
{
	(void)octet, (void)in, (void)n, (void)out;
	return false;
}

#endif

#endif
