/*
 * staying.h - naming the messages that a fetch leaves on the server although
 * they have not been fetched.
 */
#ifndef POPFETCH_STAYING_H
#define POPFETCH_STAYING_H

#include "popfetch/fetch/agenda.h"

/*
 * Names those that cannot be dealt with, or failed and rest: EXIT_DATA where
 * there are any.  One that is too large is named once, which the state
 * remembers where it can; with -v each that the policy leaves, and to who
 * watches each that is too large.  Another status where the state cannot be
 * written, which is said.
 */
enum exit_status staying_tell(const struct visit *visit,
    const struct agenda *agenda, struct pop3_state *state);

/* "2026-11-25 10:30", by the local clock. */
#define STAYING_TIME_MAX 32
const char *staying_time(char text[STAYING_TIME_MAX], int64_t time);

#endif
