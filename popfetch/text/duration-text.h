/*
 * duration-text.h - how long something takes, as people like to read it.
 */
#ifndef POPFETCH_DURATION_TEXT_H
#define POPFETCH_DURATION_TEXT_H

#include <stdint.h>

#define DURATION_TEXT_MAX 32

/* "0:06", "12:30", "1:02:03": hours where there are any, minutes, seconds. */
void duration_text(char text[DURATION_TEXT_MAX], uint64_t seconds);

#endif
