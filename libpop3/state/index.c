/*
 * state/index.c - open addressing with linear probing.
 *
 * What time it takes is what memory takes to answer, so a slot has, beside the
 * number of an entry, those bits of its hash that there is room for, and the
 * wrong entry is hardly ever looked at.  Entries are numbered from the first
 * that is out of order.  Taking one out moves back what stands behind it, so
 * that the index never wears out.
 *
 * It is small as long as little is out of order, and then made at once for all
 * entries that the table has room for.
 */
#include "libpop3/state/index.h"

#include <stdlib.h>
#include <string.h>

#include "libpop3/state/table.h"

#define FIRST_SLOTS 128U

void p3_index_init(struct p3_index *index)
{
	*index = (struct p3_index){0};
	p3_hash_seed(&index->seed);
}

void p3_index_free(struct p3_index *index)
{
	free(index->slots);
}

uint32_t p3_index_hash(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	return (uint32_t)p3_hash(&table->index.seed, key);
}

static uint32_t hash_of(
    const struct p3_table *table, const struct p3_entry *entry)
{
	const struct pop3_state_key key = p3_table_key(table, entry);

	return p3_index_hash(table, &key);
}

/* A slot that is in use has the number of its entry, from 1 on, in the bits
 * of the mask, and in those above what the hash has there. */
static struct p3_entry *entry_of(const struct p3_table *table, uint32_t slot)
{
	return &table->entries[table->ordered + (slot & table->index.mask) - 1];
}

struct p3_entry *p3_index_find(const struct p3_table *table,
    const struct pop3_state_key *key, uint32_t hash)
{
	const struct p3_index *index = &table->index;

	for (uint32_t at = hash & index->mask;; at = (at + 1) & index->mask) {
		uint32_t slot = index->slots[at];

		if (slot == 0)
			return NULL;
		if (((slot ^ hash) & ~index->mask) == 0 &&
		    p3_table_is(table, entry_of(table, slot), key))
			return entry_of(table, slot);
	}
}

void p3_index_add(struct p3_table *table, uint32_t entry, uint32_t hash)
{
	struct p3_index *index = &table->index;
	uint32_t at = hash & index->mask;

	while (index->slots[at] != 0)
		at = (at + 1) & index->mask;
	index->slots[at] = (hash & ~index->mask) | (entry - table->ordered + 1);
}

static void add_all(struct p3_table *table)
{
	for (uint32_t i = table->ordered; i < table->used; i++)
		if (table->entries[i].phase != 0)
			p3_index_add(
			    table, i, hash_of(table, &table->entries[i]));
}

void p3_index_remove(struct p3_table *table, const struct p3_entry *entry)
{
	struct p3_index *index = &table->index;
	uint32_t mask = index->mask;
	uint32_t gap = hash_of(table, entry) & mask;

	while (entry_of(table, index->slots[gap]) != entry)
		gap = (gap + 1) & mask;
	/* What would not be found behind a gap moves back. */
	for (uint32_t at = gap + 1; index->slots[at & mask] != 0; at++) {
		uint32_t slot = index->slots[at & mask];
		uint32_t home = hash_of(table, entry_of(table, slot));

		if (((at - home) & mask) < ((at - gap) & mask))
			continue;
		index->slots[gap & mask] = slot;
		gap = at;
	}
	index->slots[gap & mask] = 0;
}

void p3_index_renew(struct p3_table *table)
{
	struct p3_index *index = &table->index;

	memset(index->slots, 0, sizeof *index->slots * (index->mask + 1U));
	add_all(table);
}

static uint32_t slots_for(uint32_t entries)
{
	uint32_t slots = FIRST_SLOTS;

	while (slots / 2 < entries)
		slots *= 2;
	return slots;
}

bool p3_index_grow(struct p3_table *table)
{
	struct p3_index *index = &table->index;
	const uint32_t count = index->slots != NULL
				   ? slots_for(table->size - table->ordered)
				   : FIRST_SLOTS;
	uint32_t *slots = calloc(count, sizeof *slots);

	if (slots == NULL)
		return false;
	free(index->slots);
	index->slots = slots;
	index->mask = count - 1;
	index->room = count / 2;
	add_all(table);
	return true;
}
