/*
 * state/listing.c - holding what is known against what the server lists
 * (invariant 7).
 *
 * Each key listed sets a bit for its entry; what has none is missing.  Only
 * what changed is written, so that a poll without news writes nothing.  The
 * changes are written and committed as a whole before memory learns of any:
 * memory is walked a second time, by the same judgement.
 */
#include "libpop3/state/handle.h"

#include <stdlib.h>

#include "libpop3/base/error.h"

struct listing {
	struct p3_table *table;
	unsigned char *listed; /* a bit for each entry */
	int64_t now;
	int64_t grace_s;
};

static void mark(struct listing *listing, const struct pop3_state_key *key)
{
	const struct p3_entry *entry = p3_table_find(listing->table, key);
	size_t i;

	if (entry == NULL)
		return;
	i = (size_t)(entry - listing->table->entries);
	listing->listed[i / 8] |= (unsigned char)(1U << i % 8);
}

static bool is_listed(const struct listing *listing, uint32_t i)
{
	return listing->listed[i / 8] >> i % 8 & 1;
}

/* Whether there is a record to write for the entry, and which. */
static bool judge(
    const struct listing *listing, uint32_t i, struct p3_record *out_record)
{
	const struct p3_entry *entry = &listing->table->entries[i];
	struct p3_record record = {.key = p3_table_key(listing->table, entry)};

	if (entry->phase == 0)
		return false;
	if (is_listed(listing, i)) {
		if (entry->missing == 0)
			return false;
		record.kind = P3_RECORD_FOUND;
	} else if (entry->missing == 0 || entry->missing > listing->now) {
		/* Later than now: a clock ran ahead, and would keep the entry
		 * for as long as it did. */
		record.kind = P3_RECORD_MISSING;
		record.since = (uint32_t)listing->now;
	} else if (listing->now - entry->missing > listing->grace_s &&
		   entry->phase != POP3_PHASE_INTENDED) {
		record.kind = P3_RECORD_FORGOTTEN;
	} else {
		return false;
	}
	*out_record = record;
	return true;
}

static enum pop3_status write_changes(
    struct pop3_state *state, const struct listing *listing)
{
	uint64_t records = 0;
	int failure = 0;

	for (uint32_t i = 0; i < state->table.used && failure == 0; i++) {
		char line[P3_RECORD_MAX];
		struct p3_record record;

		if (!judge(listing, i, &record))
			continue;
		failure = p3_journal_put(
		    &state->journal, line, p3_record_write(line, &record));
		records++;
	}
	if (failure == 0 && records > 0)
		failure = p3_journal_commit(&state->journal);
	if (failure != 0)
		return p3_state_not_written(state, failure);
	state->records += records;
	return POP3_OK;
}

static void apply_changes(const struct listing *listing)
{
	for (uint32_t i = 0; i < listing->table->used; i++) {
		struct p3_record record;

		if (judge(listing, i, &record))
			p3_table_apply(listing->table, &record);
	}
}

enum pop3_status pop3_state_listed(struct pop3_state *state,
    const struct pop3_state_key *keys, size_t count, int64_t now,
    int64_t grace_s)
{
	struct listing listing = {
	    .table = &state->table, .now = now, .grace_s = grace_s};
	enum pop3_status status;

	if (state->journal.fd < 0)
		return p3_error(&state->error, POP3_E_MISUSE, 0,
		    "the state file was opened for reading only");
	if ((keys == NULL && count > 0) || grace_s < 0 || now < 1 ||
	    now > POP3_STATE_TIME_MAX)
		return p3_error(&state->error, POP3_E_MISUSE, 0,
		    "a listing needs keys, a time and a grace period");
	listing.listed = calloc(state->table.used / 8 + 1, 1);
	if (listing.listed == NULL)
		return p3_error(
		    &state->error, POP3_E_NO_MEMORY, 0, "out of memory");
	for (size_t i = 0; i < count; i++)
		mark(&listing, &keys[i]);
	status = write_changes(state, &listing);
	if (status == POP3_OK)
		apply_changes(&listing);
	free(listing.listed);
	return status;
}
