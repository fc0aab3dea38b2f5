/*
 * octets-text.h - numbers of octets as people like to read them.
 */
#ifndef POPFETCH_OCTETS_TEXT_H
#define POPFETCH_OCTETS_TEXT_H

#include <stdint.h>

#define OCTETS_TEXT_MAX 24

/* "532", "1.5K", "64K", "10M": as ls -h has it, in units of 1024, never less
 * than it is. */
void octets_text(char text[OCTETS_TEXT_MAX], uint64_t octets);

#endif
