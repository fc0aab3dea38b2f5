/*
 * The mark: what it is, and what is none.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "libpop3/state/mark.h"

Test(mark, is_one_sealed_word)
{
	char line[P3_MARK_MAX];
	size_t length = p3_mark_write(line);

	cr_assert_eq(length, P3_MARK_MAX);
	cr_assert_arr_eq(line, "synced ", 7);
	cr_assert_eq(line[length - 1], '\n');
	cr_assert(p3_mark_is(line, length - 1));
}

Test(mark, damaged_at_any_octet_is_none)
{
	char line[P3_MARK_MAX];
	size_t length = p3_mark_write(line) - 1;

	for (size_t i = 0; i < length; i++) {
		line[i] ^= 0x01;
		cr_assert_not(p3_mark_is(line, length), "%zu", i);
		line[i] ^= 0x01;
	}
	cr_assert(p3_mark_is(line, length));
}

Test(mark, cut_or_with_more_behind_it_is_none)
{
	char line[P3_MARK_MAX + 1];
	size_t length = p3_mark_write(line) - 1;

	for (size_t cut = 0; cut < length; cut++)
		cr_assert_not(p3_mark_is(line, cut), "%zu", cut);
	cr_assert_not(p3_mark_is(line, length + 1));
}

static void expect_none(const char *body)
{
	char line[64];
	size_t length = strlen(body);

	memcpy(line, body, length);
	length = p3_line_seal(line, length) - 1;
	cr_assert_not(p3_mark_is(line, length), "'%s'", body);
}

/* Each bears its seal. */
Test(mark, another_word_is_none)
{
	expect_none("Synced");
	expect_none("synced ");
	expect_none("synced 1");
	expect_none("unsync");
	expect_none("");
}
