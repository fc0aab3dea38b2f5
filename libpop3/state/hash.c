/*
 * state/hash.c - SipHash-1-3 over the unique-id and its occurrence.
 *
 * The server chooses the unique-ids, and with a hash it could foresee it
 * could choose a million that collide.  SipHash (Aumasson and Bernstein,
 * 2012) with a secret seed is made against that; one round a word and three
 * at the end are what hash tables use.
 */
#include "libpop3/state/hash.h"

#include <stdint.h>
#include <sys/random.h>

#include "libpop3/base/word.h"

struct sip {
	uint64_t a, b, c, d;
};

void p3_hash_seed(struct p3_hash_seed *out_seed)
{
#if defined(GRND_NONBLOCK)
	if (getrandom(out_seed, sizeof *out_seed, GRND_NONBLOCK) ==
	    (ssize_t)sizeof *out_seed)
		return;
#endif
	out_seed->words[0] = (uint64_t)(uintptr_t)out_seed;
	out_seed->words[1] = (uint64_t)(uintptr_t)&p3_hash_seed;
}

static inline uint64_t rotate(uint64_t word, int bits)
{
	return word << bits | word >> (64 - bits);
}

static inline void sip_round(struct sip *s)
{
	s->a += s->b;
	s->c += s->d;
	s->b = rotate(s->b, 13) ^ s->a;
	s->d = rotate(s->d, 16) ^ s->c;
	s->a = rotate(s->a, 32);
	s->c += s->b;
	s->a += s->d;
	s->b = rotate(s->b, 17) ^ s->c;
	s->d = rotate(s->d, 21) ^ s->a;
	s->c = rotate(s->c, 32);
}

static inline void sip_word(struct sip *s, uint64_t word)
{
	s->d ^= word;
	sip_round(s);
	s->a ^= word;
}

uint64_t p3_hash(
    const struct p3_hash_seed *seed, const struct pop3_state_key *key)
{
	struct sip s = {
	    .a = seed->words[0] ^ 0x736F6D6570736575,
	    .b = seed->words[1] ^ 0x646F72616E646F6D,
	    .c = seed->words[0] ^ 0x6C7967656E657261,
	    .d = seed->words[1] ^ 0x7465646279746573,
	};
	const char *at = key->uid;
	size_t left = key->length;
	uint64_t last = (uint64_t)left << 56;

	sip_word(&s, key->occurrence);
	for (; left >= 8; at += 8, left -= 8)
		sip_word(&s, p3_word_read(at));
	for (int i = 0; i < (int)left; i++)
		last |= p3_word_octet(at, i);
	sip_word(&s, last);
	s.c ^= 0xFF;
	for (int i = 0; i < 3; i++)
		sip_round(&s);
	return s.a ^ s.b ^ s.c ^ s.d;
}
