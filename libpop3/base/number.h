/*
 * base/number.h - strict decimal numbers.
 *
 * Digits only: no sign, no blank, no locale, no wrap.  The servers' "-1" and
 * "0x10" and numbers beyond the type are not numbers.
 */
#ifndef P3_BASE_NUMBER_H
#define P3_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for any uint64_t in decimal with a NUL. */
#define P3_NUMBER_TEXT_MAX 21

/* Reads the run of digits at text; true, *out_value and how many octets it
 * took.  False when there is no digit or the value is above max. */
bool p3_number_read(const char *text, size_t length, uint64_t max,
    uint64_t *out_value, size_t *out_used);

/* Writes value and a NUL; returns the length without it. */
size_t p3_number_write(char text[P3_NUMBER_TEXT_MAX], uint64_t value);

#endif
