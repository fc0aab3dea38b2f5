/*
 * state/index.h - the hash index over the entries of a table that did not
 * come in order (order.h).
 */
#ifndef P3_STATE_INDEX_H
#define P3_STATE_INDEX_H

#include <stdbool.h>

#include "libpop3/state/hash.h"

struct p3_entry;
struct p3_table;

struct p3_index {
	struct p3_hash_seed seed;
	uint32_t *slots; /* 0: free */
	uint32_t mask;	 /* number of slots - 1 */
	uint32_t room;	 /* for so many entries: half the slots */
};

void p3_index_init(struct p3_index *index);
void p3_index_free(struct p3_index *index);

/* Makes room for one entry more, at least, behind those that the table has;
 * false when there is no memory. */
bool p3_index_grow(struct p3_table *table);

/* Makes the index anew for entries that have moved. */
void p3_index_renew(struct p3_table *table);

uint32_t p3_index_hash(
    const struct p3_table *table, const struct pop3_state_key *key);

/* The hash is that of the key.  NULL where no entry in the index has it. */
struct p3_entry *p3_index_find(const struct p3_table *table,
    const struct pop3_state_key *key, uint32_t hash);

/* Puts in the entry of that number; room must have been made. */
void p3_index_add(struct p3_table *table, uint32_t entry, uint32_t hash);

/* Takes out one that is in the index. */
void p3_index_remove(struct p3_table *table, const struct p3_entry *entry);

#endif
