/*
 * private-file.c - files that keep a secret, and files that do not.
 */
#include "tests/unit/popfetch/scene.h"

#include <errno.h>

#include "popfetch/system/private-file.h"

TestSuite(private_file, .init = scene_begin, .fini = scene_end);

/* Why a file with these permissions keeps no secret, or NULL. */
static const char *flaw_of(mode_t mode)
{
	struct private_file file;

	unlink("file");
	scene_write("file", mode, "text");
	cr_assert_eq(private_file_open("file", &file), POP3_OK);
	close(file.fd);
	return file.flaw;
}

Test(private_file, that_only_its_owner_can_read_keeps_a_secret)
{
	cr_expect_null(flaw_of(0600));
	cr_expect_null(flaw_of(0400));
	cr_expect_null(flaw_of(0700));
	cr_expect_null(flaw_of(0611));
}

Test(private_file, that_others_can_read_or_change_keeps_none)
{
	static const mode_t reading[] = {0640, 0604, 0660, 0666},
			    writing[] = {0620, 0602, 0622};

	for (size_t i = 0; i < sizeof reading / sizeof reading[0]; i++)
		cr_expect_not_null(
		    strstr(flaw_of(reading[i]), "can read it; chmod 600"));
	for (size_t i = 0; i < sizeof writing / sizeof writing[0]; i++)
		cr_expect_not_null(
		    strstr(flaw_of(writing[i]), "write to it; chmod 600"));
}

Test(private_file, is_read_from_its_beginning)
{
	struct private_file file;
	char text[8] = "";

	scene_write("file", 0600, "text");
	cr_assert_eq(private_file_open("file", &file), POP3_OK);
	cr_expect_eq(read(file.fd, text, 7), 4);
	cr_expect_str_eq(text, "text");
	cr_expect_eq(write(file.fd, "x", 1), -1);
	cr_expect_eq(fcntl(file.fd, F_GETFD), FD_CLOEXEC);
	close(file.fd);
}

static void expect_refused(const char *path, enum pop3_status status, int why)
{
	struct private_file file;

	cr_expect_eq(private_file_open(path, &file), status, "%s", path);
	cr_expect_eq(errno, why, "%s: %s", path, strerror(errno));
}

Test(private_file, what_is_no_file_is_refused_and_not_waited_for, .timeout = 60)
{
	cr_assert_eq(mkfifo("fifo", 0600), 0);
	cr_assert_eq(mkdir("directory", 0700), 0);
	expect_refused("fifo", POP3_E_FILE, EINVAL);
	expect_refused("directory", POP3_E_FILE, EINVAL);
	expect_refused("/dev/null", POP3_E_FILE, EINVAL);
	expect_refused("nothing", POP3_E_SYSTEM, ENOENT);
}
