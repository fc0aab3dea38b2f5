/*
 * state/state.c - opening, syncing and closing a state file.
 *
 * The file is text, a record a line, and may be read, searched and, with
 * care, mended by hand:
 *
 *	popfetch-state 1 a77ad8d1
 *	account jim@pop.example.org f8879c34
 *	intended 1732467000 0 000000016b03873e new/1732467000.7.host 0b6ad8f2
 *	placed 1732467001 1732467000 0 000000016b03873e ef085e81
 *	doomed 1732467002 1732467000 0 000000016b03873e 367ab117
 *	forgotten 0 000000016b03873e 546ac811
 *	synced 77ae1ac2
 *
 * The header is explained in header.c, the records in record.c, the seal at
 * the end of each line and the escaping in line.c, the mark in mark.c; what a
 * torn tail is in load.c; how the file is born and compacted in compact.c.
 *
 * A run appends and never changes what stands.  Every append is one write()
 * before the call returns, so a killed process loses nothing; pop3_state_sync()
 * makes a batch durable (invariants 2 and 6).  The handle keeps all that is
 * known in memory, and the order of things is always: make room in memory,
 * write, change memory, which cannot fail.
 *
 * A thousand writes for a batch of a thousand messages were a third of what
 * the system did for small ones.  So between _begin and _commit the records
 * gather in the journal's batch, and memory is ahead of the file: for the
 * next record must be held against the ones before it.  Where writing fails
 * then, the file has none of them and memory has all; there is no way back,
 * and the journal takes nothing more.
 */
#include "libpop3/state/handle.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "libpop3/base/error.h"
#include "libpop3/state/compact.h"
#include "libpop3/state/load.h"
#include "libpop3/state/lock.h"
#include "libpop3/state/mark.h"

static void state_free(struct pop3_state *state)
{
	if (state->journal.fd >= 0)
		close(state->journal.fd);
	if (state->lock >= 0)
		close(state->lock);
	p3_location_free(&state->location);
	p3_table_free(&state->table);
	free(state->journal.batch);
	free(state->account);
	free(state);
}

static enum pop3_status check(const char *path,
    const struct pop3_state_options *options, struct pop3_error *error)
{
	size_t length = path != NULL ? strlen(path) : 0;

	if (length == 0 || path[length - 1] == '/')
		return p3_error(
		    error, POP3_E_MISUSE, 0, "a state file needs a path");
	if (options == NULL || options->size != sizeof *options)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "the state file's options are of another size");
	if (options->account == NULL || options->account[0] == '\0' ||
	    strlen(options->account) > POP3_STATE_TEXT_MAX)
		return p3_error(error, POP3_E_MISUSE, 0,
		    "a state file needs the name of an account, of at most "
		    "%d octets",
		    POP3_STATE_TEXT_MAX);
	return POP3_OK;
}

static enum pop3_status state_new(const char *path,
    const struct pop3_state_options *options, struct pop3_error *error,
    struct pop3_state **out_state)
{
	enum pop3_status status = check(path, options, error);
	struct pop3_state *state;

	if (status != POP3_OK)
		return status;
	state = calloc(1, sizeof *state);
	if (state == NULL)
		return p3_error_no_memory(error);
	state->location.directory = -1;
	state->lock = -1;
	state->journal =
	    (struct p3_journal){.fd = -1, .batch = malloc(P3_JOURNAL_BATCH)};
	p3_table_init(&state->table);
	state->account = strdup(options->account);
	if (state->account == NULL || state->journal.batch == NULL) {
		state_free(state);
		return p3_error_no_memory(error);
	}
	*out_state = state;
	return POP3_OK;
}

/* Reads the file that the journal has; where there is none, it is made. */
static enum pop3_status load_or_make(
    struct pop3_state *state, struct pop3_error *error)
{
	struct p3_journal *journal = &state->journal;
	struct p3_loaded loaded;
	enum pop3_status status;

	if (journal->fd < 0)
		return p3_compact(&state->location, state->account,
		    &state->table, journal, &state->records, error);
	status = p3_load(journal->fd, state->location.path, state->account,
	    &state->table, &loaded, error);
	if (status != POP3_OK)
		return status;
	journal->length = loaded.length;
	journal->ragged = loaded.ragged;
	state->records = loaded.records;
	return POP3_OK;
}

static enum pop3_status take(struct pop3_state *state, const char *path,
    uint32_t lock_timeout_ms, struct pop3_error *error)
{
	enum pop3_status status =
	    p3_location_open(&state->location, path, error);

	if (status == POP3_OK)
		status = p3_lock(
		    &state->location, lock_timeout_ms, &state->lock, error);
	if (status == POP3_OK)
		status = p3_location_open_file(state->location.directory,
		    state->location.name, O_RDWR, "state file", path,
		    &state->journal.fd, error);
	if (status == POP3_OK)
		status =
		    p3_lock_file(&state->location, state->journal.fd, error);
	if (status == POP3_OK)
		status = load_or_make(state, error);
	return status;
}

enum pop3_status pop3_state_open(const char *path,
    const struct pop3_state_options *options, struct pop3_error *error,
    struct pop3_state **out_state)
{
	struct pop3_state *state;
	enum pop3_status status = state_new(path, options, error, &state);

	if (status != POP3_OK)
		return status;
	status = take(state, path, options->lock_timeout_ms, error);
	if (status != POP3_OK) {
		state_free(state);
		return status;
	}
	state->table.loaded = true;
	*out_state = state;
	return POP3_OK;
}

enum pop3_status pop3_state_open_readonly(const char *path,
    const struct pop3_state_options *options, struct pop3_error *error,
    struct pop3_state **out_state)
{
	struct p3_loaded loaded;
	struct pop3_state *state;
	int fd = -1;
	enum pop3_status status = state_new(path, options, error, &state);

	if (status != POP3_OK)
		return status;
	status = p3_location_open_file(
	    AT_FDCWD, path, O_RDONLY, "state file", path, &fd, error);
	if (status == POP3_OK && fd >= 0) {
		status = p3_load(
		    fd, path, state->account, &state->table, &loaded, error);
		close(fd);
	}
	if (status != POP3_OK) {
		state_free(state);
		return status;
	}
	*out_state = state;
	return POP3_OK;
}

enum pop3_status p3_state_not_written(struct pop3_state *state, int failure)
{
	struct p3_journal *journal = &state->journal;
	const char *form =
	    journal->refusal != 0 && !journal->gathering
		? "state file '%s' takes no more records after a failure"
		: "cannot write to state file '%s'";

	/* Memory knows of what was gathered. */
	if (journal->gathering && journal->refusal == 0)
		journal->refusal = failure;
	return p3_error(
	    &state->error, POP3_E_SYSTEM, failure, form, state->location.path);
}

enum pop3_status p3_state_append(
    struct pop3_state *state, const struct p3_record *record)
{
	char line[P3_RECORD_MAX];
	int failure = p3_journal_put(
	    &state->journal, line, p3_record_write(line, record));

	if (failure == 0)
		failure = p3_journal_commit(&state->journal);
	if (failure != 0)
		return p3_state_not_written(state, failure);
	state->records++;
	p3_table_apply(&state->table, record);
	return POP3_OK;
}

static enum pop3_status finish(struct pop3_state *state)
{
	enum pop3_status status;

	if (state->journal.fd < 0)
		return POP3_OK;
	status = pop3_state_sync(state);
	if (status == POP3_OK &&
	    p3_compact_pays(&state->table, &state->journal, state->records))
		status =
		    p3_compact(&state->location, state->account, &state->table,
			&state->journal, &state->records, &state->error);
	/* Without its mark the file is as good, only less well guarded. */
	if (status == POP3_OK)
		(void)p3_journal_mark(&state->journal);
	return status;
}

enum pop3_status pop3_state_close(
    struct pop3_state *state, struct pop3_error *error)
{
	enum pop3_status status;

	if (state == NULL)
		return POP3_OK;
	status = finish(state);
	if (status != POP3_OK && error != NULL)
		*error = state->error;
	state_free(state);
	return status;
}

enum pop3_status p3_state_check_writable(struct pop3_state *state)
{
	if (state->journal.fd >= 0)
		return POP3_OK;
	return p3_error(&state->error, POP3_E_MISUSE, 0,
	    "the state file was opened for reading only");
}

/* The first two records of a batch, and the mark in front, are one write(). */
_Static_assert(
    P3_MARK_MAX + 2 * P3_RECORD_MAX <= P3_JOURNAL_BATCH, "they fit into it");

enum pop3_status pop3_state_begin(struct pop3_state *state)
{
	enum pop3_status status = p3_state_check_writable(state);

	if (status == POP3_OK)
		p3_journal_gather(&state->journal);
	return status;
}

enum pop3_status pop3_state_commit(struct pop3_state *state)
{
	enum pop3_status status = p3_state_check_writable(state);
	int failure;

	if (status != POP3_OK || !state->journal.gathering)
		return status;
	failure = p3_journal_end(&state->journal);
	return failure == 0 ? POP3_OK : p3_state_not_written(state, failure);
}

enum pop3_status pop3_state_sync(struct pop3_state *state)
{
	enum pop3_status status = pop3_state_commit(state);
	int failure;

	if (status != POP3_OK)
		return status;
	failure = p3_journal_sync(&state->journal);
	if (failure != 0)
		return p3_error(&state->error, POP3_E_SYSTEM, failure,
		    "cannot sync state file '%s'", state->location.path);
	return POP3_OK;
}

const struct pop3_error *pop3_state_error(const struct pop3_state *state)
{
	return &state->error;
}
