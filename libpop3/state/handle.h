/*
 * state/handle.h - the parts of a state handle.
 */
#ifndef P3_STATE_HANDLE_H
#define P3_STATE_HANDLE_H

#include <pop3/state.h>

#include "libpop3/state/journal.h"
#include "libpop3/state/location.h"
#include "libpop3/state/table.h"

struct pop3_state {
	struct pop3_error error;
	char *account;
	struct p3_location location;
	int lock;		   /* -1: none */
	struct p3_journal journal; /* without a file: read only */
	uint64_t records;	   /* in the file */
	struct p3_table table;
	struct p3_record_space space;
};

/* Writes the record, and only then does what it says.  Room must have been
 * made in the table. */
enum pop3_status p3_state_append(
    struct pop3_state *state, const struct p3_record *record);

/* The entry as callers see it; what it points to is the table's. */
void p3_state_show(const struct p3_table *table, const struct p3_entry *entry,
    struct pop3_state_entry *out_entry);

/* POP3_E_MISUSE where the state was opened for reading only. */
enum pop3_status p3_state_check_writable(struct pop3_state *state);

/* Whether the file can say when it was. */
static inline bool p3_state_is_time(int64_t now)
{
	return now >= 1 && now <= POP3_STATE_TIME_MAX;
}

/* Tells why the journal took nothing. */
enum pop3_status p3_state_not_written(struct pop3_state *state, int failure);

#endif
