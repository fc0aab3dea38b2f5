/*
 * state/compact.c - the successor, which is also how a state file is born.
 *
 * FILE.new is written, synced, renamed to FILE, and the directory is synced:
 * whatever dies in between, under the name FILE there is always a whole file,
 * the old or the new, and never one that is empty or half.  What an earlier
 * death left as FILE.new is removed first; we hold the lock, so it is
 * nobody's.  The last login and what the server announced become one record
 * each; an entry becomes its one, and a second where it is missing, in the
 * order of the entries.
 */
#include "libpop3/state/compact.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "libpop3/base/error.h"
#include "libpop3/state/header.h"

/* A file below this is not worth the syncs, whatever is in it. */
#define WORTH_OCTETS (16 * 1024)

bool p3_compact_pays(const struct p3_table *table,
    const struct p3_journal *journal, uint64_t records)
{
	uint64_t live = table->count + (table->account.login.since != 0) +
			(table->account.announced.text[0] != '\0');

	if (journal->length < WORTH_OCTETS || records / 2 <= live)
		return false;
	for (uint32_t i = 0; i < table->used; i++)
		live += table->entries[i].phase != 0 &&
			table->entries[i].missing != 0;
	return records / 2 > live;
}

static struct p3_record record_of(
    const struct p3_table *table, const struct p3_entry *entry)
{
	static const enum p3_record_kind kinds[] = {
	    [POP3_PHASE_INTENDED] = P3_RECORD_INTENDED,
	    [POP3_PHASE_PLACED] = P3_RECORD_PLACED,
	    [POP3_PHASE_DOOMED] = P3_RECORD_DOOMED,
	    [POP3_PHASE_TROUBLED] = P3_RECORD_TROUBLED,
	};
	const char *text = p3_table_text(table, entry);

	return (struct p3_record){
	    .kind = kinds[entry->phase],
	    .key = p3_table_key(table, entry),
	    .since = entry->since,
	    .retrieved = entry->tally,
	    .failures = entry->tally,
	    .text = text,
	    .text_length = text != NULL ? strlen(text) : 0,
	};
}

static int put_record(struct p3_journal *journal,
    const struct p3_record *record, uint64_t *records)
{
	char line[P3_RECORD_MAX];

	++*records;
	return p3_journal_put(journal, line, p3_record_write(line, record));
}

static int put_entry(struct p3_journal *journal, const struct p3_table *table,
    const struct p3_entry *entry, uint64_t *records)
{
	struct p3_record record = record_of(table, entry);
	int error = put_record(journal, &record, records);

	if (error != 0 || entry->missing == 0)
		return error;
	record = (struct p3_record){
	    .kind = P3_RECORD_MISSING,
	    .key = record.key,
	    .since = entry->missing,
	};
	return put_record(journal, &record, records);
}

static int put_login(
    struct p3_journal *journal, const struct p3_login *login, uint64_t *records)
{
	const struct p3_record record = {
	    .kind = P3_RECORD_LOGIN,
	    .since = login->since,
	    .delay_s = login->delay_s,
	};

	return login->since != 0 ? put_record(journal, &record, records) : 0;
}

static int put_announced(struct p3_journal *journal,
    const struct p3_announcement *announced, uint64_t *records)
{
	const struct p3_record record = {
	    .kind = P3_RECORD_ANNOUNCED,
	    .since = announced->since,
	    .text = announced->text,
	    .text_length = strlen(announced->text),
	};

	return record.text_length > 0 ? put_record(journal, &record, records)
				      : 0;
}

static int put_all(struct p3_journal *journal, const char *account,
    const struct p3_table *table, uint64_t *records)
{
	char header[P3_HEADER_MAX];
	int error =
	    p3_journal_put(journal, header, p3_header_write(header, account));

	if (error == 0)
		error = put_login(journal, &table->account.login, records);
	if (error == 0)
		error =
		    put_announced(journal, &table->account.announced, records);
	for (uint32_t i = 0; i < table->used && error == 0; i++)
		if (table->entries[i].phase != 0)
			error = put_entry(
			    journal, table, &table->entries[i], records);
	if (error == 0)
		error = p3_journal_commit(journal);
	if (error == 0)
		error = p3_journal_sync(journal);
	return error;
}

/* Writes and renames; nothing of the new file is left where it fails. */
static enum pop3_status replace(const struct p3_location *location,
    const char *account, const struct p3_table *table, struct p3_journal *fresh,
    uint64_t *records, struct pop3_error *error)
{
	int failure;

	/* As lock.c has it; it is new, and nobody else's. */
	(void)flock(fresh->fd, LOCK_EX | LOCK_NB);
	failure = put_all(fresh, account, table, records);
	if (failure == 0 && renameat(location->directory, location->new_name,
				location->directory, location->name) != 0)
		failure = errno;
	if (failure == 0)
		return POP3_OK;
	close(fresh->fd);
	unlinkat(location->directory, location->new_name, 0);
	return p3_error(error, POP3_E_SYSTEM, failure,
	    "cannot write state file '%s.new'", location->path);
}

enum pop3_status p3_compact(const struct p3_location *location,
    const char *account, const struct p3_table *table,
    struct p3_journal *journal, uint64_t *out_records, struct pop3_error *error)
{
	char path[POP3_ERROR_TEXT_MAX];
	struct p3_journal fresh = {.batch = journal->batch};
	uint64_t records = 0;
	enum pop3_status status;

	snprintf(path, sizeof path, "%s.new", location->path);
	unlinkat(location->directory, location->new_name, 0);
	status = p3_location_open_file(location->directory, location->new_name,
	    O_RDWR | O_CREAT | O_EXCL, "state file", path, &fresh.fd, error);
	if (status == POP3_OK)
		status =
		    replace(location, account, table, &fresh, &records, error);
	if (status != POP3_OK)
		return status;
	if (journal->fd >= 0)
		close(journal->fd);
	*journal = fresh;
	journal->mark_due = records > 0;
	*out_records = records;
	journal->refusal = p3_location_sync(location);
	if (journal->refusal != 0)
		return p3_error(error, POP3_E_SYSTEM, journal->refusal,
		    "cannot sync the directory of state file '%s'",
		    location->path);
	return POP3_OK;
}
