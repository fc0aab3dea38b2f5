/*
 * state/line.c - a guarded line: a body, a blank, and the CRC-32 of the body
 * in eight lower-case hexadecimal digits.
 *
 * What a server or a path may hold is escaped as in URLs (RFC 3986, section
 * 2.1): "%" and two upper-case hexadecimal digits stand for controls, "%",
 * DEL, octets above, and in words for the blank; a lone "%" stands for
 * nothing at all, so that no field is ever empty.  The file stays printable
 * ASCII, and a record has one spelling: any other is refused.
 */
#include "libpop3/state/line.h"

#include <stdint.h>
#include <string.h>

#include "libpop3/base/ascii.h"
#include "libpop3/base/word.h"
#include "libpop3/state/checksum.h"

#define DIGITS 8

static const char upper[] = "0123456789ABCDEF";

/* The eight digits of a number, as the word that they are in memory. */
static uint64_t digits_of(uint32_t number)
{
	uint64_t above_nine;
	uint64_t word = number >> 24 | (uint64_t)(number >> 16 & 0xFF) << 16 |
			(uint64_t)(number >> 8 & 0xFF) << 32 |
			(uint64_t)(number & 0xFF) << 48;

	word = (word >> 4 & UINT64_C(0x000F000F000F000F)) |
	       (word << 8 & UINT64_C(0x0F000F000F000F00));
	above_nine = (word + P3_WORD_OF(6)) >> 4 & P3_WORD_OF(1);
	return word + P3_WORD_OF('0') + above_nine * ('a' - '0' - 10);
}

size_t p3_line_seal(char *line, size_t body)
{
	char *at = line + body;

	*at++ = ' ';
	p3_word_write(at, digits_of(p3_checksum(0, line, body)));
	at[DIGITS] = '\n';
	return body + P3_LINE_SEAL;
}

bool p3_line_has_seal(const char *line, size_t length, size_t *out_body)
{
	if (length < DIGITS + 1 || line[length - DIGITS - 1] != ' ')
		return false;
	*out_body = length - DIGITS - 1;
	return true;
}

bool p3_line_bears_seal(
    const char *line, size_t body, size_t front, uint32_t checksum)
{
	uint32_t sum = p3_checksum(checksum, line + front, body - front);

	return p3_word_read(line + body + 1) == digits_of(sum);
}

bool p3_line_sealed(const char *line, size_t length, size_t *out_body)
{
	size_t body;

	if (!p3_line_has_seal(line, length, &body) ||
	    !p3_line_bears_seal(line, body, 0, 0))
		return false;
	*out_body = body;
	return true;
}

static bool stands_for_itself(unsigned char octet, enum p3_line_lowest lowest)
{
	return octet >= (unsigned char)lowest && octet < 0x7F && octet != '%';
}

/* The same of eight octets.  A sum of two octets below 0x80 leaves the next
 * one alone, and bears the highest bit where it reaches 0x80. */
static bool stand_for_themselves(uint64_t word, enum p3_line_lowest lowest)
{
	const uint64_t top = P3_WORD_OF(0x80);
	const uint64_t seven = word & ~top;
	uint64_t high_enough = seven + P3_WORD_OF(0x80 - (uint64_t)lowest);
	uint64_t is_del = seven + P3_WORD_OF(1);
	uint64_t is_other = (seven ^ P3_WORD_OF('%')) + P3_WORD_OF(0x7F);

	return (high_enough & is_other & ~is_del & ~word & top) == top;
}

/* How many octets in front stand for themselves. */
static size_t plain_length(
    const char *octets, size_t length, enum p3_line_lowest lowest)
{
	size_t n = 0;

	while (length - n >= 8 &&
	       stand_for_themselves(p3_word_read(octets + n), lowest))
		n += 8;
	while (
	    n < length && stands_for_itself((unsigned char)octets[n], lowest))
		n++;
	return n;
}

size_t p3_line_escape(
    char *out, const char *octets, size_t length, enum p3_line_lowest lowest)
{
	char *at = out;

	if (length == 0)
		*at++ = '%';
	while (length > 0) {
		size_t plain = plain_length(octets, length, lowest);
		unsigned char octet;

		memcpy(at, octets, plain);
		at += plain;
		if (plain == length)
			break;
		octet = (unsigned char)octets[plain];
		*at++ = '%';
		*at++ = upper[octet >> 4];
		*at++ = upper[octet & 0xF];
		octets += plain + 1;
		length -= plain + 1;
	}
	return (size_t)(at - out);
}

/* The value of an upper-case hexadecimal digit, or -1. */
static int digit_value(char c)
{
	return c == p3_upper(c) ? p3_hex(c) : -1;
}

/* The octet at text, of which left octets are left; how long it is spelled,
 * or 0 where that is no spelling of ours. */
static size_t octet_at(
    const char *text, size_t left, enum p3_line_lowest lowest, char *out_octet)
{
	int high, low;

	if (*text != '%') {
		*out_octet = *text;
		return stands_for_itself((unsigned char)*text, lowest) ? 1 : 0;
	}
	if (left < 3)
		return 0;
	high = digit_value(text[1]);
	low = digit_value(text[2]);
	if (high < 0 || low < 0)
		return 0;
	*out_octet = (char)(high << 4 | low);
	return stands_for_itself((unsigned char)*out_octet, lowest) ? 0 : 3;
}

bool p3_line_unescape(const char **inout_octets, size_t *inout_length,
    enum p3_line_lowest lowest, char *out, size_t max)
{
	const char *text = *inout_octets;
	size_t left = *inout_length;
	size_t n = 0;

	if (left == 0)
		return false;
	if (plain_length(text, left, lowest) == left)
		return left <= max;
	if (left > 1 || *text != '%') {
		while (left > 0) {
			size_t used;

			if (n == max)
				return false;
			used = octet_at(text, left, lowest, &out[n++]);
			if (used == 0)
				return false;
			text += used;
			left -= used;
		}
	}
	*inout_octets = out;
	*inout_length = n;
	return true;
}
