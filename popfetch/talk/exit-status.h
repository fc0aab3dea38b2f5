/*
 * exit-status.h - the exit statuses of popfetch(1) and which failure is
 * which.
 */
#ifndef POPFETCH_EXIT_STATUS_H
#define POPFETCH_EXIT_STATUS_H

#include <stdbool.h>

#include <pop3/status.h>

enum exit_status {
	EXIT_DONE = 0,
	EXIT_NOTHING_NEW = 1,
	EXIT_USAGE = 64,
	EXIT_DATA = 65, /* some messages stay, or a file is not as it must be */
	EXIT_NO_INPUT = 66,
	EXIT_NO_HOST = 68,
	EXIT_UNAVAILABLE = 69,
	EXIT_BUG = 70,
	EXIT_SYSTEM = 71,
	EXIT_CANNOT_CREATE = 73,
	EXIT_IO = 74,
	EXIT_TRY_LATER = 75,
	EXIT_PROTOCOL = 76,
	EXIT_REFUSED = 77,
	EXIT_CONFIG = 78
};

/* What a status of the library makes popfetch exit with. */
enum exit_status exit_status_of(enum pop3_status status);

/* The same of a file that should be read, and may be absent. */
enum exit_status exit_status_of_reading(const struct pop3_error *error);

/* The same of a session's error, which may be about a file of certificates. */
enum exit_status exit_status_of_error(const struct pop3_error *error);

/* The same of a file that was opened, and could not be written. */
enum exit_status exit_status_of_writing(const struct pop3_error *error);

/* The same of one that could not be opened, or made where it was absent. */
enum exit_status exit_status_of_creating(const struct pop3_error *error);

/* The usual status; EXIT_SYSTEM where the system was short of descriptors or
 * memory, and nothing else is at fault. */
enum exit_status exit_status_unless_short(
    int sys_errno, enum exit_status usual);

/* Whether a number is one of the above. */
bool exit_status_is_one(int number);

/* The worse of two, for several accounts in one run.  EXIT_DONE is "worse"
 * than EXIT_NOTHING_NEW (there is new mail somewhere), so a run begins with
 * the status of its first account and not with EXIT_DONE. */
enum exit_status exit_status_worse(enum exit_status a, enum exit_status b);

#endif
