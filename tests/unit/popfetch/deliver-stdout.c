/*
 * deliver-stdout.c - messages on standard output, where that is a file: all
 * of a message, or nothing.
 */
#define _XOPEN_SOURCE 700
#include "delivery.h"

#include <signal.h>
#include <sys/resource.h>

static const struct settings settings = {.standard_output = true};

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
	cr_expect_eq(count_messages(text), 2);
	cr_expect_not_null(strstr(text, "\n\none\n\n" FROM_ONE));
	deliver_close(deliver);
	free(text);
}

static void limit_files(rlim_t octets)
{
	const struct rlimit limit = {
	    .rlim_cur = octets, .rlim_max = RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* It will come again; what was there before stays. */
Test(deliver_stdout, has_no_part_of_a_message_that_does_not_fit)
{
	struct deliver *deliver = open_at(&settings);
	char *before, *after;
	size_t length;

	stage(deliver, ONE);
	before = read_file(scene_path("out"), &length);
	/* The spool has room for it. */
	cr_assert_eq(deliver_begin(deliver), POP3_OK);
	cr_assert_eq(deliver_data(deliver, ONE, strlen(ONE)), POP3_OK);
	limit_files(length + 10);
	cr_expect_eq(deliver_end(deliver), POP3_E_SYSTEM);
	deliver_drop(deliver);
	limit_files(RLIM_INFINITY);
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
