/*
 * state/hash.h - a keyed hash of unique-ids.
 */
#ifndef P3_STATE_HASH_H
#define P3_STATE_HASH_H

#include <pop3/state.h>

/* What keeps a server from choosing unique-ids that collide. */
struct p3_hash_seed {
	uint64_t words[2];
};

/* Random, or where the system gives nothing random, at least where the
 * loader put us. */
void p3_hash_seed(struct p3_hash_seed *out_seed);

uint64_t p3_hash(
    const struct p3_hash_seed *seed, const struct pop3_state_key *key);

#endif
