#include "libpop3/base/utf8.h"

#include <criterion/criterion.h>

#include "tests/unit/base/guard.h"

static size_t read_one(const char *octets, size_t length, uint32_t *out_c)
{
	return p3_utf8_read(guarded(octets, length), length, out_c);
}

static bool is_scalar(uint32_t c)
{
	return c < 0xD800 || (c > 0xDFFF && c <= 0x10FFFF);
}

Test(utf8, each_character_that_is_written_is_read_again)
{
	for (uint32_t c = 0; c <= 0x10FFFF; c++) {
		char octets[P3_UTF8_MAX];
		uint32_t again;
		size_t n;

		if (!is_scalar(c))
			continue;
		n = p3_utf8_write(octets, c);
		cr_assert_eq(p3_utf8_read(octets, n, &again), n, "U+%04X", c);
		cr_assert_eq(again, c);
	}
}

Test(utf8, a_character_that_is_cut_off_is_none)
{
	static const char whole[] = "\xF0\x9F\x93\xAC";
	uint32_t c = 77;

	cr_expect_eq(read_one(whole, 4, &c), 4);
	cr_expect_eq(c, 0x1F4EC);
	for (size_t n = 1; n < 4; n++)
		cr_expect_eq(read_one(whole, n, &c), 0);
	cr_expect_eq(read_one("\xC3", 1, &c), 0);
	cr_expect_eq(read_one("\xE2\x82", 2, &c), 0);
	cr_expect_eq(c, 0x1F4EC);
}

Test(utf8, no_character_has_a_second_form)
{
	uint32_t c;

	cr_expect_eq(read_one("\xC0\x80", 2, &c), 0);
	cr_expect_eq(read_one("\xC1\xBF", 2, &c), 0);
	cr_expect_eq(read_one("\xE0\x9F\xBF", 3, &c), 0);
	cr_expect_eq(read_one("\xF0\x8F\xBF\xBF", 4, &c), 0);
	cr_expect_eq(read_one("\xE0\xA0\x80", 3, &c), 3);
	cr_expect_eq(read_one("\xF0\x90\x80\x80", 4, &c), 4);
}

Test(utf8, surrogates_and_beyond_are_no_characters)
{
	uint32_t c;

	cr_expect_eq(read_one("\xED\xA0\x80", 3, &c), 0);
	cr_expect_eq(read_one("\xED\xBF\xBF", 3, &c), 0);
	cr_expect_eq(read_one("\xF4\x90\x80\x80", 4, &c), 0);
	cr_expect_eq(read_one("\xF5\x80\x80\x80", 4, &c), 0);
	cr_expect_eq(read_one("\xFF", 1, &c), 0);
	cr_expect_eq(read_one("\x80", 1, &c), 0);
}

Test(utf8, text_is_what_neither_acts_nor_turns)
{
	static const uint32_t text[] = {0x20, 0x7E, 0xA0, 0xE9, 0x5D0, 0x200B,
	    0x200D, 0x2010, 0x2027, 0x202F, 0x2065, 0x206A, 0x2070, 0xFFF8,
	    0xFFFC, 0x1F4EC, 0xFFFD};
	static const uint32_t other[] = {0, 9, 10, 0x1B, 0x1F, 0x7F, 0x80, 0x9B,
	    0x9F, 0x61C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066,
	    0x2069, 0xFEFF, 0xFFF9, 0xFFFB};

	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		cr_expect(p3_utf8_is_text(text[i]), "U+%04X", text[i]);
	for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
		cr_expect_not(p3_utf8_is_text(other[i]), "U+%04X", other[i]);
}
