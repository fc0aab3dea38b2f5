/*
 * state/table.c - the entries, in the order in which they came.
 *
 * An entry takes 28 octets, and its unique-id stands in one long run with all
 * the others, as its text does in another.  Times are 32 bits without a sign,
 * good until the year 2106; the file has no such limit.
 *
 * An entry is found by guess: servers list, and records follow one another, in
 * the order of the last time, so that it is the one behind the one found last.
 * Where that is wrong it is found by halving among those that came in order
 * (order.c), and among the others by a hash index (index.c), of two slots of
 * four octets for each.
 *
 * An entry taken out stays as a gap in the array and its octets as a gap in
 * the run; where room runs out and half of it is gaps, they are closed instead
 * of taking more.  The texts of a batch go together when it is placed, and
 * those of the next take their room.
 *
 * Making room may fail, applying a record may not: the room is made before
 * the record is written to the file, so that file and memory never differ.
 */
#include "libpop3/state/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "libpop3/state/order.h"
#include "libpop3/state/page-in.h"

#define FIRST_ENTRIES 64U
/* No guess makes more room than for so many. */
#define EXPECT_MAX (1U << 22)
/* So many ahead there are pages. */
#define ENTRIES_AHEAD 2048U
/* Beyond this an index entry or a place in the octets would wrap. */
#define ENTRIES_MAX (UINT32_MAX / 8)

void p3_table_init(struct p3_table *table)
{
	*table = (struct p3_table){0};
	p3_run_init(&table->uids);
	p3_run_init(&table->texts);
	p3_index_init(&table->index);
}

void p3_table_free(struct p3_table *table)
{
	free(table->entries);
	p3_run_free(&table->uids);
	p3_run_free(&table->texts);
	p3_index_free(&table->index);
}

/* ---- Room ---------------------------------------------------------------- */

/* Closes the gaps among the entries. */
static void close_entries(struct p3_table *table)
{
	uint32_t ordered = 0, to = 0;

	for (uint32_t i = 0; i < table->used; i++) {
		if (table->entries[i].phase == 0)
			continue;
		table->entries[to++] = table->entries[i];
		if (i < table->ordered)
			ordered = to;
	}
	table->used = to;
	table->ordered = ordered;
	p3_index_renew(table);
}

static bool grow(struct p3_table *table, uint32_t size)
{
	struct p3_entry *entries =
	    realloc(table->entries, sizeof *entries * size);

	if (entries == NULL)
		return false;
	table->entries = entries;
	table->size = size;
	return true;
}

bool p3_table_expect(struct p3_table *table, uint64_t entries, uint64_t octets)
{
	uint32_t size = FIRST_ENTRIES;

	while (size < entries && size < EXPECT_MAX)
		size *= 2;
	if (size > table->size && !grow(table, size))
		return false;
	return p3_run_expect(&table->uids, octets);
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

/* Those among the entries are closed, too, for a gap in order is held against
 * keys. */
static bool close_uids(struct p3_table *table)
{
	struct p3_run closed;

	if (!p3_run_like(&table->uids, &closed))
		return false;
	close_entries(table);
	for (uint32_t i = 0; i < table->used; i++) {
		struct p3_entry *entry = &table->entries[i];

		entry->uid = p3_run_keep(&closed,
		    table->uids.octets + entry->uid, entry->uid_length);
	}
	p3_run_free(&table->uids);
	table->uids = closed;
	return true;
}

static bool close_texts(struct p3_table *table)
{
	struct p3_run closed;

	if (!p3_run_like(&table->texts, &closed))
		return false;
	for (uint32_t i = 0; i < table->used; i++) {
		struct p3_entry *entry = &table->entries[i];
		const char *text = p3_table_text(table, entry);

		if (text != NULL)
			entry->text =
			    p3_run_keep(&closed, text, strlen(text) + 1);
	}
	p3_run_free(&table->texts);
	table->texts = closed;
	return true;
}

/* To close gaps takes a look at each entry, so there must be as many octets to
 * be had. */
static bool reserve(struct p3_table *table, struct p3_run *run, size_t n,
    bool (*close)(struct p3_table *table))
{
	if (p3_run_has_room(run, n))
		return true;
	if (p3_run_is_loose(run, n) && run->dead >= table->used)
		return close(table);
	return p3_run_grow(run, n);
}

static bool reserve_index(struct p3_table *table)
{
	return table->used - table->ordered < table->index.room ||
	       p3_index_grow(table);
}

bool p3_table_reserve(struct p3_table *table, const struct p3_record *record)
{
	return reserve_entry(table) && reserve_index(table) &&
	       reserve(table, &table->uids, record->key.length, close_uids) &&
	       (record->text == NULL ||
		   reserve(table, &table->texts, record->text_length + 1,
		       close_texts));
}

/* ---- The entries --------------------------------------------------------- */

static struct p3_entry *find(const struct p3_table *table,
    const struct pop3_state_key *key, uint32_t hash)
{
	struct p3_entry *entry = p3_order_find(table, key);

	if (entry != NULL || table->ordered == table->used)
		return entry;
	return p3_index_find(table, key, hash);
}

struct p3_entry *p3_table_find(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	uint32_t hash = 0;

	if (table->ordered < table->used)
		hash = p3_index_hash(table, key);
	return find(table, key, hash);
}

/* Who lists in no order that we know has halving take a logarithm for each:
 * then all are indexed, if there is memory for that. */
static void note_miss(struct p3_table *table)
{
	const uint32_t ordered = table->ordered;

	if (ordered == 0 || ++table->misses <= table->used / 16)
		return;
	table->misses = 0;
	table->ordered = 0;
	if (!p3_index_grow(table))
		table->ordered = ordered;
}

/* The entry behind the one found last, where it has the key. */
static struct p3_entry *guess(
    const struct p3_table *table, const struct pop3_state_key *key)
{
	struct p3_entry *entry;

	if (table->next >= table->used)
		return NULL;
	entry = &table->entries[table->next];
	return p3_table_is(table, entry, key) ? entry : NULL;
}

static void go_on_behind(struct p3_table *table, const struct p3_entry *entry)
{
	if (entry != NULL)
		table->next = (uint32_t)(entry - table->entries) + 1;
}

struct p3_entry *p3_table_find_next(
    struct p3_table *table, const struct pop3_state_key *key)
{
	struct p3_entry *entry = guess(table, key);

	if (entry == NULL) {
		note_miss(table);
		entry = p3_table_find(table, key);
	}
	go_on_behind(table, entry);
	return entry;
}

static void drop_text(struct p3_table *table, struct p3_entry *entry)
{
	struct p3_run *texts = &table->texts;

	if (entry->text == 0)
		return;
	texts->dead += (uint32_t)strlen(texts->octets + entry->text) + 1;
	entry->text = 0;
	p3_run_reuse(texts);
}

static void take_out(struct p3_table *table, struct p3_entry *entry)
{
	if (entry >= table->entries + table->ordered)
		p3_index_remove(table, entry);
	drop_text(table, entry);
	table->uids.dead += entry->uid_length;
	table->count--;
	entry->phase = 0;
}

static void page_in(const struct p3_table *table)
{
	const uint32_t room = table->size - table->used;

	p3_page_in(&table->entries[table->used],
	    sizeof *table->entries *
		(room < ENTRIES_AHEAD ? room : ENTRIES_AHEAD));
}

static struct p3_entry *put_in(
    struct p3_table *table, const struct pop3_state_key *key)
{
	struct p3_entry *entry = &table->entries[table->used];

	assert(table->used < table->size);
	if (table->used % ENTRIES_AHEAD == 0)
		page_in(table);
	table->used++;
	table->count++;
	*entry = (struct p3_entry){
	    .uid = p3_run_keep(&table->uids, key->uid, key->length),
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
	entry->ours = table->loaded;
	entry->since = record->since;
	entry->tally = record->retrieved;
	if (record->kind == P3_RECORD_INTENDED)
		entry->tally = record->since;
	if (record->kind == P3_RECORD_TROUBLED)
		entry->tally = record->failures;
	if (record->text == NULL)
		return;
	entry->text =
	    p3_run_keep(&table->texts, record->text, record->text_length);
	p3_run_keep(&table->texts, "", 1);
}

static void apply_to_message(
    struct p3_table *table, const struct p3_record *record)
{
	const struct pop3_state_key *key = &record->key;
	bool in_order = p3_order_goes_on(table, key);
	struct p3_entry *entry = in_order ? NULL : guess(table, key);
	uint32_t hash = 0;

	if (!in_order && (entry == NULL || !goes_on(entry, record))) {
		hash = p3_index_hash(table, key);
		entry = find(table, key, hash);
	}
	go_on_behind(table, entry);
	if (record->kind == P3_RECORD_MISSING ||
	    record->kind == P3_RECORD_FOUND) {
		if (entry != NULL)
			entry->missing = record->since;
		return;
	}
	if (entry != NULL && !goes_on(entry, record)) {
		take_out(table, entry);
		entry = NULL;
	}
	if (record->kind == P3_RECORD_FORGOTTEN)
		return;
	if (entry == NULL) {
		entry = put_in(table, key);
		if (in_order)
			table->ordered++;
		else
			p3_index_add(table, table->used - 1, hash);
		go_on_behind(table, entry);
	}
	set_phase(table, entry, record);
}

/* One too long is a later version's; without it there is only a question
 * more to ask. */
static void set_announced(
    struct p3_announcement *announced, const struct p3_record *record)
{
	size_t length = record->text_length < sizeof announced->text
			    ? record->text_length
			    : 0;

	announced->since = record->since;
	memcpy(announced->text, record->text, length);
	announced->text[length] = '\0';
}

void p3_table_apply(struct p3_table *table, const struct p3_record *record)
{
	struct p3_account *account = &table->account;

	switch (record->kind) {
	case P3_RECORD_LOGIN:
		account->login =
		    (struct p3_login){record->since, record->delay_s};
		break;
	case P3_RECORD_ANNOUNCED:
		set_announced(&account->announced, record);
		break;
	default:
		apply_to_message(table, record);
		break;
	}
}
