/*
 * entries.h - entries of a table, by number.
 */
#ifndef TESTS_UNIT_STATE_ENTRIES_H
#define TESTS_UNIT_STATE_ENTRIES_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/state/table.h"

#define ENTRY_UID_MAX 16

static inline struct pop3_state_key entry_key(
    uint32_t n, char uid[ENTRY_UID_MAX])
{
	return (struct pop3_state_key){
	    uid, (size_t)snprintf(uid, ENTRY_UID_MAX, "%u", n), n % 3};
}

static inline void apply_text(struct p3_table *table, enum p3_record_kind kind,
    uint32_t n, const char *text)
{
	char uid[ENTRY_UID_MAX];
	const struct p3_record record = {.kind = kind,
	    .key = entry_key(n, uid),
	    .since = 1,
	    .retrieved = 1,
	    .failures = 1,
	    .text = text,
	    .text_length = text != NULL ? strlen(text) : 0};

	cr_assert(p3_table_reserve(table, &record));
	p3_table_apply(table, &record);
}

static inline void apply(
    struct p3_table *table, enum p3_record_kind kind, uint32_t n)
{
	apply_text(
	    table, kind, n, kind == P3_RECORD_TROUBLED ? "reason" : NULL);
}

static inline struct p3_entry *entry_of(
    const struct p3_table *table, uint32_t n)
{
	char uid[ENTRY_UID_MAX];
	const struct pop3_state_key key = entry_key(n, uid);

	return p3_table_find(table, &key);
}

static inline bool has(const struct p3_table *table, uint32_t n)
{
	return entry_of(table, n) != NULL;
}

#endif
