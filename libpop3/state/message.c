/*
 * state/message.c - the life of one message: looking it up, and the records
 * that move it on.
 *
 *	(nothing) -> troubled -> intended -> placed -> doomed -> (nothing)
 *
 * Troubled may be left out or come again, placed may come at once (a message
 * that was delivered otherwise, or passed over on purpose), and forgetting
 * leads to nothing from anywhere.  A message passed over is a placed one that
 * was never retrieved: nobody has it but the server, so it cannot be doomed.
 * Everything else is a mistake of the caller: a message that is seen must
 * never be retrieved again (invariant 2), and one that is not placed must
 * never be deleted (invariant 4).
 */
#include "libpop3/state/handle.h"

#include <string.h>

#include <pop3/printable.h>

#include "libpop3/base/error.h"

/* How much of a unique-id an error shows. */
#define SHOWN_MAX 80

/* ---- Looking up ---------------------------------------------------------- */

void p3_state_show(const struct p3_table *table, const struct p3_entry *entry,
    struct pop3_state_entry *out_entry)
{
	bool troubled = entry->phase == POP3_PHASE_TROUBLED;

	*out_entry = (struct pop3_state_entry){
	    .key = p3_table_key(table, entry),
	    .phase = (enum pop3_state_phase)entry->phase,
	    .since = entry->since,
	    .retrieved = troubled ? 0 : entry->tally,
	    .missing = entry->missing,
	    .text = p3_table_text(table, entry),
	    .failures = troubled ? entry->tally : 0,
	    .ours = entry->ours,
	};
}

bool pop3_state_find(const struct pop3_state *state,
    const struct pop3_state_key *key, struct pop3_state_entry *out_entry)
{
	const struct p3_entry *entry = p3_table_find(&state->table, key);

	if (entry == NULL)
		return false;
	p3_state_show(&state->table, entry, out_entry);
	return true;
}

bool pop3_state_seen(
    const struct pop3_state *state, const struct pop3_state_key *key)
{
	const struct p3_entry *entry = p3_table_find(&state->table, key);

	return entry != NULL && entry->phase != POP3_PHASE_TROUBLED;
}

size_t pop3_state_count(const struct pop3_state *state)
{
	return state->table.count;
}

int pop3_state_each(const struct pop3_state *state, enum pop3_state_phase phase,
    pop3_state_visit_fn *visit, void *context)
{
	const struct p3_table *table = &state->table;

	for (uint32_t i = 0; i < table->used; i++) {
		struct pop3_state_entry entry;
		int result;

		if (table->entries[i].phase != phase || phase == 0)
			continue;
		p3_state_show(table, &table->entries[i], &entry);
		result = visit(context, &entry);
		if (result != 0)
			return result;
	}
	return 0;
}

/* ---- Moving on ----------------------------------------------------------- */

static enum pop3_status check_key(
    struct pop3_state *state, const struct pop3_state_key *key)
{
	enum pop3_status status = p3_state_check_writable(state);

	if (status != POP3_OK)
		return status;
	if (key == NULL || (key->uid == NULL && key->length > 0))
		return p3_error(
		    &state->error, POP3_E_MISUSE, 0, "no unique-id is given");
	if (key->length > POP3_STATE_UID_MAX)
		return p3_error(&state->error, POP3_E_LIMIT, 0,
		    "a unique-id of %zu octets is longer than %d", key->length,
		    POP3_STATE_UID_MAX);
	return POP3_OK;
}

static enum pop3_status check_key_and_time(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	enum pop3_status status = check_key(state, key);

	if (status != POP3_OK || p3_state_is_time(now))
		return status;
	return p3_error(&state->error, POP3_E_MISUSE, 0,
	    "the time %lld is none of the clock's", (long long)now);
}

static enum pop3_status check_text(struct pop3_state *state, const char *text)
{
	if (text == NULL)
		return p3_error(
		    &state->error, POP3_E_MISUSE, 0, "no text is given");
	if (strlen(text) > POP3_STATE_TEXT_MAX)
		return p3_error(&state->error, POP3_E_LIMIT, 0,
		    "a text of %zu octets is longer than %d", strlen(text),
		    POP3_STATE_TEXT_MAX);
	return POP3_OK;
}

static enum pop3_status wrong_phase(struct pop3_state *state,
    const struct pop3_state_key *key, const struct p3_entry *entry,
    const char *wanted)
{
	static const char words[][12] = {
	    [0] = "unknown",
	    [POP3_PHASE_INTENDED] = "intended",
	    [POP3_PHASE_PLACED] = "placed",
	    [POP3_PHASE_DOOMED] = "doomed",
	    [POP3_PHASE_TROUBLED] = "troubled",
	};
	const char *is = words[entry != NULL ? entry->phase : 0];
	char shown[SHOWN_MAX];

	if (entry != NULL && entry->phase == POP3_PHASE_PLACED &&
	    entry->tally == 0)
		is = "passed over";
	return p3_error(&state->error, POP3_E_MISUSE, 0,
	    "message '%s' cannot be %s: it is %s",
	    pop3_printable(shown, sizeof shown, key->uid, key->length), wanted,
	    is);
}

/* Copies what the record points to, since a caller may hand in what _find
 * showed, and making room may move that. */
static void keep_aside(struct p3_record_space *space, struct p3_record *record)
{
	if (record->key.length > 0)
		memcpy(space->uid, record->key.uid, record->key.length);
	record->key.uid = space->uid;
	if (record->text == NULL)
		return;
	record->text_length = strlen(record->text);
	memcpy(space->text, record->text, record->text_length);
	record->text = space->text;
}

static enum pop3_status append(
    struct pop3_state *state, struct p3_record record)
{
	keep_aside(&state->space, &record);
	if (!p3_table_reserve(&state->table, &record))
		return p3_error_no_memory(&state->error);
	return p3_state_append(state, &record);
}

enum pop3_status pop3_state_intend(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now, const char *destination)
{
	const struct p3_entry *entry;
	enum pop3_status status = check_key_and_time(state, key, now);

	if (status == POP3_OK)
		status = check_text(state, destination);
	if (status != POP3_OK)
		return status;
	entry = p3_table_find(&state->table, key);
	if (entry != NULL && entry->phase != POP3_PHASE_TROUBLED)
		return wrong_phase(state, key, entry, "intended");
	return append(state, (struct p3_record){
				 .kind = P3_RECORD_INTENDED,
				 .key = *key,
				 .since = (uint32_t)now,
				 .text = destination,
			     });
}

/* Whether a message can become a placed one; *out_entry is what is known. */
static enum pop3_status check_placing(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now,
    const struct p3_entry **out_entry)
{
	const struct p3_entry *entry;
	enum pop3_status status = check_key_and_time(state, key, now);

	if (status != POP3_OK)
		return status;
	entry = p3_table_find(&state->table, key);
	if (entry != NULL && entry->phase != POP3_PHASE_INTENDED &&
	    entry->phase != POP3_PHASE_TROUBLED)
		return wrong_phase(state, key, entry, "placed");
	*out_entry = entry;
	return POP3_OK;
}

enum pop3_status pop3_state_place(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	const struct p3_entry *entry = NULL;
	enum pop3_status status = check_placing(state, key, now, &entry);
	uint32_t retrieved = (uint32_t)now;

	if (status != POP3_OK)
		return status;
	if (entry != NULL && entry->phase == POP3_PHASE_INTENDED)
		retrieved = entry->tally;
	return append(state, (struct p3_record){
				 .kind = P3_RECORD_PLACED,
				 .key = *key,
				 .since = (uint32_t)now,
				 .retrieved = retrieved,
			     });
}

enum pop3_status pop3_state_pass(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	const struct p3_entry *entry;
	enum pop3_status status = check_placing(state, key, now, &entry);

	if (status != POP3_OK)
		return status;
	return append(state, (struct p3_record){
				 .kind = P3_RECORD_PLACED,
				 .key = *key,
				 .since = (uint32_t)now,
			     });
}

enum pop3_status pop3_state_doom(
    struct pop3_state *state, const struct pop3_state_key *key, int64_t now)
{
	const struct p3_entry *entry;
	enum pop3_status status = check_key_and_time(state, key, now);

	if (status != POP3_OK)
		return status;
	entry = p3_table_find(&state->table, key);
	if (entry == NULL || entry->phase != POP3_PHASE_PLACED ||
	    entry->tally == 0)
		return wrong_phase(state, key, entry, "doomed");
	return append(state, (struct p3_record){
				 .kind = P3_RECORD_DOOMED,
				 .key = *key,
				 .since = (uint32_t)now,
				 .retrieved = entry->tally,
			     });
}

enum pop3_status pop3_state_forget(
    struct pop3_state *state, const struct pop3_state_key *key)
{
	enum pop3_status status = check_key(state, key);

	if (status != POP3_OK || p3_table_find(&state->table, key) == NULL)
		return status;
	return append(state,
	    (struct p3_record){.kind = P3_RECORD_FORGOTTEN, .key = *key});
}

enum pop3_status pop3_state_trouble(struct pop3_state *state,
    const struct pop3_state_key *key, int64_t now, const char *reason)
{
	const struct p3_entry *entry;
	struct p3_record record;
	enum pop3_status status = check_key_and_time(state, key, now);

	if (status == POP3_OK)
		status = check_text(state, reason);
	if (status != POP3_OK)
		return status;
	record = (struct p3_record){
	    .kind = P3_RECORD_TROUBLED,
	    .key = *key,
	    .since = (uint32_t)now,
	    .failures = 1,
	    .text = reason,
	};
	entry = p3_table_find(&state->table, key);
	if (entry == NULL)
		return append(state, record);
	if (entry->phase != POP3_PHASE_TROUBLED)
		return wrong_phase(state, key, entry, "troubled");
	record.failures = entry->tally + (entry->tally < UINT32_MAX);
	return append(state, record);
}
