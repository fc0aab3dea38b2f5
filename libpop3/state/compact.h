/*
 * state/compact.h - replacing the state file by a fresh one.
 */
#ifndef P3_STATE_COMPACT_H
#define P3_STATE_COMPACT_H

#include "libpop3/state/journal.h"
#include "libpop3/state/location.h"
#include "libpop3/state/table.h"

/*
 * Writes what is known to a new file, durably, and puts it in the place of
 * the old one; the journal then goes on in it.  On failure the old file and
 * the journal are as they were, but for a directory that does not sync: then
 * the new file is in place and the journal refuses.  The lock must be held.
 */
enum pop3_status p3_compact(const struct p3_location *location,
    const char *account, const struct p3_table *table,
    struct p3_journal *journal, uint64_t *out_records,
    struct pop3_error *error);

/* Whether so many records are too many for what they say. */
bool p3_compact_pays(const struct p3_table *table,
    const struct p3_journal *journal, uint64_t records);

#endif
