/*
 * state/journal.h - appending to the state file so that a write that fails
 * leaves nothing behind.
 */
#ifndef P3_STATE_JOURNAL_H
#define P3_STATE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is written at once; above the longest record. */
#define P3_JOURNAL_BATCH 65536

struct p3_journal {
	int fd;		 /* -1: none */
	uint64_t length; /* of the file, as far as it counts */
	uint64_t ahead;	 /* written behind that, and does not count yet */
	size_t held;	 /* in the batch, not yet written */
	bool gathering;	 /* what is put is not committed yet */
	bool ragged;	 /* the file has octets behind its length */
	bool unsynced;	 /* something was committed since the last sync */
	bool mark_due;	 /* a sync was made that no mark tells of */
	int refusal;	 /* why nothing more is appended: errno, or 0 */
	char *batch;	 /* P3_JOURNAL_BATCH octets, the owner's */
};

/*
 * Each returns 0 or the system's error number.  What was put counts when it
 * is committed; where either fails, all since the last commit is cut off
 * again.  Where even cutting fails, or a sync, nothing is appended any more.
 */
int p3_journal_put(
    struct p3_journal *journal, const char *octets, size_t length);
int p3_journal_commit(struct p3_journal *journal);
int p3_journal_sync(struct p3_journal *journal);

/* Makes each _commit do nothing until _end, which commits all that was put
 * since.  Where something of it fails, all of it is cut off, and there is no
 * end to the gathering. */
void p3_journal_gather(struct p3_journal *journal);
int p3_journal_end(struct p3_journal *journal);

/* Writes the mark of the last sync where it is due (mark.h); it need not be
 * synced itself. */
int p3_journal_mark(struct p3_journal *journal);

#endif
