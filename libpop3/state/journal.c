/*
 * state/journal.c - the journal: writing behind what counts.
 *
 * The file's length is known, and each write says where it goes, so that
 * what a dead process left behind the last good record is overwritten or cut
 * and never half kept.  A write that fails or falls short is cut off again
 * at once; if it were left, a later record would stand behind a broken one
 * and the file would be refused.
 *
 * After a sync that failed, the kernel may have thrown the octets away and
 * the next sync would succeed without them.  So nothing is appended after
 * one: what is on the disk is unknown until the file is read afresh.
 *
 * A sync that went well is told by a mark in front of the next record, so
 * that the reader knows which records were promised (load.c).
 */
#include "libpop3/state/journal.h"

#include <assert.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "libpop3/state/mark.h"

static int cut(struct p3_journal *journal)
{
	while (ftruncate(journal->fd, (off_t)journal->length) != 0)
		if (errno != EINTR)
			return errno;
	journal->ragged = false;
	return 0;
}

static void take_back(struct p3_journal *journal)
{
	journal->held = 0;
	journal->ahead = 0;
	if (journal->ragged)
		journal->refusal = cut(journal);
}

static int write_batch(struct p3_journal *journal)
{
	size_t done = 0;

	if (journal->ragged && journal->ahead == 0) {
		int error = cut(journal);

		if (error != 0)
			return error;
	}
	while (done < journal->held) {
		uint64_t at = journal->length + journal->ahead;
		ssize_t n = pwrite(journal->fd, journal->batch + done,
		    journal->held - done, (off_t)at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : EIO;
		journal->ragged = true;
		journal->ahead += (uint64_t)n;
		done += (size_t)n;
	}
	journal->held = 0;
	return 0;
}

static int flush(struct p3_journal *journal)
{
	int error = write_batch(journal);

	if (error != 0)
		take_back(journal);
	return error;
}

static int put(struct p3_journal *journal, const char *octets, size_t length)
{
	if (length > P3_JOURNAL_BATCH - journal->held) {
		int error = flush(journal);

		if (error != 0)
			return error;
	}
	memcpy(journal->batch + journal->held, octets, length);
	journal->held += length;
	return 0;
}

static void put_mark(struct p3_journal *journal)
{
	assert(journal->held == 0);
	journal->held = p3_mark_write(journal->batch);
}

int p3_journal_put(
    struct p3_journal *journal, const char *octets, size_t length)
{
	assert(length <= P3_JOURNAL_BATCH);
	if (journal->refusal != 0)
		return journal->refusal;
	if (journal->mark_due && journal->held == 0 && journal->ahead == 0)
		put_mark(journal);
	return put(journal, octets, length);
}

int p3_journal_mark(struct p3_journal *journal)
{
	if (journal->refusal != 0 || !journal->mark_due)
		return journal->refusal;
	put_mark(journal);
	return p3_journal_commit(journal);
}

static int commit(struct p3_journal *journal)
{
	int error = journal->refusal;

	if (error == 0 && journal->held > 0)
		error = flush(journal);
	if (error != 0 || journal->ahead == 0)
		return error;
	journal->length += journal->ahead;
	journal->ahead = 0;
	journal->ragged = false;
	journal->unsynced = true;
	journal->mark_due = false;
	return 0;
}

int p3_journal_commit(struct p3_journal *journal)
{
	return journal->gathering ? journal->refusal : commit(journal);
}

void p3_journal_gather(struct p3_journal *journal)
{
	journal->gathering = true;
}

int p3_journal_end(struct p3_journal *journal)
{
	int error = commit(journal);

	if (error == 0)
		journal->gathering = false;
	return error;
}

int p3_journal_sync(struct p3_journal *journal)
{
	if (journal->refusal != 0)
		return journal->refusal;
	if (!journal->unsynced)
		return 0;
	while (fdatasync(journal->fd) != 0)
		if (errno != EINTR)
			return journal->refusal = errno;
	journal->unsynced = false;
	journal->mark_due = true;
	return 0;
}
