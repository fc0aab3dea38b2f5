/*
 * state/lock.h - one process at a time.
 */
#ifndef P3_STATE_LOCK_H
#define P3_STATE_LOCK_H

#include "libpop3/state/location.h"

/* Takes the lock, waiting so long; closing *out_fd gives it back. */
enum pop3_status p3_lock(const struct p3_location *location,
    uint32_t timeout_ms, int *out_fd, struct pop3_error *error);

/* With that lock, takes the one on the state file, which fd is; -1: there is
 * none.  Closing fd gives it back. */
enum pop3_status p3_lock_file(
    const struct p3_location *location, int fd, struct pop3_error *error);

#endif
