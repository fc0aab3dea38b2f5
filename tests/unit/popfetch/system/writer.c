/*
 * writer.c - octets that a thread writes.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "popfetch/system/outlet.h"
#include "popfetch/system/writer.h"

static struct writer *writer;
static char *octets;
static int fd;

static void begin(void)
{
	scene_begin();
	fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0600);
	cr_assert_geq(fd, 0);
	writer = writer_new();
	octets = outlet_buffer();
	cr_assert_not_null(writer);
	cr_assert_not_null(octets);
}

static void end(void)
{
	writer_free(writer);
	free(octets);
	close(fd);
	scene_end();
}

TestSuite(writer, .init = begin, .fini = end);

/* False with errno; then the buffer is still ours. */
static bool hand_over(const char *text, uint64_t at)
{
	char *empty;

	memcpy(octets, text, strlen(text));
	empty = writer_swap(writer, fd, octets, strlen(text), at);
	if (empty == NULL)
		return false;
	octets = empty;
	return true;
}

Test(writer, all_is_in_its_place_once_it_is_settled)
{
	char expected[2001] = "";
	char piece[8];

	for (unsigned i = 0; i < 400; i++) {
		snprintf(piece, sizeof piece, "%04u\n", i);
		memcpy(expected + 5 * (size_t)i, piece, 5);
		cr_assert(hand_over(piece, 5 * (uint64_t)i));
	}
	cr_expect(writer_settle(writer));
	cr_expect_str_eq(scene_text_of(fd), expected);
}

Test(writer, writes_in_order)
{
	for (unsigned i = 0; i < 400; i++)
		cr_assert(hand_over(i % 2 == 0 ? "even" : "odd ", 0));
	cr_expect(writer_settle(writer));
	cr_expect_str_eq(scene_text_of(fd), "odd ");
}

Test(writer, a_buffer_comes_back_only_when_it_is_written)
{
	char *const first = octets;
	unsigned swaps = 0;

	do {
		cr_assert(hand_over("x", swaps));
		cr_assert_lt(++swaps, 100);
	} while (octets != first);
	cr_expect_eq(scene_text_of(fd)[0], 'x');
}

Test(writer, goes_on_with_another_file)
{
	const int other = dup(fd);

	cr_expect(hand_over("one", 0));
	cr_expect(writer_settle(writer));
	cr_assert_eq(ftruncate(fd, 0), 0);
	close(fd);
	fd = other;
	cr_expect(hand_over("two", 0));
	cr_expect(writer_settle(writer));
	cr_expect_str_eq(scene_text_of(fd), "two");
}

/* More than the file may have. */
static void fail(void)
{
	const struct rlimit limit = {100, RLIM_INFINITY};
	bool taken = true;

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	for (unsigned i = 0; taken && i < 1000; i++)
		taken = hand_over("x", 200);
	cr_expect_not(taken);
	cr_expect_eq(errno, EFBIG);
}

Test(writer, takes_no_more_once_a_write_has_failed)
{
	fail();
	cr_expect_not(hand_over("y", 0));
	cr_expect_eq(errno, EFBIG);
	cr_expect_not(writer_settle(writer));
	cr_expect_eq(errno, EFBIG);
	cr_expect_str_eq(scene_text_of(fd), "");
}

Test(writer, a_failure_is_told_once)
{
	fail();
	cr_expect_not(writer_settle(writer));
	cr_expect(writer_settle(writer));
	cr_expect(hand_over("good", 0));
	cr_expect(writer_settle(writer));
	cr_expect_str_eq(scene_text_of(fd), "good");
}

Test(writer, the_failure_of_the_last_is_told_too)
{
	cr_expect(hand_over("one", 0));
	cr_expect(writer_settle(writer));
	cr_expect(writer_settle(writer));
	close(fd);
	fd = open("file", O_RDONLY);
	cr_expect(hand_over("two", 3));
	cr_expect_not(writer_settle(writer));
	cr_expect_eq(errno, EBADF);
}
