/*
 * failure.h - how an error of ours reads: what failed, the subject quoted,
 * and then the system's reason.
 */
#ifndef POPFETCH_FAILURE_H
#define POPFETCH_FAILURE_H

#include <pop3.h>
#include <stdbool.h>

/* Fills *error; where sys_errno is not 0, ": " and the system's reason follow.
 * Returns status. */
enum pop3_status failure_fill(struct pop3_error *error, enum pop3_status status,
    int sys_errno, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A server's words for its refusal of a message, of which there may be none. */
const char *failure_words(const char *said);

enum pop3_status failure_no_memory(struct pop3_error *error);

/* Whether a disk had no room for it, or none that we may take. */
bool failure_is_no_room(const struct pop3_error *error);

/* The system's words for an error number as our lines have them: with a
 * small first letter. */
#define FAILURE_REASON_SIZE 128
void failure_reason(char reason[FAILURE_REASON_SIZE], int sys_errno);

#endif
