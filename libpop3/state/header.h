/*
 * state/header.h - the first two lines of a state file.
 */
#ifndef P3_STATE_HEADER_H
#define P3_STATE_HEADER_H

#include <pop3/state.h>

#include "libpop3/state/line.h"

/* Neither the header nor one line of it is longer than this. */
#define P3_HEADER_MAX (64 + P3_LINE_ESCAPED(POP3_STATE_TEXT_MAX))

/* Writes both lines; their length.  The account has at most
 * POP3_STATE_TEXT_MAX octets. */
size_t p3_header_write(char out[P3_HEADER_MAX], const char *account);

/* Whether the first, or the second, line is what it must be for us; each is
 * given without its line feed. */
enum pop3_status p3_header_check_format(const char *line, size_t length,
    const char *path, struct pop3_error *error);
enum pop3_status p3_header_check_account(const char *line, size_t length,
    const char *account, const char *path, struct pop3_error *error);

#endif
