#include "libpop3/base/buf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

static bool holds(const struct p3_buf *buf, const char *text)
{
	size_t length = strlen(text);

	return p3_buf_length(buf) == length &&
	       (length == 0 || memcmp(p3_buf_octets(buf), text, length) == 0);
}

Test(buf, what_is_appended_is_there_in_order)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 100);
	cr_expect(holds(&buf, ""));
	cr_expect(p3_buf_append_text(&buf, "RETR "));
	cr_expect(p3_buf_append(&buf, "1\r\n and more", 3));
	cr_expect(p3_buf_append(&buf, "", 0));
	cr_expect(holds(&buf, "RETR 1\r\n"));
	p3_buf_free(&buf);
}

Test(buf, an_empty_one_has_octets_to_ask_for)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 0);
	cr_expect_null(p3_buf_octets(&buf));
	cr_expect_eq(p3_buf_length(&buf), 0);
	p3_buf_take(&buf, 0);
	p3_buf_free(&buf);
}

Test(buf, the_cap_can_be_reached_and_not_passed)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 5);
	cr_expect(p3_buf_append_text(&buf, "12345"));
	cr_expect_not(p3_buf_append_text(&buf, "6"));
	cr_expect(holds(&buf, "12345"));
	cr_expect_leq(buf.size, 5);
	p3_buf_free(&buf);
}

Test(buf, an_append_that_does_not_fit_changes_nothing)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 300);
	cr_expect(p3_buf_append_text(&buf, "kept"));
	cr_expect_not(p3_buf_reserve(&buf, 297));
	cr_expect_not(p3_buf_reserve(&buf, SIZE_MAX));
	cr_expect(holds(&buf, "kept"));
	cr_expect(p3_buf_reserve(&buf, 296));
	p3_buf_free(&buf);
}

Test(buf, room_that_is_reserved_can_be_written)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 100000);
	cr_expect(p3_buf_reserve(&buf, 90000));
	memset(buf.octets + buf.end, 'x', 90000);
	buf.end += 90000;
	cr_expect_eq(p3_buf_length(&buf), 90000);
	p3_buf_free(&buf);
}

Test(buf, what_is_taken_is_off_the_front)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 100);
	cr_assert(p3_buf_append_text(&buf, "one two"));
	p3_buf_take(&buf, 4);
	cr_expect(holds(&buf, "two"));
	p3_buf_take(&buf, 3);
	cr_expect(holds(&buf, ""));
	p3_buf_free(&buf);
}

Test(buf, what_is_taken_is_wiped)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 100);
	cr_assert(p3_buf_append_text(&buf, "PASS secret\r\n"));
	p3_buf_take(&buf, 11);
	cr_expect_eq(memcmp(buf.octets, "\0\0\0\0\0\0\0\0\0\0\0\r\n", 13), 0);
	p3_buf_free(&buf);
}

Test(buf, what_is_cut_is_off_the_end_and_wiped)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 100);
	cr_assert(p3_buf_append_text(&buf, "USER jim\r\nPASS secret\r\n"));
	p3_buf_take(&buf, 5);
	p3_buf_cut(&buf, 13);
	cr_expect(holds(&buf, "jim\r\n"));
	cr_expect_eq(
	    memcmp(buf.octets + 10, "\0\0\0\0\0\0\0\0\0\0\0\0\0", 13), 0);
	cr_assert(p3_buf_append_text(&buf, "QUIT\r\n"));
	cr_expect(holds(&buf, "jim\r\nQUIT\r\n"));
	p3_buf_free(&buf);
}

Test(buf, a_queue_that_never_empties_stays_within_its_cap)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 300);
	cr_assert(p3_buf_append_text(&buf, "0"));
	for (int i = 0; i < 10000; i++) {
		char digit = (char)('0' + (i + 1) % 10);

		cr_assert(p3_buf_append(&buf, &digit, 1));
		cr_assert_eq(*p3_buf_octets(&buf), '0' + i % 10);
		p3_buf_take(&buf, 1);
	}
	cr_expect_eq(p3_buf_length(&buf), 1);
	cr_expect_leq(buf.size, 300);
	p3_buf_free(&buf);
}

Test(buf, moving_down_leaves_no_copy_behind)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 256);
	cr_assert(p3_buf_reserve(&buf, 256));
	memset(buf.octets, 's', 256);
	buf.end = 256;
	p3_buf_take(&buf, 250);
	cr_assert(p3_buf_reserve(&buf, 200));
	cr_expect(holds(&buf, "ssssss"));
	for (size_t i = 6; i < 256; i++)
		cr_assert_eq(buf.octets[i], 0, "octet %zu", i);
	p3_buf_free(&buf);
}

Test(buf, a_freed_one_is_empty_and_usable)
{
	struct p3_buf buf;

	p3_buf_init(&buf, 4);
	cr_assert(p3_buf_append_text(&buf, "once"));
	p3_buf_free(&buf);
	cr_expect(holds(&buf, ""));
	cr_expect(p3_buf_append_text(&buf, "more"));
	cr_expect_not(p3_buf_append_text(&buf, "!"));
	p3_buf_free(&buf);
	p3_buf_free(&buf);
}

Test(buf, what_is_given_is_a_text)
{
	struct p3_buf buf;
	char *empty, *text;

	p3_buf_init(&buf, 100);
	cr_assert_eq(p3_buf_give(&buf, &empty), POP3_OK);
	cr_expect_str_eq(empty, "");
	p3_buf_append_text(&buf, "-jim");
	p3_buf_take(&buf, 1);
	cr_assert_eq(p3_buf_give(&buf, &text), POP3_OK);
	cr_expect_str_eq(text, "jim");
	cr_expect(holds(&buf, "jim"));
	free(empty);
	free(text);
	p3_buf_free(&buf);
}
