/*
 * state/table.h - what is known of each message, by unique-id and occurrence,
 * and of the account.
 */
#ifndef P3_STATE_TABLE_H
#define P3_STATE_TABLE_H

#include <string.h>

#include <pop3/state.h>

#include "libpop3/state/account.h"
#include "libpop3/state/index.h"
#include "libpop3/state/record.h"
#include "libpop3/state/run.h"

/* What is known of one message: small, since there may be a million. */
struct p3_entry {
	uint32_t since;
	uint32_t tally;	  /* troubled: the failures; else: when retrieved */
	uint32_t missing; /* 0: listed */
	uint32_t uid;	  /* where among the unique-ids */
	uint32_t text;	  /* where among the texts, with a NUL; 0: none */
	uint32_t occurrence;
	uint16_t uid_length;
	uint8_t phase;	 /* enum pop3_state_phase; 0: nobody's any more */
	bool marked : 1; /* the server lists it, as far as has been told */
	bool ours : 1;	 /* its phase was not in the file that was loaded */
};

struct p3_table {
	struct p3_account account;

	struct p3_entry *entries; /* in the order in which they came */
	uint32_t used;		  /* of the entries, nobody's counted */
	uint32_t size;
	uint32_t count;	 /* of the entries, nobody's not counted */
	uint32_t next;	 /* the entry behind the one found last */
	uint32_t misses; /* how often that was not the next one */

	uint32_t ordered;      /* the first of the entries (order.h) */
	struct p3_index index; /* of the others */

	struct p3_run uids;
	struct p3_run texts; /* few live long: where one is to go, or failed */

	bool loaded; /* what is applied from now on is ours */
};

void p3_table_init(struct p3_table *table);
void p3_table_free(struct p3_table *table);

/* Makes room for about so many entries, and so many octets of unique-ids, which
 * saves growing; it costs only address space where they do not come.  False
 * when there is no memory. */
bool p3_table_expect(struct p3_table *table, uint64_t entries, uint64_t octets);

/* Makes room for what the record says; false when there is no memory.  Entries,
 * unique-ids and texts may move. */
bool p3_table_reserve(struct p3_table *table, const struct p3_record *record);

/* Does what the record says.  Room must have been made. */
void p3_table_apply(struct p3_table *table, const struct p3_record *record);

/* NULL where nothing is known. */
struct p3_entry *p3_table_find(
    const struct p3_table *table, const struct pop3_state_key *key);

/* The same, for one key after the other in about the order of the entries. */
struct p3_entry *p3_table_find_next(
    struct p3_table *table, const struct pop3_state_key *key);

/* The key points into the table. */
static inline struct pop3_state_key p3_table_key(
    const struct p3_table *table, const struct p3_entry *entry)
{
	return (struct pop3_state_key){
	    .uid = table->uids.octets + entry->uid,
	    .length = entry->uid_length,
	    .occurrence = entry->occurrence,
	};
}

/* Whether the entry has the key, and is somebody's. */
static inline bool p3_table_is(const struct p3_table *table,
    const struct p3_entry *entry, const struct pop3_state_key *key)
{
	return entry->phase != 0 && entry->occurrence == key->occurrence &&
	       entry->uid_length == key->length &&
	       (key->length == 0 || memcmp(table->uids.octets + entry->uid,
					key->uid, key->length) == 0);
}

/* The text, or NULL. */
static inline const char *p3_table_text(
    const struct p3_table *table, const struct p3_entry *entry)
{
	return entry->text != 0 ? table->texts.octets + entry->text : NULL;
}

#endif
