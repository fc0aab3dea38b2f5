/*
 * endless.h - a message that does not end.
 */
#ifndef POPFETCH_ENDLESS_H
#define POPFETCH_ENDLESS_H

#include <pop3.h>

#define ENDLESS_TEXT_MAX 96

/* Whether a message of which so many octets have come goes on for longer than
 * any would. */
bool endless_is(const struct pop3_target *target, uint64_t octets);

/* "it does not end, though ..." */
void endless_text(
    char text[ENDLESS_TEXT_MAX], const struct pop3_target *target);

#endif
