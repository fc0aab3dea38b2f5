/*
 * uid-text.h - a unique-id as it is printed.
 */
#ifndef POPFETCH_UID_TEXT_H
#define POPFETCH_UID_TEXT_H

#include <stddef.h>

/* Room for what so many octets become, and a NUL. */
#define UID_TEXT_ROOM(length) (3 * (length) + 1)

/* Octets that RFC 1939 does not allow in one, become "%XX".  Returns text. */
char *uid_text(char *text, const char *uid, size_t length);

#endif
