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

/* So many digits fit into the type, whatever they are. */
#define P3_NUMBER_SAFE 19

/* The value of a digit; above 9 where it is none. */
static inline unsigned p3_number_digit(char c)
{
	return (unsigned char)c - (unsigned)'0';
}

/* As p3_number_read() below, for a run of P3_NUMBER_SAFE digits or more. */
bool p3_number_read_long(const char *text, size_t length, uint64_t max,
    uint64_t *out_value, size_t *out_used);

/* Reads the run of digits at text; true, *out_value and how many octets it
 * took.  False when there is no digit or the value is above max.  Inline,
 * since of a large maildrop millions are read. */
static inline bool p3_number_read(const char *text, size_t length, uint64_t max,
    uint64_t *out_value, size_t *out_used)
{
	const size_t safe = length < P3_NUMBER_SAFE ? length : P3_NUMBER_SAFE;
	uint64_t value = 0;
	size_t used = 0;

	for (; used < safe && p3_number_digit(text[used]) <= 9; used++)
		value = value * 10 + p3_number_digit(text[used]);
	if (used == P3_NUMBER_SAFE)
		return p3_number_read_long(
		    text, length, max, out_value, out_used);
	if (used == 0 || value > max)
		return false;
	*out_value = value;
	*out_used = used;
	return true;
}

/* Writes value and a NUL; returns the length without it. */
size_t p3_number_write(char text[P3_NUMBER_TEXT_MAX], uint64_t value);

#endif
