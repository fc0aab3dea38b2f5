/*
 * base/word.h - eight octets at a time.
 *
 * Composed of octets, so that they are the same on every machine and may
 * stand at any address; compilers make one load, or one store, of it.
 */
#ifndef P3_BASE_WORD_H
#define P3_BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A word with the value in each of its octets. */
#define P3_WORD_OF(octet) (UINT64_C(0x0101010101010101) * (octet))

static inline uint64_t p3_word_octet(const char *octets, int i)
{
	return (uint64_t)(unsigned char)octets[i] << 8 * i;
}

/* The first octet is the lowest of the word. */
static inline uint64_t p3_word_read(const char *o)
{
	return p3_word_octet(o, 0) | p3_word_octet(o, 1) | p3_word_octet(o, 2) |
	       p3_word_octet(o, 3) | p3_word_octet(o, 4) | p3_word_octet(o, 5) |
	       p3_word_octet(o, 6) | p3_word_octet(o, 7);
}

static inline void p3_word_write(char *octets, uint64_t word)
{
	for (int i = 0; i < 8; i++)
		octets[i] = (char)(word >> 8 * i & 0xFF);
}

/* Whether any of the octets is below the limit, which is 1 to 0x80.  A borrow
 * goes out only from an octet that is itself below. */
static inline bool p3_any_below(
    const char *octets, size_t length, unsigned char limit)
{
	size_t i = 0;

	for (; length - i >= 8; i += 8) {
		uint64_t word = p3_word_read(octets + i);

		if (((word - P3_WORD_OF(limit)) & ~word & P3_WORD_OF(0x80)) !=
		    0)
			return true;
	}
	for (; i < length; i++)
		if ((unsigned char)octets[i] < limit)
			return true;
	return false;
}

#endif
