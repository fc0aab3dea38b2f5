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

#include "libpop3/state/checksum.h"

#define DIGITS 8

static const char lower[] = "0123456789abcdef";
static const char upper[] = "0123456789ABCDEF";

size_t p3_line_seal(char *line, size_t body)
{
	uint32_t sum = p3_checksum(line, body);
	char *at = line + body;

	*at++ = ' ';
	for (int shift = 28; shift >= 0; shift -= 4)
		*at++ = lower[sum >> shift & 0xF];
	*at = '\n';
	return body + P3_LINE_SEAL;
}

bool p3_line_sealed(const char *line, size_t length, size_t *out_body)
{
	size_t body;
	uint32_t sum;
	const char *digit;

	if (length < DIGITS + 1 || line[length - DIGITS - 1] != ' ')
		return false;
	body = length - DIGITS - 1;
	sum = p3_checksum(line, body);
	digit = line + body + 1;
	for (int shift = 28; shift >= 0; shift -= 4)
		if (*digit++ != lower[sum >> shift & 0xF])
			return false;
	*out_body = body;
	return true;
}

static bool stands_for_itself(unsigned char octet, enum p3_line_lowest lowest)
{
	return octet >= (unsigned char)lowest && octet < 0x7F && octet != '%';
}

/* How many octets in front stand for themselves. */
static size_t plain_length(
    const char *octets, size_t length, enum p3_line_lowest lowest)
{
	size_t n = 0;

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
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
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
