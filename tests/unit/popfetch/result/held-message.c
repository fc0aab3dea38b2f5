/*
 * held-message.c - messages that are held until they are whole.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "popfetch/result/held-message.h"

static struct held_message held;

static void hold(const char *message, size_t length, size_t step)
{
	cr_assert(held_message_begin(&held));
	for (size_t at = 0; at < length; at += step)
		cr_assert(held_message_add(&held, message + at,
		    length - at < step ? length - at : step));
	cr_assert(held_message_end(&held));
}

static void expect_octets(const char *expected)
{
	char octets[256];
	size_t length = 0, got;

	while ((got = held_message_read(&held, octets + length, 7)) > 0)
		length += got;
	cr_expect_eq(length, strlen(expected));
	cr_expect_eq(memcmp(octets, expected, length), 0);
	cr_expect_eq(held.left, 0);
}

Test(held_message, comes_out_with_line_feeds_however_it_came)
{
	const char message[] = "a: b\r\n\r\ngr\xC3\xBC\xC3\x9F\r\nx\ry\r";

	for (size_t step = 1; step <= sizeof message; step++) {
		hold(message, sizeof message - 1, step);
		cr_expect(held.is_text);
		expect_octets("a: b\n\ngr\xC3\xBC\xC3\x9F\nx\ry\r");
	}
	held_message_clear(&held);
}

Test(held_message, is_no_text_where_an_octet_or_the_end_is_wrong)
{
	hold("a\xFF z", 4, 1);
	cr_expect_not(held.is_text);
	expect_octets("a\xFF z");
	hold("a\xC3", 2, 1);
	cr_expect_not(held.is_text);
	held_message_clear(&held);
}

Test(held_message, shows_nothing_of_the_one_before)
{
	hold("a long message\xFF", 15, 15);
	hold("short", 5, 5);
	cr_expect(held.is_text);
	expect_octets("short");
	hold("", 0, 1);
	cr_expect(held.is_text);
	expect_octets("");
	held_message_clear(&held);
}
