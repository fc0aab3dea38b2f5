/*
 * utf8.c - which octets are UTF-8.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/text/utf8.h"

/* All characters there are: of 1 to 4 octets, the first and last of each
 * range. */
static const char *const characters[] = {"A", "\x7F", "\xC2\x80", "\xDF\xBF",
    "\xE0\xA0\x80", "\xE2\x82\xAC", "\xED\x9F\xBF", "\xEE\x80\x80",
    "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};

/* Overlong, surrogates, beyond U+10FFFF, broken off, out of place. */
static const char *const others[] = {"\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF",
    "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
    "\x80", "\xFF", "\xC2 ", "\xE2\x82 "};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

Test(utf8, characters_are_whole_at_their_last_octet_only)
{
	for (size_t i = 0; i < COUNT(characters); i++) {
		size_t length = strlen(characters[i]);
		struct utf8 utf8 = {0};

		for (size_t at = 0; at < length; at++) {
			cr_expect(utf8_take(&utf8, characters[i] + at, 1));
			cr_expect_eq(utf8_is_whole(&utf8), at + 1 == length);
		}
		cr_expect_eq(utf8_span(characters[i], length), length);
		cr_expect_eq(utf8_span(characters[i], length - 1), 0);
	}
}

Test(utf8, other_octets_are_refused)
{
	for (size_t i = 0; i < COUNT(others); i++) {
		struct utf8 utf8 = {0};

		cr_expect_not(utf8_take(&utf8, others[i], strlen(others[i])),
		    "number %zu", i);
		cr_expect_eq(utf8_span(others[i], strlen(others[i])), 0);
	}
}

Test(utf8, a_span_ends_before_what_is_none)
{
	cr_expect_eq(utf8_span("a\xE2\x82\xAC\xFF z", 7), 4);
	cr_expect_eq(utf8_span("a\0b", 3), 3);
	cr_expect_eq(utf8_span("", 0), 0);
}

static void expect_mended(const char *octets, const char *expected)
{
	char out[UTF8_MENDED_ROOM(64)];
	size_t length = utf8_mend(octets, strlen(octets), out);

	cr_expect_eq(length, strlen(expected));
	cr_expect_eq(memcmp(out, expected, length), 0);
}

Test(utf8, mending_replaces_each_octet_of_no_character)
{
	expect_mended("", "");
	expect_mended("gr\xC3\xBCn", "gr\xC3\xBCn");
	expect_mended("gr\xFCn", "gr" UTF8_REPLACEMENT "n");
	expect_mended("\xFF\xFE", UTF8_REPLACEMENT UTF8_REPLACEMENT);
	expect_mended("x\xE2\x82", "x" UTF8_REPLACEMENT UTF8_REPLACEMENT);
}
