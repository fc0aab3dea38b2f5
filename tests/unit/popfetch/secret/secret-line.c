/*
 * secret-line.c - a line that is a secret, and not an octet more.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>
#include <signal.h>

#include "popfetch/secret/secret-line.h"
#include "popfetch/secret/secret.h"
#include "popfetch/system/interrupt.h"

TestSuite(secret_line, .init = scene_begin, .fini = scene_end);

static void expect_line(int fd, const char *expected)
{
	char *line = NULL;

	cr_assert_eq(secret_line_read(fd, &line), POP3_OK, "'%s'", expected);
	cr_expect_str_eq(line, expected);
	secret_free(line);
}

static void expect_status(int fd, enum pop3_status status)
{
	char *line = NULL;

	cr_expect_eq(secret_line_read(fd, &line), status);
	cr_expect_null(line);
}

Test(secret_line, each_call_gets_the_next_line)
{
	const int fd = scene_open("file", "one\ntwo \t\r\n\rthr\ree\nfour");

	expect_line(fd, "one");
	expect_line(fd, "two \t");
	expect_line(fd, "\rthr\ree");
	expect_line(fd, "four");
	expect_status(fd, POP3_E_FILE);
	close(fd);
}

/* It is no line end without an LF. */
Test(secret_line, cr_at_the_end_of_the_file_is_part_of_it)
{
	const int fd = scene_open("file", "pass\r");

	expect_line(fd, "pass\r");
	close(fd);
}

Test(secret_line, byte_order_mark_in_front_is_none_of_it)
{
	const int fd =
	    scene_open("file", "\xEF\xBB\xBFone\ntw\xEF\xBB\xBF\n\xEF\xBB\n"
			       "\xEF\xBB\xBF\nfour\n");

	expect_line(fd, "one");
	expect_line(fd, "tw\xEF\xBB\xBF");
	expect_line(fd, "\xEF\xBB");
	expect_status(fd, POP3_E_FILE);
	expect_line(fd, "four");
	close(fd);
}

Test(secret_line, what_is_behind_the_line_is_left_to_others)
{
	const int fd = scene_open("file", "secret\nrest");
	char rest[8] = "";

	expect_line(fd, "secret");
	cr_expect_eq(read(fd, rest, sizeof rest - 1), 4);
	cr_expect_str_eq(rest, "rest");
	close(fd);
}

Test(secret_line, empty_line_is_none)
{
	const int fd = scene_open("file", "\n\r\nx\n");

	expect_status(fd, POP3_E_FILE);
	expect_status(fd, POP3_E_FILE);
	expect_line(fd, "x");
	close(fd);
}

/* Half a password would be tried, and the account locked. */
Test(secret_line, line_with_a_nul_is_none)
{
	const int fd = scene_open("file", "pass\1word\n");

	cr_assert_eq(pwrite(fd, "", 1, 4), 1);
	expect_status(fd, POP3_E_FILE);
	close(fd);
}

static int file_of(size_t octets)
{
	char *text = malloc(octets + 1);
	int fd;

	memset(text, 'x', octets);
	text[octets] = '\0';
	fd = scene_open("file", text);
	free(text);
	return fd;
}

Test(secret_line, has_a_limit)
{
	char *line = NULL;
	int fd = file_of(SECRET_OCTETS_MAX - 1);

	cr_assert_eq(secret_line_read(fd, &line), POP3_OK);
	cr_expect_eq(strlen(line), SECRET_OCTETS_MAX - 1);
	secret_free(line);
	close(fd);
	fd = file_of(SECRET_OCTETS_MAX);
	expect_status(fd, POP3_E_LIMIT);
	close(fd);
}

Test(secret_line, what_cannot_be_read_is_the_systems_failure)
{
	const int fd = open(".", O_RDONLY);

	expect_status(fd, POP3_E_SYSTEM);
	cr_expect_eq(errno, EISDIR);
	close(fd);
}

/* pop3_status after some octets. */
static enum pop3_status wait_for_three(void *context)
{
	int *count = context;

	return ++*count <= 3 ? POP3_OK : POP3_E_TIMEOUT;
}

Test(secret_line, is_over_when_waiting_is)
{
	const int fd = scene_open("file", "secret\n");
	char *line = NULL, rest[8] = "";
	int count = 0;

	cr_expect_eq(secret_line_read_when(fd, wait_for_three, &count, &line),
	    POP3_E_TIMEOUT);
	cr_expect_null(line);
	cr_expect_eq(read(fd, rest, sizeof rest - 1), 4);
	cr_expect_str_eq(rest, "ret\n");
	close(fd);
}

Test(secret_line, signal_that_came_before_is_not_waited_out, .timeout = 10)
{
	struct pop3_cancel *cancel;
	int ends[2];

	cr_assert_eq(pop3_cancel_new(&cancel), POP3_OK);
	cr_assert_eq(pipe(ends), 0);
	interrupt_install(cancel);
	raise(SIGTERM);
	expect_status(ends[0], POP3_E_CANCELLED);
}

/* ---- What is said -------------------------------------------------------- */

static void expect_said(
    enum pop3_status status, int why, enum pop3_status kind, const char *text)
{
	struct pop3_error error = {0};

	errno = why;
	cr_expect_eq(secret_line_failed(&error, status, "'/x'"), kind);
	cr_expect_eq(error.status, kind);
	cr_expect_str_eq(error.text, text);
}

Test(secret_line, failures_say_where_it_was_to_come_from)
{
	expect_said(POP3_E_FILE, 0, POP3_E_FILE,
	    "no password in the first line of '/x'");
	expect_said(POP3_E_LIMIT, 0, POP3_E_FILE,
	    "the first line of '/x' is longer than 65535 octets");
	expect_said(POP3_E_SYSTEM, EISDIR, POP3_E_SYSTEM,
	    "cannot read the password from '/x': is a directory");
	expect_said(POP3_E_CANCELLED, 0, POP3_E_CANCELLED,
	    "interrupted while waiting for the password");
	expect_said(POP3_E_NO_MEMORY, 0, POP3_E_NO_MEMORY, "out of memory");
}

Test(secret_line, wiped_octets_are_gone)
{
	char octets[] = "secret";

	secret_wipe(octets + 1, 4);
	cr_expect_eq(memcmp(octets, "s\0\0\0\0t", 7), 0);
	secret_free(NULL);
}
