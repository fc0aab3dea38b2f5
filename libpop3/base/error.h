/*
 * base/error.h - filling the error record of a handle.
 */
#ifndef P3_BASE_ERROR_H
#define P3_BASE_ERROR_H

#include <pop3/status.h>

/*
 * Fills *error (which may be NULL) with a status, the system's error number
 * or 0, and a text cut to fit; returns the status, so that a caller can say
 * "return p3_error(...)".  The text gets ": " and the system's words behind
 * it when sys_errno is not 0.
 */
enum pop3_status p3_error(struct pop3_error *error, enum pop3_status status,
    int sys_errno, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds to a record that has just been filled what is wrong with trust; returns
 * the status. */
enum pop3_status p3_error_fault(
    struct pop3_error *error, enum pop3_status status, enum pop3_fault fault);

/* p3_error() for want of memory, of which there is nothing more to say. */
enum pop3_status p3_error_no_memory(struct pop3_error *error);

#endif
