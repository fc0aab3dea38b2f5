/*
 * screen.h - octets that a server or a sender wrote, on a terminal: tabs and
 * line ends are what they are, and anything else that could act on it is shown
 * as "?".
 */
#ifndef POPFETCH_SCREEN_H
#define POPFETCH_SCREEN_H

#include <stddef.h>
#include <stdio.h>

/* A stream of them; all zero is its beginning. */
struct screen {
	char held[16]; /* octets of a character that is not whole */
	size_t held_length;
};

/* Any octets in any pieces; end shows what is left of a character. */
void screen_write(
    struct screen *screen, FILE *stream, const char *octets, size_t n);
void screen_end(struct screen *screen, FILE *stream);

/* A whole text. */
void screen_text(FILE *stream, const char *text);

#endif
