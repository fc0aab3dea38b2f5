/*
 * held-message.c - messages that are held until they are whole.
 */
#include "tests/unit/popfetch/scene.h"

#include <signal.h>
#include <sys/resource.h>

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
	cr_assert(held_message_begin(&held));
	cr_assert(held_message_add(&held, "given up", 8));
	hold("short", 5, 5);
	expect_octets("short");
	held_message_clear(&held);
}

Test(held_message, has_one_file_for_all)
{
	int open_with_one;

	hold("one", 3, 3);
	open_with_one = scene_files_open();
	hold("two", 3, 3);
	cr_expect_eq(scene_files_open(), open_with_one);
	held_message_clear(&held);
	cr_expect_eq(scene_files_open(), open_with_one - 1);
}

Test(held_message, larger_than_any_buffer_is_whole)
{
	const size_t length = 100000;
	char *message = malloc(length), *found = malloc(length + 1);

	for (size_t i = 0; i < length; i++)
		message[i] = (char)('a' + i % 23);
	hold(message, length, length);
	cr_expect_eq(held_message_read(&held, found, length + 1), length);
	cr_expect_eq(memcmp(found, message, length), 0);
	held_message_clear(&held);
	free(message);
	free(found);
}

Test(held_message, without_a_descriptor_is_none)
{
	struct rlimit limit, none;
	bool begun;

	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = (struct rlimit){.rlim_max = limit.rlim_max};
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	begun = held_message_begin(&held);
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
	cr_expect_not(begun);
}

/* What is missing would be missed by nobody. */
Test(held_message, for_which_there_is_no_room_is_not_held)
{
	static char message[100000];
	struct rlimit limit, none;
	bool added, ended;

	signal(SIGXFSZ, SIG_IGN);
	memset(message, 'x', sizeof message);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &limit), 0);
	none = (struct rlimit){.rlim_max = limit.rlim_max};
	cr_assert(held_message_begin(&held));
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	added = held_message_add(&held, message, sizeof message);
	ended = held_message_begin(&held) && held_message_add(&held, "x", 1) &&
		held_message_end(&held);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	cr_expect_not(added);
	cr_expect_not(ended);
	held_message_clear(&held);
}
