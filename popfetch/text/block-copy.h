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

/*
 * Copies n octets, at least BLOCK_OCTETS, to where they do not overlap. Whether
 * that octet is none of them; false, and nothing is known of out, where it is,
 * or where this processor has no blocks.
 */
static inline bool block_copy_without(
    char octet, const char *in, size_t n, char *out)
{
#if defined __SSE2__ || defined __ARM_NEON || defined __ALTIVEC__
	/* Vectors of GNU C. */
	typedef unsigned char block __attribute__((vector_size(16)));
	const block wanted = (block){0} + (unsigned char)octet;
	block octets, found = {0};
	uint64_t halves[2];

	for (size_t at = 0;;) {
		memcpy(&octets, in + at, BLOCK_OCTETS);
		memcpy(out + at, &octets, BLOCK_OCTETS);
		found |= (block)(octets == wanted);
		if (at == n - BLOCK_OCTETS)
			break;
		/* The last one goes over the end of the one before. */
		at += BLOCK_OCTETS;
		if (at > n - BLOCK_OCTETS)
			at = n - BLOCK_OCTETS;
	}
	memcpy(halves, &found, BLOCK_OCTETS);
	return (halves[0] | halves[1]) == 0;
#else
	(void)octet, (void)in, (void)n, (void)out;
	return false;
#endif
}

#endif
