/*
 * state/listing.c - holding what is known against what the server lists
 * (invariant 7).
 *
 * Each key listed marks its entry; what has no mark is missing.  Only what
 * changed is written, so that a poll without news writes nothing.  The changes
 * are written and committed as a whole before memory learns of any: memory is
 * walked a second time, by the same judgement.
 *
 * A maildrop of a million messages need not be held in memory to be told of:
 * marks are set one by one as the listing comes.
 */
#include "libpop3/state/handle.h"

#include "libpop3/base/error.h"

struct listing {
	struct p3_table *table;
	int64_t now;
	int64_t grace_s;
};

/* As nearly all are: listed, as they were. */
static bool is_as_it_was(const struct p3_entry *entry)
{
	return entry->phase == 0 || (entry->marked && entry->missing == 0);
}

/* Whether there is a record to write for the entry, and which. */
static bool judge(const struct listing *listing, const struct p3_entry *entry,
    struct p3_record *out_record)
{
	struct p3_record record;

	if (is_as_it_was(entry))
		return false;
	record = (struct p3_record){.key = p3_table_key(listing->table, entry)};
	if (entry->marked) {
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
	const struct p3_table *table = &state->table;
	uint64_t records = 0;
	int failure = 0;

	for (uint32_t i = 0; i < table->used && failure == 0; i++) {
		char line[P3_RECORD_MAX];
		struct p3_record record;

		if (!judge(listing, &table->entries[i], &record))
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
	struct p3_table *table = listing->table;

	for (uint32_t i = 0; i < table->used; i++) {
		struct p3_record record;

		if (judge(listing, &table->entries[i], &record))
			p3_table_apply(table, &record);
		table->entries[i].marked = false;
	}
}

enum pop3_state_told pop3_state_tell(struct pop3_state *state,
    const struct pop3_state_key *key, struct pop3_state_entry *out_entry)
{
	struct p3_entry *entry = p3_table_find_next(&state->table, key);
	bool again;

	if (entry == NULL)
		return POP3_TOLD_UNKNOWN;
	again = entry->marked;
	entry->marked = true;
	p3_state_show(&state->table, entry, out_entry);
	return again ? POP3_TOLD_AGAIN : POP3_TOLD_KNOWN;
}

void pop3_state_untell(struct pop3_state *state)
{
	for (uint32_t i = 0; i < state->table.used; i++)
		state->table.entries[i].marked = false;
}

enum pop3_status pop3_state_listed(struct pop3_state *state,
    const struct pop3_state_key *keys, size_t count, int64_t now,
    int64_t grace_s)
{
	const struct listing listing = {
	    .table = &state->table, .now = now, .grace_s = grace_s};
	struct pop3_state_entry entry;
	enum pop3_status status = p3_state_check_writable(state);

	if (status != POP3_OK)
		return status;
	if ((keys == NULL && count > 0) || grace_s < 0 ||
	    !p3_state_is_time(now))
		return p3_error(&state->error, POP3_E_MISUSE, 0,
		    "a listing needs keys, a time and a grace period");
	for (size_t i = 0; i < count; i++)
		pop3_state_tell(state, &keys[i], &entry);
	status = write_changes(state, &listing);
	if (status == POP3_OK)
		apply_changes(&listing);
	return status;
}
