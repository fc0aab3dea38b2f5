/*
 * state/table.c - the entries, in the order in which they came, and a hash
 * index over them.
 *
 * An entry takes 28 octets, its unique-id stands in one long run of octets
 * with all the others, and the index has two slots of four octets for each:
 * some 40 octets beside the unique-id.  Times are 32 bits without a sign, good
 * until the year 2106; the file has no such limit.
 *
 * The index is open addressing with linear probing.  What time it takes is
 * what memory takes to answer, so a slot has, beside the number of an entry,
 * those bits of its hash that there is room for, and the wrong entry is hardly
 * ever looked at.  Taking an entry out moves back what stands behind it, so
 * that the index never wears out.  An entry
 * taken out stays as a gap in the array and its octets as a gap in the run;
 * where room runs out and half of it is gaps, they are closed instead of
 * taking more.
 *
 * Making room may fail, applying a record may not: the room is made before
 * the record is written to the file, so that file and memory never differ.
 */
#include "libpop3/state/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_ENTRIES 64U
#define FIRST_OCTETS  4096U
/* No guess makes more room than for so many. */
#define EXPECT_MAX (1U << 22)
/* Beyond this an index entry or a place in the octets would wrap. */
#define ENTRIES_MAX (UINT32_MAX / 8)

void p3_table_init(struct p3_table *table)
{
	*table = (struct p3_table){.octets_used = 1};
	p3_hash_seed(&table->seed);
}

void p3_table_free(struct p3_table *table)
{
	free(table->entries);
	free(table->slots);
	free(table->octets);
}

struct pop3_state_key p3_table_key(
    const struct p3_table *table, const struct p3_entry *entry)
{
	return (struct pop3_state_key){
	    .uid = table->octets + entry->uid,
	    .length = entry->uid_length,
	    .occurrence = entry->occurrence,
	};
}

const char *p3_table_text(
    const struct p3_table *table, const struct p3_entry *entry)
{
	return entry->text != 0 ? table->octets + entry->text : NULL;
}

/* ---- The index ----------------------------------------------------------- */

static uint32_t hash_of(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	return (uint32_t)p3_hash(&table->seed, key);
}

/* A slot that is in use has the number of its entry, from 1 on, in the bits
 * of the mask, and in those above what the hash has there. */
static struct p3_entry *entry_of(const struct p3_table *table, uint32_t slot)
{
	return &table->entries[(slot & table->mask) - 1];
}

static bool has_key(const struct p3_table *table, const struct p3_entry *entry,
    const struct pop3_state_key *key)
{
	return entry->occurrence == key->occurrence &&
	       entry->uid_length == key->length &&
	       (key->length == 0 || memcmp(table->octets + entry->uid, key->uid,
					key->length) == 0);
}

/* Which slot has the key, or the free one where it would go. */
static uint32_t slot_for(const struct p3_table *table,
    const struct pop3_state_key *key, uint32_t hash)
{
	uint32_t mask = table->mask;

	for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
		uint32_t slot = table->slots[at];

		if (slot == 0)
			return at;
		if (((slot ^ hash) & ~mask) == 0 &&
		    has_key(table, entry_of(table, slot), key))
			return at;
	}
}

static void set_slot(
    struct p3_table *table, uint32_t at, uint32_t hash, uint32_t entry)
{
	table->slots[at] = (hash & ~table->mask) | (entry + 1);
}

static void index_all(struct p3_table *table)
{
	for (uint32_t i = 0; i < table->used; i++) {
		struct pop3_state_key key;
		uint32_t hash, at;

		if (table->entries[i].phase == 0)
			continue;
		key = p3_table_key(table, &table->entries[i]);
		hash = hash_of(table, &key);
		at = hash & table->mask;
		while (table->slots[at] != 0)
			at = (at + 1) & table->mask;
		set_slot(table, at, hash, i);
	}
}

/* Frees the slot and moves back what would not be found behind a gap. */
static void free_slot(struct p3_table *table, uint32_t gap)
{
	uint32_t mask = table->mask;

	for (uint32_t at = (gap + 1) & mask; table->slots[at] != 0;
	     at = (at + 1) & mask) {
		struct pop3_state_key key =
		    p3_table_key(table, entry_of(table, table->slots[at]));
		uint32_t home = hash_of(table, &key) & mask;

		if (((at - home) & mask) < ((at - gap) & mask))
			continue;
		table->slots[gap] = table->slots[at];
		gap = at;
	}
	table->slots[gap] = 0;
}

/* ---- Room ---------------------------------------------------------------- */

/* Closes the gaps among the entries. */
static void close_entries(struct p3_table *table)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < table->used; i++)
		if (table->entries[i].phase != 0)
			table->entries[to++] = table->entries[i];
	table->used = to;
	memset(table->slots, 0, sizeof *table->slots * (table->mask + 1U));
	index_all(table);
}

static bool grow(struct p3_table *table, uint32_t size)
{
	struct p3_entry *entries;
	uint32_t *slots;

	entries = realloc(table->entries, sizeof *entries * size);
	if (entries == NULL)
		return false;
	table->entries = entries;
	slots = calloc(size, 2 * sizeof *slots);
	if (slots == NULL)
		return false;
	free(table->slots);
	table->slots = slots;
	table->size = size;
	table->mask = 2 * size - 1;
	index_all(table);
	return true;
}

bool p3_table_expect(struct p3_table *table, uint64_t entries)
{
	uint32_t size = FIRST_ENTRIES;

	while (size < entries && size < EXPECT_MAX)
		size *= 2;
	return size <= table->size || grow(table, size);
}

static bool reserve_entry(struct p3_table *table)
{
	if (table->used < table->size)
		return true;
	if (table->used > 0 && table->count < table->used / 2) {
		close_entries(table);
		return true;
	}
	if (table->size >= ENTRIES_MAX)
		return false;
	return grow(table, table->size > 0 ? table->size * 2 : FIRST_ENTRIES);
}

/* Copies octets that are in use behind the others; where they are now. */
static uint32_t move_octets(const struct p3_table *from, char *to,
    uint32_t *used, uint32_t at, size_t length)
{
	uint32_t now = *used;

	memcpy(to + now, from->octets + at, length);
	*used += (uint32_t)length;
	return now;
}

/* Closes the gaps among the octets, in a new run of the same size. */
static bool close_octets(struct p3_table *table)
{
	char *octets = malloc(table->octets_size);
	uint32_t used = 1;

	if (octets == NULL)
		return false;
	for (uint32_t i = 0; i < table->used; i++) {
		struct p3_entry *entry = &table->entries[i];

		if (entry->phase == 0)
			continue;
		entry->uid = move_octets(
		    table, octets, &used, entry->uid, entry->uid_length);
		if (entry->text != 0)
			entry->text =
			    move_octets(table, octets, &used, entry->text,
				strlen(table->octets + entry->text) + 1);
	}
	free(table->octets);
	table->octets = octets;
	table->octets_used = used;
	table->octets_dead = 0;
	return true;
}

static bool reserve_octets(struct p3_table *table, size_t octets)
{
	uint64_t wanted = (uint64_t)table->octets_used + octets;
	uint64_t size =
	    table->octets_size > 0 ? table->octets_size : FIRST_OCTETS;
	char *fresh;

	if (wanted <= table->octets_size)
		return true;
	if (table->octets_dead > table->octets_used / 2 &&
	    table->octets_dead >= octets)
		return close_octets(table);
	while (size < wanted)
		size *= 2;
	if (size > UINT32_MAX)
		return false;
	fresh = realloc(table->octets, size);
	if (fresh == NULL)
		return false;
	table->octets = fresh;
	table->octets_size = (uint32_t)size;
	return true;
}

bool p3_table_reserve(struct p3_table *table, size_t octets)
{
	return reserve_entry(table) && reserve_octets(table, octets + 1);
}

/* ---- The entries --------------------------------------------------------- */

struct p3_entry *p3_table_find(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	uint32_t slot;

	if (table->count == 0)
		return NULL;
	slot = table->slots[slot_for(table, key, hash_of(table, key))];
	return slot != 0 ? entry_of(table, slot) : NULL;
}

static uint32_t keep(struct p3_table *table, const char *octets, size_t length)
{
	uint32_t at = table->octets_used;

	assert(length <= table->octets_size - at);
	if (length > 0)
		memcpy(table->octets + at, octets, length);
	table->octets_used += (uint32_t)length;
	return at;
}

static void drop_text(struct p3_table *table, struct p3_entry *entry)
{
	if (entry->text == 0)
		return;
	table->octets_dead += (uint32_t)strlen(table->octets + entry->text) + 1;
	entry->text = 0;
}

static void take_out(
    struct p3_table *table, struct p3_entry *entry, uint32_t at)
{
	free_slot(table, at);
	drop_text(table, entry);
	table->octets_dead += entry->uid_length;
	table->count--;
	entry->phase = 0;
}

static struct p3_entry *put_in(
    struct p3_table *table, const struct pop3_state_key *key, uint32_t hash)
{
	struct p3_entry *entry = &table->entries[table->used];

	assert(table->used < table->size);
	set_slot(table, slot_for(table, key, hash), hash, table->used++);
	table->count++;
	*entry = (struct p3_entry){
	    .uid = keep(table, key->uid, key->length),
	    .uid_length = (uint16_t)key->length,
	    .occurrence = key->occurrence,
	};
	return entry;
}

/* Whether the record says what became of the entry, and not that there is an
 * end to it: the message is forgotten, or what failed is seen at last and
 * takes its place in the order in which messages are seen. */
static bool goes_on(
    const struct p3_entry *entry, const struct p3_record *record)
{
	return record->kind != P3_RECORD_FORGOTTEN &&
	       (entry->phase == POP3_PHASE_TROUBLED) ==
		   (record->kind == P3_RECORD_TROUBLED);
}

static void set_phase(struct p3_table *table, struct p3_entry *entry,
    const struct p3_record *record)
{
	static const uint8_t phases[] = {
	    [P3_RECORD_INTENDED] = POP3_PHASE_INTENDED,
	    [P3_RECORD_PLACED] = POP3_PHASE_PLACED,
	    [P3_RECORD_DOOMED] = POP3_PHASE_DOOMED,
	    [P3_RECORD_TROUBLED] = POP3_PHASE_TROUBLED,
	};

	drop_text(table, entry);
	entry->phase = phases[record->kind];
	entry->since = record->since;
	entry->tally = record->retrieved;
	if (record->kind == P3_RECORD_INTENDED)
		entry->tally = record->since;
	if (record->kind == P3_RECORD_TROUBLED)
		entry->tally = record->failures;
	if (record->text == NULL)
		return;
	entry->text = keep(table, record->text, record->text_length);
	keep(table, "", 1);
}

static void apply_to_message(
    struct p3_table *table, const struct p3_record *record)
{
	uint32_t hash = hash_of(table, &record->key);
	uint32_t at = slot_for(table, &record->key, hash);
	struct p3_entry *entry =
	    table->slots[at] != 0 ? entry_of(table, table->slots[at]) : NULL;

	if (record->kind == P3_RECORD_MISSING ||
	    record->kind == P3_RECORD_FOUND) {
		if (entry != NULL)
			entry->missing = record->since;
		return;
	}
	if (entry != NULL && !goes_on(entry, record)) {
		take_out(table, entry, at);
		entry = NULL;
	}
	if (record->kind == P3_RECORD_FORGOTTEN)
		return;
	if (entry == NULL)
		entry = put_in(table, &record->key, hash);
	set_phase(table, entry, record);
}

void p3_table_apply(struct p3_table *table, const struct p3_record *record)
{
	if (!p3_account_apply(&table->account, record))
		apply_to_message(table, record);
}
