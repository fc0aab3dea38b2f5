/*
 * deliver-stdout.c - messages on standard output, where that is a file: all
 * of a message, or nothing.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "tests/unit/popfetch/delivery.h"

#include <dlfcn.h>
#include <errno.h>

static const struct settings settings = {.standard_output = true};

/* What standard output has room for yet; all else has as much as it wants. */
static size_t room = SIZE_MAX;
static size_t syncs;	 /* of it */
static bool interrupted; /* by a signal that asks nobody to end */

ssize_t write(int fd, const void *octets, size_t n)
{
	ssize_t (*real)(int, const void *, size_t);

	*(void **)&real = dlsym(RTLD_NEXT, "write");
	if (fd != STDOUT_FILENO)
		return real(fd, octets, n);
	if (interrupted) {
		interrupted = false;
		errno = EINTR;
		return -1;
	}
	if (room == 0) {
		errno = ENOSPC;
		return -1;
	}
	n = n < room ? n : room;
	room -= n;
	return real(fd, octets, n);
}

int fsync(int fd)
{
	syncs += fd == STDOUT_FILENO;
	return 0;
}

static void begin(void)
{
	int fd;

	scene_begin();
	fd = open("out", O_RDWR | O_CREAT | O_APPEND, 0600);
	cr_assert_geq(fd, 0);
	fflush(stdout);
	dup2(fd, STDOUT_FILENO);
	close(fd);
}

TestSuite(deliver_stdout, .init = begin, .fini = scene_end);

#define ONE	 "Return-Path: <a@example.org>\r\n\r\none\r\n"
#define FROM_ONE "From a@example.org "

static size_t count_messages(const char *text)
{
	size_t count = 0;

	while ((text = strstr(text, FROM_ONE)) != NULL) {
		count++;
		text++;
	}
	return count;
}

Test(deliver_stdout, is_an_mbox)
{
	struct deliver *deliver = open_at(&settings);
	char *text;

	stage(deliver, ONE);
	stage(deliver, ONE);
	text = read_file(scene_path("out"), NULL);
	cr_expect_eq(syncs, 2, "each is durable once it was taken");
	cr_expect_eq(count_messages(text), 2);
	cr_expect_not_null(strstr(text, "\n\none\n\n" FROM_ONE));
	deliver_close(deliver);
	free(text);
}

static void fail_to_stage(struct deliver *deliver)
{
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, ONE, strlen(ONE)), POP3_OK);
	room = 10;
	cr_expect_eq(deliver_end(deliver), POP3_E_SYSTEM);
	room = SIZE_MAX;
	deliver_drop(deliver);
}

Test(deliver_stdout, has_no_part_of_the_first_one_either)
{
	struct deliver *deliver = open_at(&settings);
	size_t length;

	fail_to_stage(deliver);
	deliver_close(deliver);
	free(read_file(scene_path("out"), &length));
	cr_expect_eq(length, 0);
}

/* It will come again; what was there before stays. */
Test(deliver_stdout, has_no_part_of_a_message_that_does_not_fit)
{
	struct deliver *deliver = open_at(&settings);
	char *before, *after;

	stage(deliver, ONE);
	before = read_file(scene_path("out"), NULL);
	fail_to_stage(deliver);
	after = read_file(scene_path("out"), NULL);
	cr_expect_str_eq(after, before);
	free(after);
	stage(deliver, ONE);
	after = read_file(scene_path("out"), NULL);
	cr_expect_eq(count_messages(after), 2);
	deliver_close(deliver);
	free(before);
	free(after);
}

Test(deliver_stdout, goes_on_behind_a_signal_of_no_account)
{
	struct deliver *deliver = open_at(&settings);
	char *text;

	interrupted = true;
	stage(deliver, ONE);
	text = read_file(scene_path("out"), NULL);
	cr_expect_eq(count_messages(text), 1);
	deliver_close(deliver);
	free(text);
}
