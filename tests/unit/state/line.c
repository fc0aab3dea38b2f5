/*
 * The guarded line: sealing and escaping.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "libpop3/state/checksum.h"
#include "libpop3/state/line.h"
#include "tests/unit/base/guard.h"

Test(line, checksum_is_the_crc_32_of_zlib)
{
	cr_assert_eq(p3_checksum(0, "", 0), 0);
	cr_assert_eq(p3_checksum(0, "123456789", 9), 0xCBF43926);
	cr_assert_eq(p3_checksum(0, "a", 1), 0xE8B7BE43);
	cr_assert_eq(p3_checksum(0, "\xFF\xFF\xFF\xFF", 4), 0xFFFFFFFF);
}

/* Bit by bit, as the polynomial says. */
static uint32_t slow_checksum(const char *octets, size_t length)
{
	uint32_t crc = 0xFFFFFFFF;

	for (size_t i = 0; i < length; i++) {
		crc ^= (unsigned char)octets[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0);
	}
	return ~crc;
}

Test(line, checksum_is_right_for_every_length_and_octet)
{
	char octets[300];

	for (size_t i = 0; i < sizeof octets; i++)
		octets[i] = (char)(i * 167 + i / 256);
	for (size_t length = 0; length < sizeof octets; length++)
		cr_assert_eq(
		    p3_checksum(0, octets + length % 9, length - length % 9),
		    slow_checksum(octets + length % 9, length - length % 9));
}

Test(line, is_sealed_with_the_digits_of_every_sum)
{
	for (unsigned n = 0; n < 20000; n++) {
		char line[32], wanted[32];
		int body = snprintf(line, sizeof line, "placed %u", n);

		snprintf(wanted, sizeof wanted, "placed %u %08x\n", n,
		    (unsigned)slow_checksum(line, (size_t)body));
		cr_assert_eq(p3_line_seal(line, (size_t)body), strlen(wanted));
		cr_assert_arr_eq(line, wanted, strlen(wanted));
	}
}

Test(line, is_sealed_with_a_blank_and_eight_digits)
{
	char line[32] = "123456789";
	size_t body = 0;

	cr_assert_eq(p3_line_seal(line, 9), 19);
	cr_assert_arr_eq(line, "123456789 cbf43926\n", 19);
	cr_assert(p3_line_sealed(line, 18, &body));
	cr_assert_eq(body, 9);
}

Test(line, every_damaged_octet_breaks_the_seal)
{
	char line[32] = "placed 1 1 0 uid";
	size_t length = p3_line_seal(line, strlen(line)) - 1;
	size_t body;

	for (size_t i = 0; i < length; i++) {
		char good = line[i];

		for (int c = 0; c < 256; c++) {
			line[i] = (char)c;
			cr_assert_eq(p3_line_sealed(line, length, &body),
			    line[i] == good);
		}
		line[i] = good;
	}
}

Test(line, shorter_than_a_seal_is_not_sealed)
{
	char line[] = " 00000000";
	size_t body = 7;

	cr_assert(p3_line_sealed(line, 9, &body));
	cr_assert_eq(body, 0);
	for (size_t n = 0; n < 9; n++)
		cr_assert_not(p3_line_sealed(line + 9 - n, n, &body));
}

static void escapes(const char *octets, size_t length,
    enum p3_line_lowest lowest, const char *wanted)
{
	char out[64], back[16];
	size_t n = p3_line_escape(out, octets, length, lowest);
	const char *at = out;

	cr_assert_eq(n, strlen(wanted));
	cr_assert_arr_eq(out, wanted, n);
	cr_assert(p3_line_unescape(&at, &n, lowest, back, sizeof back));
	cr_assert_eq(n, length);
	if (n > 0)
		cr_assert_arr_eq(at, octets, n);
}

Test(line, escapes_what_is_not_printable_ascii)
{
	escapes("UID1-1795", 9, P3_LINE_WORD, "UID1-1795");
	escapes("", 0, P3_LINE_WORD, "%");
	escapes("%", 1, P3_LINE_WORD, "%25");
	escapes("a b", 3, P3_LINE_WORD, "a%20b");
	escapes("a b", 3, P3_LINE_TEXT, "a b");
	escapes(" ", 1, P3_LINE_TEXT, " ");
	escapes("\0\n\x7F\xE9", 4, P3_LINE_TEXT, "%00%0A%7F%E9");
}

Test(line, every_octet_comes_back)
{
	for (int c = 0; c < 256; c++) {
		char octet = (char)c, out[3], back;
		const char *at = out;
		size_t n = p3_line_escape(out, &octet, 1, P3_LINE_WORD);

		cr_assert(p3_line_unescape(&at, &n, P3_LINE_WORD, &back, 1));
		cr_assert_eq(n, 1);
		cr_assert_eq(*at, octet);
	}
}

/* Eight octets are looked at at once. */
Test(line, every_octet_is_told_wherever_it_stands)
{
	for (int c = 0; c < 256; c++)
		for (size_t i = 0; i < 21; i++) {
			char octets[21], out[64], back[21];
			const char *at = octets;
			size_t n = sizeof octets;
			bool plain = c > 0x20 && c < 0x7F && c != '%';

			memset(octets, 'a' + c % 9, sizeof octets);
			octets[i] = (char)c;
			cr_assert_eq(p3_line_unescape(&at, &n, P3_LINE_WORD,
					 back, sizeof back),
			    plain, "%d at %zu", c, i);
			n = p3_line_escape(
			    out, octets, sizeof octets, P3_LINE_WORD);
			at = out;
			cr_assert_eq(n, sizeof octets + (plain ? 0 : 2));
			cr_assert(p3_line_unescape(
			    &at, &n, P3_LINE_WORD, back, sizeof back));
			cr_assert_arr_eq(at, octets, sizeof octets);
		}
}

static bool unescapes(const char *text, enum p3_line_lowest lowest)
{
	char back[8];
	size_t n = strlen(text);

	return p3_line_unescape(&text, &n, lowest, back, sizeof back);
}

Test(line, has_one_spelling_only)
{
	cr_assert(unescapes("a%20b", P3_LINE_WORD));
	cr_assert_not(unescapes("a%20b", P3_LINE_TEXT));
	cr_assert_not(unescapes("a b", P3_LINE_WORD));
	cr_assert_not(unescapes("", P3_LINE_WORD));
	cr_assert_not(unescapes("%41", P3_LINE_WORD));
	cr_assert(unescapes("%E9", P3_LINE_WORD));
	cr_assert_not(unescapes("%e9", P3_LINE_WORD));
	cr_assert_not(unescapes("a%", P3_LINE_WORD));
	cr_assert_not(unescapes("%2", P3_LINE_WORD));
	cr_assert_not(unescapes("%%", P3_LINE_WORD));
	cr_assert_not(unescapes("%G0", P3_LINE_WORD));
	cr_assert_not(unescapes("\xE9", P3_LINE_WORD));
	cr_assert_not(unescapes("a\tb", P3_LINE_TEXT));
}

Test(line, is_not_unescaped_beyond_the_room)
{
	cr_assert(unescapes("12345678", P3_LINE_WORD));
	cr_assert_not(unescapes("123456789", P3_LINE_WORD));
	cr_assert(unescapes("%251234567", P3_LINE_WORD));
	cr_assert_not(unescapes("%2512345678", P3_LINE_WORD));
}

Test(line, is_not_read_behind_its_end)
{
	static const char *const texts[] = {"%", "a%", "a%2", "abc", "%25",
	    "abcdefgh", "abcdefghijk", "abcdefghij%"};
	char back[16];
	size_t body;

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		size_t n = strlen(texts[i]);
		const char *at = guarded(texts[i], n);

		cr_assert_not(p3_line_sealed(at, n, &body));
		p3_line_unescape(&at, &n, P3_LINE_WORD, back, sizeof back);
	}
}
