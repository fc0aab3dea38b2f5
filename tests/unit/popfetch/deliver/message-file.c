/*
 * message-file.c - a message in a file of its own, small and large.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "popfetch/deliver/message-file.h"

/* More than is written by us alone. */
#define LARGE ((size_t)5 << 20)

static struct message_file file;
static char *octets, *expected;
static size_t expected_length;

static void begin(void)
{
	scene_begin();
	cr_assert(message_file_init(&file));
	octets = malloc(LARGE);
	expected = malloc(LARGE);
	cr_assert(octets != NULL && expected != NULL);
}

static void end(void)
{
	message_file_free(&file);
	free(octets);
	free(expected);
	scene_end();
}

TestSuite(message_file, .init = begin, .fini = end);

/* No line is as another one, so that none can stand in another's place. */
static void make(size_t length)
{
	char line[32];

	expected_length = 0;
	for (size_t at = 0; at < length;) {
		size_t n = (size_t)snprintf(line, sizeof line, "%zu\r\n", at);

		if (n > length - at)
			n = length - at;
		memcpy(octets + at, line, n);
		at += n;
	}
	for (size_t i = 0; i < length; i++)
		if (octets[i] != '\r' || i + 1 == length ||
		    octets[i + 1] != '\n')
			expected[expected_length++] = octets[i];
}

static void open_file(const char *name)
{
	const int fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0600);

	cr_assert_geq(fd, 0);
	message_file_begin(&file, fd);
}

static bool add(size_t length, size_t step)
{
	for (size_t at = 0; at < length; at += step)
		if (!message_file_add(&file, octets + at,
			length - at < step ? length - at : step))
			return false;
	return true;
}

static void expect_whole(const char *name)
{
	const int fd = open(name, O_RDONLY);
	char *found = malloc(LARGE);

	cr_assert_not_null(found);
	cr_expect_eq(read(fd, found, LARGE), (ssize_t)expected_length);
	cr_expect_eq(memcmp(found, expected, expected_length), 0);
	free(found);
	close(fd);
}

Test(message_file, is_whole_whatever_its_size_and_the_pieces)
{
	static const size_t sizes[] = {0, 1, 100, OUTLET_SIZE - 1, OUTLET_SIZE,
	    OUTLET_SIZE + 1, (size_t)1 << 20, ((size_t)1 << 20) + 7,
	    ((size_t)3 << 20) / 2, LARGE};
	static const size_t steps[] = {997, 65536, LARGE};
	char name[32];

	for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
		for (size_t j = 0; j < sizeof steps / sizeof steps[0]; j++) {
			snprintf(name, sizeof name, "%zu-%zu", i, j);
			make(sizes[i]);
			open_file(name);
			cr_assert(add(sizes[i], steps[j]));
			cr_assert(message_file_end(&file));
			expect_whole(name);
		}
}

static void limit_files(rlim_t octets_max)
{
	const struct rlimit limit = {octets_max, RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Wherever it is full: in a small message, in what a thread writes, in the
 * last piece. */
Test(message_file, one_that_cannot_be_written_whole_is_a_failure)
{
	char name[32];

	make(LARGE);
	for (rlim_t limit = 0; limit < expected_length; limit += 262143) {
		snprintf(name, sizeof name, "%llu", (unsigned long long)limit);
		open_file(name);
		limit_files(limit);
		cr_expect_not(add(LARGE, 65536) && message_file_end(&file));
		cr_expect_eq(errno, EFBIG);
		message_file_drop(&file);
	}
	limit_files(expected_length - 1);
	open_file("last");
	cr_expect_not(add(LARGE, 65536) && message_file_end(&file));
	cr_expect_eq(errno, EFBIG);
	message_file_drop(&file);
}

Test(message_file, the_next_is_whole_behind_one_that_failed)
{
	make(LARGE);
	limit_files(2 << 20);
	open_file("first");
	cr_expect_not(add(LARGE, 65536) && message_file_end(&file));
	message_file_drop(&file);
	limit_files(RLIM_INFINITY);
	open_file("second");
	cr_assert(add(LARGE, 65536));
	cr_assert(message_file_end(&file));
	expect_whole("second");
}

/* The disk is full for the last of what a thread writes, and has room again for
 * what we write behind it. */
Test(message_file, what_is_said_to_be_whole_is)
{
	char name[32];

	make(LARGE);
	for (unsigned i = 0; i < 100; i++) {
		bool whole;

		snprintf(name, sizeof name, "%u", i);
		open_file(name);
		limit_files(expected_length - 300000);
		whole = add(LARGE, 65536);
		limit_files(RLIM_INFINITY);
		if (whole && message_file_end(&file))
			expect_whole(name);
		message_file_drop(&file);
		unlink(name);
	}
}

/* Its descriptor may be another file's at once. */
Test(message_file, nothing_is_written_any_more_once_it_is_dropped)
{
	make(LARGE);
	for (unsigned i = 0; i < 20; i++) {
		char name[32];
		int fd;

		snprintf(name, sizeof name, "dropped-%u", i);
		open_file(name);
		cr_assert(add(LARGE, 65536));
		message_file_drop(&file);
		fd = open("other", O_RDWR | O_CREAT | O_TRUNC, 0600);
		cr_expect_eq(lseek(fd, 0, SEEK_END), 0);
		close(fd);
	}
}
